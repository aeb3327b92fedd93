package dev.sheaf.online;

import dev.sheaf.ask.PackAsker;
import dev.sheaf.ask.Settled;
import dev.sheaf.model.Priority;
import dev.sheaf.pack.Prepared;
import dev.sheaf.quality.PackGuard;
import dev.sheaf.task.Answer.NoAnswer;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A pack on its way: items of several callers, until the last of them is over. */
final class Batch implements Waiting.Place {
    private final Prepared task;
    private final List<Waiting> items = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private PackGuard.Watch watch = PackGuard.Watch.NONE;
    private volatile @Nullable Cancellable call;
    private volatile @Nullable UniEmitter<? super Void> end;

    Batch(Prepared task) {
        this.task = task;
    }

    void add(Waiting item) {
        items.add(item);
        open.incrementAndGet();
    }

    Prepared task() {
        return task;
    }

    int size() {
        return items.size();
    }

    /** What it carries, by request; the items are in the order in which they came. */
    List<Trail.Load> loads(long now) {
        var loads = new LinkedHashMap<Ticket, Trail.Load>();
        for (Waiting item : items) {
            var one = new Trail.Load(item.ticket().from(), 1, now - item.since());
            loads.merge(
                    item.ticket(),
                    one,
                    (first, more) -> new Trail.Load(first.from(), first.items() + 1, first.waitedNanos()));
        }
        return List.copyOf(loads.values());
    }

    List<Waiting> items() {
        return items;
    }

    /**
     * Asks, and gives every item its answer. Ends when all items are over, and never fails: a fault of ours is recovered
     * here, as an answer to those who wait. If all callers are gone, the call is given up.
     *
     * @param context goes with all that is asked
     */
    Uni<Void> settle(PackAsker asker, PackGuard guard, OnlineEvents events, Context context) {
        watch = guard.watch(task, items.size());
        return Uni.createFrom().emitter(emitter -> {
            end = emitter;
            call = asker.ask(task, items.stream().map(Waiting::weighed).toList(), Priority.ONLINE)
                    .subscribe()
                    .with(context, this::settled, fault -> broke(fault, events), this::endIfOver);
            endIfOver();
        });
    }

    @Override
    public void left(Waiting item) {
        if (open.decrementAndGet() == 0) {
            endIfOver();
        }
    }

    /** Every item is over: whatever is still under way is for nobody. */
    private void endIfOver() {
        Cancellable running = call;
        UniEmitter<? super Void> whole = end;
        if (open.get() == 0 && running != null && whole != null) {
            running.cancel();
            whole.complete(null);
        }
    }

    private void settled(Settled settled) {
        Waiting item = items.get(settled.index());
        item.settle(settled);
        watch.settled(item.weighed().item(), settled);
    }

    private void broke(Throwable fault, OnlineEvents events) {
        events.broke(fault);
        items.forEach(item -> item.settle(new NoAnswer("internal_error", "Sheaf failed on this item's pack.")));
        endIfOver();
    }
}
