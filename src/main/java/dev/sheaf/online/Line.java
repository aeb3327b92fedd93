package dev.sheaf.online;

import dev.sheaf.pack.Packer;
import dev.sheaf.pack.Prepared;
import dev.sheaf.quality.PackGuard;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The items of one task that wait. They fill packs in their order; a pack is due when it is full or its first item has
 * waited long enough, and leaves when there is somebody to take it.
 */
final class Line {
    private final Prepared task;
    private final int capacity;
    private final PackGuard guard;
    private final Timer timer;
    private final LongSupplier nanos;
    private final Deque<Forming> full = new ArrayDeque<>();
    private @Nullable Forming forming;
    private @Nullable UniEmitter<? super Batch> taker;
    private @Nullable Cancellable pipeline;
    private int waiting;
    private long lastUsed;
    private boolean closed;
    private boolean draining;

    Line(Prepared task, int capacity, PackGuard guard, Timer timer, LongSupplier nanos) {
        this.task = task;
        this.guard = guard;
        this.capacity = capacity;
        this.timer = timer;
        this.nanos = nanos;
        this.lastUsed = nanos.getAsLong();
    }

    /** A pack that takes items in, and lets those go whose callers are gone, until it leaves. */
    private final class Forming implements Waiting.Place {
        private final Packer.Load load = task.packer().load(guard.mostItems(task));
        private final Set<Waiting> items = new LinkedHashSet<>();
        private boolean due = draining;

        boolean add(Waiting item) {
            boolean taken = load.add(item.weighed());
            if (taken) {
                items.add(item);
                item.queueIn(this);
            }
            return taken;
        }

        @Override
        public void left(Waiting item) {
            synchronized (Line.this) {
                waiting--;
                if (items.remove(item)) {
                    load.remove(item.weighed());
                }
                if (items.isEmpty()) {
                    full.remove(this);
                }
            }
        }
    }

    enum Admission {
        TAKEN,
        FULL,
        CLOSED
    }

    /** Takes all of the items in, or none. */
    Admission offer(List<Waiting> items) {
        synchronized (this) {
            if (closed) {
                return Admission.CLOSED;
            }
            if (waiting + items.size() > capacity) {
                return Admission.FULL;
            }
            lastUsed = nanos.getAsLong();
            waiting += items.size();
            items.forEach(this::add);
        }
        handOver();
        return Admission.TAKEN;
    }

    /** The next pack that is due, as soon as there is one. One taker at a time. */
    Uni<Batch> next() {
        return Uni.createFrom().emitter(emitter -> {
            synchronized (this) {
                taker = emitter;
            }
            handOver();
        });
    }

    /** Everything that waits is due at once, and what comes is, too. */
    void drain() {
        synchronized (this) {
            draining = true;
            if (forming != null) {
                forming.due = true;
            }
        }
        handOver();
    }

    synchronized int waiting() {
        return waiting;
    }

    synchronized int packs() {
        return full.size() + (forming == null ? 0 : 1);
    }

    /** The pipeline that takes the packs. */
    synchronized void servedBy(Cancellable packs) {
        pipeline = packs;
    }

    /** Closes, pipeline and all, if nothing waited for so long. */
    synchronized boolean closeIfIdle(long idleNanos) {
        boolean idle = waiting == 0 && nanos.getAsLong() - lastUsed > idleNanos;
        if (idle && pipeline != null) {
            closed = true;
            pipeline.cancel();
        }
        return closed;
    }

    private void add(Waiting item) {
        if (item.isApart()) {
            var alone = new Forming();
            alone.add(item);
            full.add(alone);
            return;
        }
        Forming current = forming == null ? begin() : forming;
        if (!current.add(item)) {
            full.add(current);
            current = begin();
            current.add(item);
        }
        if (current.load.isFull()) {
            full.add(current);
            forming = null;
        }
    }

    private Forming begin() {
        var begun = new Forming();
        forming = begun;
        timer.after(task.task().definition().packing().maxWait(), () -> age(begun));
        return begun;
    }

    private void age(Forming aged) {
        synchronized (this) {
            aged.due = true;
        }
        handOver();
    }

    /** Gives a due pack to whoever waits for one; outside the lock, since asking begins on this thread. */
    private void handOver() {
        UniEmitter<? super Batch> to;
        Batch batch;
        synchronized (this) {
            if (taker == null) {
                return;
            }
            Optional<Batch> due = takeDue();
            if (due.isEmpty()) {
                return;
            }
            batch = due.get();
            to = taker;
            taker = null;
        }
        to.complete(batch);
    }

    private Optional<Batch> takeDue() {
        while (!full.isEmpty()) {
            Optional<Batch> batch = leave(full.remove());
            if (batch.isPresent()) {
                return batch;
            }
        }
        Forming current = forming;
        if (current == null || !current.due) {
            return Optional.empty();
        }
        forming = null;
        return leave(current);
    }

    /** A pack leaves without the items that are over by now. */
    private Optional<Batch> leave(Forming formed) {
        var batch = new Batch(task);
        formed.items.stream().filter(item -> item.moveTo(batch)).forEach(batch::add);
        waiting -= batch.size();
        return batch.size() == 0 ? Optional.empty() : Optional.of(batch);
    }
}
