package dev.sheaf.online;

import dev.sheaf.ask.PackAsker;
import dev.sheaf.ask.Settled;
import dev.sheaf.model.Priority;
import dev.sheaf.pack.Prepared;
import dev.sheaf.quality.PackGuard;
import dev.sheaf.task.Answer.NoAnswer;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
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

    int size() {
        return items.size();
    }

    List<Waiting> items() {
        return items;
    }

    /**
     * Asks, and gives every item its answer. Ends when all items are over, and never fails: a fault of ours is recovered
     * here, as an answer to those who wait. If all callers are gone, the call is given up.
     */
    Uni<Void> settle(PackAsker asker, PackGuard guard, OnlineEvents events) {
        watch = guard.watch(task, items.size());
        return Uni.createFrom().emitter(emitter -> {
            end = emitter;
            call = asker.ask(task, items.stream().map(Waiting::weighed).toList(), Priority.ONLINE)
                    .subscribe()
                    .with(this::settled, fault -> broke(fault, events), this::endIfOver);
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
