package dev.sheaf.online;

import dev.sheaf.ask.PackAsker;
import dev.sheaf.ask.Settled;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Weighed;
import dev.sheaf.quality.PackGuard;
import dev.sheaf.quality.Suspicion;
import dev.sheaf.task.Answer.NoAnswer;
import dev.sheaf.task.Item;
import dev.sheaf.task.Task;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * The online lane: items of different callers wait together, share packs, and each caller gets its own answers. Admission
 * is bounded, before the pipeline; inside it nothing fails and no thread waits.
 */
public final class Batcher {
    private final PackAsker asker;
    private final PackGuard guard;
    private final OnlineConfig config;
    private final Timer timer;
    private final LongSupplier nanos;
    private final OnlineEvents events;
    private final Spending spending;
    private final Trail trail;
    private final ConcurrentMap<Key, Line> lines = new ConcurrentHashMap<>();
    private volatile boolean draining;

    /**
     * Who has a say in what the lane does, or looks on.
     *
     * @param guard says how many items may share a pack
     * @param spending makes room for what is asked
     * @param trail follows requests over their packs
     */
    public record Oversight(PackGuard guard, Spending spending, Trail trail, OnlineEvents events) {
        /** With nothing to pay, and followed by nobody. */
        public static Oversight of(PackGuard guard, OnlineEvents events) {
            return new Oversight(guard, Spending.FREE, Trail.NONE, events);
        }
    }

    /** @param nanos a clock as {@link System#nanoTime} */
    public Batcher(PackAsker asker, Oversight oversight, OnlineConfig config, Timer timer, LongSupplier nanos) {
        this.asker = asker;
        this.guard = oversight.guard;
        this.spending = oversight.spending;
        this.trail = oversight.trail;
        this.events = oversight.events;
        this.config = config;
        this.timer = timer;
        this.nanos = nanos;
    }

    /** Callers share packs only within a tenant and a version. */
    private record Key(String tenant, String name, String version) {
        static Key of(Task task) {
            return new Key(task.tenant(), task.name(), task.version());
        }
    }

    /**
     * Answers all items, in their order. Cancelling frees what waits. Fails with {@link Overloaded}, {@link Draining} or as
     * {@link Spending} does, and then nothing was taken in.
     *
     * @param patience how long the caller waits; what is open then gets {@code deadline_exceeded}
     */
    public Uni<List<Settled>> answers(Prepared task, List<Item> items, Duration patience) {
        Uni<List<Settled>> asked = Uni.createFrom()
                .emitter(emitter -> emitter.onTermination(
                        submit(task, items, patience, new Collecting(items.size(), emitter))::cancel));
        return Uni.createFrom().deferred(() -> {
            Spending.Hold hold = spending.hold(task, items);
            return asked.onTermination().invoke(hold::release);
        });
    }

    /** The same, each answer as soon as it lands. */
    public Multi<Settled> stream(Prepared task, List<Item> items, Duration patience) {
        Multi<Settled> asked = Multi.createFrom()
                .emitter(emitter ->
                        emitter.onTermination(submit(task, items, patience, new Streaming(emitter))::cancel));
        return Multi.createFrom().deferred(() -> {
            Spending.Hold hold = spending.hold(task, items);
            return asked.onTermination().invoke(hold::release);
        });
    }

    /** Items that wait for a pack to leave. */
    public int waiting() {
        return lines.values().stream().mapToInt(Line::waiting).sum();
    }

    /** Packs that have not left. */
    int packs() {
        return lines.values().stream().mapToInt(Line::packs).sum();
    }

    int queues() {
        return lines.size();
    }

    /** Takes nothing in any more and sends what waits at once; what was accepted is answered. */
    public void drain() {
        draining = true;
        lines.values().forEach(Line::drain);
    }

    private Ticket submit(Prepared task, List<Item> items, Duration patience, Receiver receiver) {
        if (draining) {
            throw new Draining();
        }
        var ticket = new Ticket(items.size(), receiver, events, trail.here());
        var queued = new ArrayList<Waiting>(items.size());
        var refused = new ArrayList<Waiting>();
        long now = nanos.getAsLong();
        for (int i = 0; i < items.size(); i++) {
            Weighed weighed = task.packer().weigh(items.get(i));
            boolean apart =
                    Suspicion.isolates(task.task().definition(), items.get(i).text());
            if (apart) {
                events.isolated();
            }
            var waiting = new Waiting(ticket, i, weighed, apart, now);
            ticket.add(waiting);
            (task.packer().isTooLong(weighed) ? refused : queued).add(waiting);
        }
        admit(task, queued);
        ticket.until(timer.after(patience, ticket::expire));
        refused.forEach(item -> item.settle(new NoAnswer(
                "item_too_long",
                "The item alone breaks the task's budget of " + task.packer().budget() + " input tokens.")));
        return ticket;
    }

    private void admit(Prepared task, List<Waiting> items) {
        if (items.isEmpty()) {
            return;
        }
        Line.Admission admission = line(task).offer(items);
        if (admission == Line.Admission.FULL) {
            throw new Overloaded(config.retryAfter());
        }
        if (admission == Line.Admission.CLOSED) {
            admit(task, items);
        }
    }

    private Line line(Prepared task) {
        Key key = Key.of(task.task());
        Line known = lines.get(key);
        if (known != null) {
            return known;
        }
        lines.values().removeIf(line -> line.closeIfIdle(config.idle().toNanos()));
        return lines.computeIfAbsent(key, missing -> {
            var line = new Line(task, config.queueItems(), guard, timer, nanos);
            line.servedBy(pipeline(line));
            return line;
        });
    }

    /** As many packs as may be under way are taken as they fall due, and asked. */
    private Cancellable pipeline(Line line) {
        return Multi.createBy()
                .repeating()
                .uni(line::next)
                .indefinitely()
                .onItem()
                .transformToUni(this::ask)
                .merge(config.packsInFlight())
                .subscribe()
                .with(ended -> {}, events::broke);
    }

    private Uni<Void> ask(Batch batch) {
        long now = nanos.getAsLong();
        events.packed(batch.size());
        batch.items().forEach(item -> events.waited(now - item.since()));
        Trail.Leg leg = trail.leave(batch.task().task().name(), () -> batch.loads(now));
        return batch.settle(asker, guard, events, leg.context()).onTermination().invoke(leg::end);
    }
}
