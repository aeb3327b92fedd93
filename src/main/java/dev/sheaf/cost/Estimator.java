package dev.sheaf.cost;

import dev.sheaf.model.Usage;
import dev.sheaf.pack.Pack;
import dev.sheaf.pack.Packer;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.TokenCounter;
import dev.sheaf.pack.Weighed;
import dev.sheaf.task.Item;
import java.util.List;

/**
 * Says before anything is bought what items will cost. They are packed as they would be; a pack's tokens are counted up to a
 * bound, since counting is expensive, and of those behind it one in so many. Holds one pack.
 */
public final class Estimator {
    /** Bytes of texts that are counted exactly, where nobody wants all of them to be: two seconds or so. */
    public static final long USUALLY_EXACT = 2 << 20;

    private static final int ONE_IN = 64;

    private final Prepared task;
    private final TokenCounter counter;
    private final long exactly;
    private final Sample sample = new Sample();
    private final Counted counted = new Counted();
    private Packer.Load load;
    private long items;
    private long refused;
    private long calls;
    private long bytes;
    private long guessedCalls;
    private long guessedItems;
    private long guessedBytes;

    /** @param exactly bytes of texts that are counted before any are estimated */
    public Estimator(Prepared task, long exactly) {
        this.task = task;
        this.exactly = exactly;
        this.load = task.packer().load();
        this.counter = TokenCounter.of(task.model().encoding());
    }

    /** What was counted, in sums. */
    private static final class Counted {
        private long calls;
        private long items;
        private long texts;
        private long input;
        private long output;
    }

    /** An item that cannot be asked. */
    public void refuse() {
        refused++;
    }

    public void add(Item item) {
        Weighed weighed = task.packer().weigh(item);
        if (task.packer().isTooLong(weighed)) {
            refuse();
            return;
        }
        if (!load.add(weighed)) {
            close();
            load.add(weighed);
        }
        items++;
    }

    private void close() {
        List<Item> pack = load.items().stream().map(Weighed::item).toList();
        long size = pack.stream()
                .mapToLong(item -> TokenCounter.atMost(item.text()))
                .sum();
        calls++;
        if (bytes < exactly || calls % ONE_IN == 0) {
            count(pack, size);
        } else {
            guessedCalls++;
            guessedItems += pack.size();
            guessedBytes += size;
        }
        bytes += size;
        load = task.packer().load();
    }

    private void count(List<Item> items, long size) {
        Pack pack = task.prompt().lay(items, calls);
        Usage usual = task.prompt().usual(pack);
        long texts =
                items.stream().mapToLong(item -> counter.count(item.text())).sum();
        counted.calls++;
        counted.items += items.size();
        counted.texts += texts;
        counted.input += usual.inputTokens();
        counted.output += usual.outputTokens();
        sample.add(size, texts);
    }

    /** Of all that was added. */
    public Estimate end(PriceTable prices, Pace pace) {
        if (load.size() > 0) {
            close();
        }
        int instructions = task.prompt().makeup().instructions();
        long texts = counted.texts + sample.tokensOf(guessedBytes);
        Estimate.Tokens tokens = new Estimate.Tokens(
                instructions,
                texts,
                counted.input - counted.texts - counted.calls * instructions + guessedForm(),
                guessedCalls == 0,
                sample.error(guessedCalls));
        long output = counted.output + perItem(counted.output);
        return Outlooks.of(task, prices, pace, new Outlooks.Load(items, refused, calls, tokens, output));
    }

    /** What packing adds to those that were not counted: the form to each call, and to each item as much as elsewhere. */
    private long guessedForm() {
        int fixed = task.prompt().makeup().form();
        long markers = counted.input
                - counted.texts
                - counted.calls * (fixed + task.prompt().makeup().instructions());
        return guessedCalls * fixed + perItem(markers);
    }

    private long perItem(long ofCounted) {
        return counted.items == 0 ? 0 : ofCounted * guessedItems / counted.items;
    }
}
