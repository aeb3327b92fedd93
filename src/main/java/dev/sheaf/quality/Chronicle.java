package dev.sheaf.quality;

import dev.sheaf.quality.GovernorStore.Kept;
import dev.sheaf.quality.GovernorStore.Key;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one version, and what this replica adds to it: one writer at a time writes down all that has come
 * meanwhile, upon what stands; where another replica was quicker, it is added to what that one wrote.
 */
final class Chronicle {
    /** Of losing against other replicas, in a row. */
    private static final int TRIES = 20;

    private final Key key;
    private final int most;
    private final GovernorStore store;
    private final GuardEvents events;
    private final Queue<Entry> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean writing = new AtomicBoolean();
    private volatile @Nullable Kept known;

    /** What is to be written. */
    record Entry(UnaryOperator<Governed> change, LocalDate day, long tokens) {}

    /** @param most the task's own size */
    Chronicle(Key key, int most, GovernorStore store, GuardEvents events) {
        this.key = key;
        this.most = most;
        this.store = store;
        this.events = events;
    }

    Governed governed() {
        Kept now = known;
        return now == null ? Governed.start(most) : now.governed();
    }

    CheckSpend spent() {
        Kept now = known;
        return now == null ? CheckSpend.NOTHING : now.spent();
    }

    /** Looks what others have written. Never fails. */
    Uni<Void> read() {
        return look().onFailure().recoverWithItem(failure -> {
            events.failed(key, failure);
            return null;
        });
    }

    private Uni<Void> look() {
        return store.find(key).invoke(found -> found.ifPresent(this::learn)).replaceWithVoid();
    }

    /** One of another size than the task's own is of another Sheaf's making, and says nothing. */
    private synchronized void learn(Kept found) {
        Kept before = known;
        if (before == null || before.revision() < found.revision()) {
            boolean fits = found.governed().most() == most;
            known = fits ? found : new Kept(Governed.start(most), found.spent(), found.revision());
        }
        events.size(key, governed().items());
    }

    /** Never fails; what cannot be written is given up, and said. */
    Uni<Void> add(Entry entry) {
        waiting.add(entry);
        if (!writing.compareAndSet(false, true)) {
            return Uni.createFrom().voidItem();
        }
        return writeAll()
                .onFailure()
                .invoke(failure -> events.failed(key, failure))
                .onFailure()
                .recoverWithNull()
                .onTermination()
                .invoke(() -> writing.set(false))
                .chain(() -> waiting.isEmpty() ? Uni.createFrom().voidItem() : further());
    }

    /** What came between the last look and the end of writing. */
    private Uni<Void> further() {
        Entry next = waiting.poll();
        return next == null ? Uni.createFrom().voidItem() : add(next);
    }

    private Uni<Void> writeAll() {
        return Multi.createBy()
                .repeating()
                .uni(this::writeSome)
                .whilst(written -> !waiting.isEmpty())
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** A value, since nothing at all would be repeated for ever. */
    private Uni<Boolean> writeSome() {
        List<Entry> some = new ArrayList<>();
        for (Entry next = waiting.poll(); next != null; next = waiting.poll()) {
            some.add(next);
        }
        return some.isEmpty() ? Uni.createFrom().item(true) : write(some).replaceWith(true);
    }

    private Uni<Void> write(List<Entry> entries) {
        return Uni.createFrom()
                .deferred(() -> once(entries))
                .onFailure(Overtaken.class)
                .call(overtaken -> look())
                .onFailure(Overtaken.class)
                .retry()
                .atMost(TRIES);
    }

    private Uni<Void> once(List<Entry> entries) {
        Kept next = next(entries);
        int before = governed().items();
        return store.write(key, next)
                .invoke(written -> {
                    if (!written) {
                        throw new Overtaken();
                    }
                    learn(next);
                    if (before != next.governed().items()) {
                        events.changed(key, before, next.governed());
                    }
                })
                .replaceWithVoid();
    }

    private Kept next(List<Entry> entries) {
        Kept stands = known;
        Governed governed = governed();
        CheckSpend spent = spent();
        for (Entry entry : entries) {
            governed = entry.change().apply(governed);
            spent = spent.plus(entry.day(), entry.tokens());
        }
        return new Kept(governed, spent, stands == null ? 1 : stands.revision() + 1);
    }

    /** Another replica wrote first. */
    private static final class Overtaken extends RuntimeException {
        Overtaken() {
            super("Another replica wrote first.", null, false, false);
        }
    }
}
