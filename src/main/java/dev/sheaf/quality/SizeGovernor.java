package dev.sheaf.quality;

import dev.sheaf.ask.PackAsker;
import dev.sheaf.pack.Prepared;
import dev.sheaf.quality.GovernorStore.Key;
import dev.sheaf.task.Answer.NoAnswer;
import dev.sheaf.task.Task;
import io.smallrye.mutiny.Uni;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Holds packs to a size at which their answers are those that the items would get alone. A share of the items in
 * production is asked alone as well, behind everything else; where both answers differ, alone once more ({@link Comparison}).
 * {@link Governed} decides from that when the size goes down. It goes up again on trial packs of the next larger size,
 * made of items whose answers alone are known: nobody is served from them.
 */
public final class SizeGovernor implements PackGuard {
    /** Versions that nobody asked for this many times the freshness are forgotten here. */
    private static final long IDLE = 10_000;

    private final GovernorStore store;
    private final GuardPolicy policy;
    private final Chance chance;
    private final GuardEvents events;
    private final Checks checks;
    private final ConcurrentMap<Key, Ward> wards = new ConcurrentHashMap<>();

    /**
     * @param draws from 0 (inclusive) to 1 (exclusive)
     * @param nanos a clock as {@link System#nanoTime}
     */
    public record Chance(DoubleSupplier draws, LongSupplier nanos, InstantSource clock) {}

    /** @param asker as items are asked in production, but for who goes first */
    public SizeGovernor(GovernorStore store, PackAsker asker, GuardPolicy policy, Chance chance, GuardEvents events) {
        this.store = store;
        this.policy = policy;
        this.chance = chance;
        this.events = events;
        this.checks = new Checks(asker, events, this::today);
    }

    private Ward ward(Prepared task) {
        Key key = Key.of(task.task());
        Ward known = wards.get(key);
        if (known != null) {
            return known;
        }
        long now = chance.nanos().getAsLong();
        wards.values().removeIf(ward -> ward.isIdle(now, IDLE));
        return wards.computeIfAbsent(key, missing -> new Ward(task, store, policy, chance.nanos(), events));
    }

    @Override
    public Uni<Void> refresh(Prepared task) {
        return ward(task).refresh();
    }

    @Override
    public int mostItems(Prepared task) {
        return Math.min(
                task.packer().maxItems(), ward(task).chronicle().governed().items());
    }

    /** What all replicas together know of a version, and what checks of it cost since midnight UTC. */
    public record Known(Governed governed, long tokensToday) {}

    /** Asks the store. May be called on any thread. */
    public Uni<Known> known(Task task) {
        return store.find(Key.of(task)).map(found -> found.map(
                        kept -> new Known(kept.governed(), kept.spent().on(today())))
                .orElseGet(() ->
                        new Known(Governed.start(task.definition().packing().maxItems()), 0)));
    }

    @Override
    public Watch watch(Prepared task, int items) {
        Ward ward = ward(task);
        int drawn = draw(items);
        return (item, settled) -> {
            ward.purse().earn(Checks.tokens(settled.usage()));
            if (settled.index() == drawn && !(settled.answer() instanceof NoAnswer)) {
                checks.look(ward, item, settled);
            }
        };
    }

    /** Every item is drawn alike; of a pack the first that is. */
    private int draw(int items) {
        int drawn = 0;
        while (drawn < items && chance.draws().getAsDouble() >= policy.share()) {
            drawn++;
        }
        return drawn < items ? drawn : -1;
    }

    /** Begins no further checks. */
    public void stop() {
        checks.stop();
    }

    /** Until no check is under way any more. */
    public Uni<Void> ended() {
        return checks.ended();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(chance.clock().instant(), ZoneOffset.UTC);
    }
}
