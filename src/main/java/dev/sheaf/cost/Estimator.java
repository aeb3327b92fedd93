package dev.sheaf.cost;

import dev.sheaf.model.Usage;
import dev.sheaf.pack.Packer;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Spread;
import dev.sheaf.pack.TokenCounter;
import dev.sheaf.pack.Weighed;
import dev.sheaf.task.Item;
import java.util.List;

/**
 * Says before anything is bought what items will cost. They are packed as they would be; a pack's tokens are counted up to a
 * bound, since counting is expensive, and of those behind it one in so many. Where the task votes each pack counts twice, as
 * where the first two answers agree. Holds one pack.
 */
public final class Estimator {
    /** Bytes of texts that are counted exactly, where nobody wants all of them to be: two seconds or so. */
    public static final long USUALLY_EXACT = 2 << 20;

    private static final int ONE_IN = 64;

    private final Prepared task;
    private final TokenCounter counter;
    private final long exactly;
    private final Packs once;
    /** The second votes. */
    private final Packs again;

    private Packer.Load load;
    private long items;
    private long refused;
    private long bytes;

    /** @param exactly bytes of texts that are counted before any are estimated */
    public Estimator(Prepared task, long exactly) {
        this.task = task;
        this.exactly = exactly;
        this.load = task.packer().load();
        this.counter = TokenCounter.of(task.model().encoding());
        this.once = new Packs(task.prompt().makeup());
        this.again = new Packs(task.prompt().makeup());
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

    /** An item that shares its call with no other. */
    public void addApart(Item item) {
        flush();
        add(item);
        flush();
    }

    private void flush() {
        if (load.size() > 0) {
            close();
        }
    }

    private void close() {
        List<Item> pack = load.items().stream().map(Weighed::item).toList();
        long size = pack.stream()
                .mapToLong(item -> TokenCounter.atMost(item.text()))
                .sum();
        boolean isBehind = bytes >= exactly;
        if (!isBehind || (once.calls() + 1) % ONE_IN == 0) {
            count(pack, size, isBehind);
        } else {
            once.add(pack.size(), size);
            if (isVoted(pack)) {
                again.add(pack.size(), size);
            }
        }
        bytes += size;
        load = task.packer().load();
    }

    /** What an item gets alone decides. */
    private boolean isVoted(List<Item> pack) {
        return task.task().definition().quality().isVoted() && pack.size() > 1;
    }

    private void count(List<Item> items, long size, boolean isSample) {
        Usage usual = task.prompt().usual(task.prompt().lay(items, once.calls() + 1));
        long texts =
                items.stream().mapToLong(item -> counter.count(item.text())).sum();
        var counted = new Packs.Counted(items.size(), size, texts, usual, isSample);
        once.add(counted);
        if (isVoted(items)) {
            again.add(counted);
        }
    }

    /** Of all that was added. */
    public Estimate end(PriceTable prices, Pace pace, Checking checking) {
        flush();
        Estimate.Tokens tokens = new Estimate.Tokens(
                task.prompt().makeup().instructions(),
                once.texts(),
                once.markersAndForm(),
                once.isExact(),
                once.error(),
                range());
        return Outlooks.of(task, prices, pace, new Outlooks.Load(items, refused, once, again, tokens, checking));
    }

    private Estimate.Range range() {
        Spread spread = task.prompt().spread();
        long usual = once.usage().outputTokens();
        return new Estimate.Range(Math.max(items, usual - items * spread.less()), usual + items * spread.more());
    }
}
