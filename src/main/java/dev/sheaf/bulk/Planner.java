package dev.sheaf.bulk;

import dev.sheaf.bulk.PlanStore.NewPart;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Writes a job's waiting items down as requests of parts, a stretch at a time, and ends the job when nothing is left. */
public final class Planner {
    /** Items of a stretch, which are held at once. */
    private static final int STRETCH = 5_000;
    /** Of their texts, in characters; where they are long, the next stretch has fewer. */
    private static final long HELD = 4 << 20;
    /** Nobody knows yet how long they are. */
    private static final int FIRST_STRETCH = 500;
    /** Whoever closes a part calls the job; this is for calls that get lost. */
    private static final Duration UNCALLED = Duration.ofMinutes(5);

    private final PlanStore store;
    private final Askings askings;
    private final BulkConfig config;
    private final Chance chance;
    private final Pauses pauses;

    public Planner(PlanStore store, Askings askings, BulkConfig config, Chance chance) {
        this.store = store;
        this.askings = askings;
        this.config = config;
        this.chance = chance;
        this.pauses = new Pauses(config, chance);
    }

    /** One step; the time until the next. */
    Uni<Duration> step(Job job) {
        return job.cancelling()
                ? end(job)
                : store.roundWaiting(job).chain(round -> round.isEmpty() ? end(job) : plan(job, round.getAsInt()));
    }

    /** Nobody calls it when a part has found its room. */
    private Uni<Duration> end(Job job) {
        return store.finish(job).map(end -> switch (end) {
            case OVER, RESERVED -> Duration.ZERO;
            case HELD -> pauses.queue();
            case OPEN -> UNCALLED;
        });
    }

    private Uni<Duration> plan(Job job, int round) {
        return askings.of(job).chain(asking -> store.planning(job, part(job, asking, round))
                .chain(part -> fill(new Filling(job, asking, part, FIRST_STRETCH, false))));
    }

    private NewPart part(Job job, Asking asking, int round) {
        return new NewPart(
                lane(job, round), asking.model(), round, chance.fingerprints().get());
    }

    private Lane lane(Job job, int round) {
        boolean online = Rounds.isOnline(round) || goesOnline(job) || isShort(job.deadlineAt());
        return online ? Lane.ONLINE : Lane.BATCH;
    }

    /** Few items, or a deadline that batches may miss, go online where the lane is left to us. */
    private boolean goesOnline(Job job) {
        boolean left = job.lane() == Lane.AUTO && job.counts().total() <= config.autoItems();
        return job.lane() == Lane.ONLINE || left;
    }

    /** Whether there is no time any more to wait for a batch. */
    boolean isShort(@Nullable Instant deadline) {
        return isWithin(config.deadlineMargin(), deadline);
    }

    private boolean isWithin(Duration margin, @Nullable Instant deadline) {
        return deadline != null && chance.clock().instant().plus(margin).isAfter(deadline);
    }

    /** What the job wants of its parts now. */
    Wish wish(Job job) {
        Instant deadline = job.deadlineAt();
        if (isShort(deadline) && !job.cancelling()) {
            return isWithin(config.deadlineMargin().dividedBy(2), deadline) ? Wish.ABANDON : Wish.END;
        }
        return job.cancelling() ? Wish.END : job.state() == JobState.PAUSED ? Wish.WAIT : Wish.GO;
    }

    private Room room(int partRequests, Part part) {
        int most = part.lane() == Lane.ONLINE ? config.onlineRequests() : config.maxRequests();
        int requests = Math.min(most, partRequests);
        long tokens = config.enqueuedTokens().getOrDefault(part.model(), Long.MAX_VALUE);
        return new Room(requests, config.maxBytes(), tokens);
    }

    /**
     * A part on its way to being full.
     *
     * @param stretch how many items the next stretch may have
     * @param full whether it takes in no more
     */
    private record Filling(Job job, Asking asking, Part part, int stretch, boolean full) {
        Filling with(List<BulkItem> items, Stretch.Laid laid) {
            long held = items.stream().mapToLong(item -> item.text().length()).sum();
            long fitting = items.isEmpty() ? stretch : HELD * items.size() / Math.max(1, held);
            // fewer would leave packs half empty
            int next = (int) Math.max(2L * asking.mostItems(), Math.min(STRETCH, fitting));
            return new Filling(job, asking, part.with(part.size().plus(laid.size())), next, laid.full());
        }
    }

    /** What a part may hold. */
    record Room(int requests, long bytes, long tokens) {}

    /** Stretch by stretch: none is held when the next one comes. */
    private Uni<Duration> fill(Filling begun) {
        var now = new AtomicReference<>(begun);
        return Multi.createBy()
                .repeating()
                .uni(() -> now, this::further)
                .whilst(more -> more)
                .collect()
                .last()
                .chain(() -> close(Objects.requireNonNull(now.get())))
                .replaceWith(Duration.ZERO);
    }

    /** One that is not full is the job's last, for now. */
    private Uni<?> close(Filling filled) {
        return filled.full ? store.reserve(filled.part) : store.finish(filled.job);
    }

    /** Whether there may be more. */
    private Uni<Boolean> further(AtomicReference<Filling> now) {
        Filling filling = Objects.requireNonNull(now.get());
        return store.waiting(filling.job, filling.part.round(), filling.stretch)
                .chain(items -> store.partRequests(filling.job)
                        .emitOn(chance.worker())
                        .map(requests -> lay(filling, room(requests, filling.part), items, now)))
                .chain(laid -> write(filling, laid));
    }

    private Stretch.Laid lay(Filling filling, Room room, List<BulkItem> items, AtomicReference<Filling> now) {
        Stretch stretch = new Stretch(filling.asking, filling.part, room, config.tries(), chance.seeds());
        Stretch.Laid laid = stretch.lay(items, items.size() == filling.stretch);
        now.set(filling.with(items, laid));
        return laid;
    }

    private Uni<Boolean> write(Filling filling, Stretch.Laid laid) {
        if (laid.isEmpty()) {
            return Uni.createFrom().item(false);
        }
        return store.plan(filling.part, laid.requests(), laid.size(), laid.refused())
                .map(done -> done && !laid.last());
    }
}
