package dev.sheaf.bulk;

import dev.sheaf.model.Usage;
import java.util.BitSet;
import java.util.function.ToLongFunction;

/**
 * What a batch was billed beyond the replies that could be read, and for which of its requests: for those of which nothing
 * is known, or where there is none, for those that were refused. Requests count from 1.
 */
final class Reckoning {
    private final int requests;
    private final BitSet read = new BitSet();
    private final BitSet refused = new BitSet();
    private final BitSet notRun = new BitSet();
    private Usage known = Usage.NONE;

    Reckoning(int requests) {
        this.requests = requests;
    }

    void read(int number, Usage usage) {
        read.set(number);
        known = known.plus(usage);
    }

    void refused(int number) {
        refused.set(number);
    }

    /** Its turn did not come, so it cost nothing. */
    void notRun(int number) {
        notRun.set(number);
    }

    /** What is not accounted for, by request; nothing where all of it is. */
    Gap gap(Usage billed) {
        Usage rest = new Usage(
                Math.max(0, billed.inputTokens() - known.inputTokens()),
                Math.max(0, billed.cachedTokens() - known.cachedTokens()),
                Math.max(0, billed.outputTokens() - known.outputTokens()),
                Math.max(0, billed.reasoningTokens() - known.reasoningTokens()));
        BitSet candidates = candidates();
        int[] numbers = candidates.stream().limit(calls(rest)).toArray();
        return new Gap(rest, numbers);
    }

    private BitSet candidates() {
        BitSet silent = new BitSet();
        silent.set(1, requests + 1);
        silent.andNot(read);
        silent.andNot(notRun);
        BitSet unexplained = (BitSet) silent.clone();
        unexplained.andNot(refused);
        return unexplained.isEmpty() ? silent : unexplained;
    }

    /** By what a reply costs elsewhere in the batch; rather one too many. Where none was read, it may be any number. */
    private long calls(Usage rest) {
        double one = (double) tokens(known) / Math.max(1, read.cardinality());
        return one == 0 ? tokens(rest) : (long) Math.ceil(tokens(rest) / one);
    }

    private static long tokens(Usage usage) {
        return usage.inputTokens() + usage.outputTokens();
    }

    /**
     * Tokens that no reply accounts for, divided among requests.
     *
     * @param numbers of the requests, rising
     */
    record Gap(Usage usage, int[] numbers) {

        /** Shares add up exactly: the first ones bear what is left over. */
        Usage share(int place) {
            return new Usage(
                    share(Usage::inputTokens, place),
                    share(Usage::cachedTokens, place),
                    share(Usage::outputTokens, place),
                    share(Usage::reasoningTokens, place));
        }

        private long share(ToLongFunction<Usage> figure, int place) {
            long all = figure.applyAsLong(usage);
            return all / numbers.length + (place < all % numbers.length ? 1 : 0);
        }
    }
}
