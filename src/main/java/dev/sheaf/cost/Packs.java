package dev.sheaf.cost;

import dev.sheaf.model.Usage;
import dev.sheaf.pack.Makeup;
import java.util.TreeMap;

/**
 * What packs come to, of which some were counted and stand for the others. Those behind the bound stand for those behind it:
 * what a file begins with says little of its end.
 */
final class Packs {
    /** Fewer than these say nothing of others. */
    private static final int FEWEST = 2;

    private final Makeup makeup;
    private final Sample all = new Sample();
    private final Sample behind = new Sample();
    private final TreeMap<Integer, Long> sizes = new TreeMap<>();
    private long calls;
    private long items;
    private long texts;
    private long input;
    private long output;
    private long guessedCalls;
    private long guessedItems;
    private long guessedBytes;

    Packs(Makeup makeup) {
        this.makeup = makeup;
    }

    /**
     * A pack that was counted.
     *
     * @param bytes of its texts
     * @param texts tokens of them
     * @param isSample whether it stands for others that are not counted
     */
    record Counted(int items, long bytes, long texts, Usage usual, boolean isSample) {}

    void add(Counted pack) {
        calls++;
        items += pack.items;
        texts += pack.texts;
        input += pack.usual.inputTokens();
        output += pack.usual.outputTokens();
        all.add(pack.bytes, pack.texts);
        if (pack.isSample) {
            behind.add(pack.bytes, pack.texts);
        }
        sizes.merge(pack.items, 1L, Long::sum);
    }

    /** One that is not counted. */
    void add(int size, long bytes) {
        guessedCalls++;
        guessedItems += size;
        guessedBytes += bytes;
        sizes.merge(size, 1L, Long::sum);
    }

    long calls() {
        return calls + guessedCalls;
    }

    boolean isExact() {
        return guessedCalls == 0;
    }

    /** Of the items' own texts. */
    long texts() {
        return texts + sample().tokensOf(guessedBytes);
    }

    /** By how much that may be wrong, of 20 times in 19. */
    long error() {
        return sample().error(guessedCalls);
    }

    private Sample sample() {
        return behind.packs() < FEWEST ? all : behind;
    }

    /** What packing adds: the form to each call, and to each item as much as elsewhere. */
    long markersAndForm() {
        long counted = input - texts - calls * makeup.instructions();
        return counted + guessedCalls * makeup.form() + perItem(counted - calls * makeup.form());
    }

    Usage usage() {
        return new Usage(calls() * makeup.instructions() + texts() + markersAndForm(), 0, output + perItem(output), 0);
    }

    private long perItem(long ofCounted) {
        return items == 0 ? 0 : ofCounted * guessedItems / items;
    }

    /** How many are likely to have one of their items drawn, where each is with this chance; items alone are not. */
    double drawn(double share) {
        return sizes.tailMap(2).entrySet().stream()
                .mapToDouble(size -> size.getValue() * (1 - Math.pow(1 - share, size.getKey())))
                .sum();
    }
}
