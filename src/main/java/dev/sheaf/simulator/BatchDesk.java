package dev.sheaf.simulator;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the batches going, each in small tasks beside the event loop, one at a time. */
final class BatchDesk implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BatchDesk.class.getName());
    /** However long a batch has nothing to do, it looks whether it was cancelled. */
    private static final long LONGEST_PAUSE = 100;

    private final Vertx vertx;
    private final SimulatedClock clock;
    private final BatchTask.BatchWorks works;
    private final Hooks hooks;
    private final Map<String, BatchTask> tasks = new ConcurrentHashMap<>();
    private volatile boolean closed;

    BatchDesk(Vertx vertx, SimulatedClock clock, BatchTask.BatchWorks works, Hooks hooks) {
        this.hooks = hooks;
        this.vertx = vertx;
        this.clock = clock;
        this.works = works;
    }

    void take(Batch batch) {
        BatchTask task = new BatchTask(batch, works);
        tasks.put(batch.id(), task);
        turn(batch, task);
    }

    private void turn(Batch batch, BatchTask task) {
        if (closed) {
            return;
        }
        vertx.executeBlocking(task::advance, false)
                .onSuccess(wait -> next(batch, task, wait))
                .onFailure(failure -> giveUp(batch, failure));
    }

    private void next(Batch batch, BatchTask task, long wait) {
        if (wait == BatchTask.OVER) {
            tasks.remove(batch.id());
            if (batch.over()) {
                hooks.ended(batch);
            }
        } else if (wait == 0) {
            turn(batch, task);
        } else {
            long pause = Math.max(1, Math.min(LONGEST_PAUSE, clock.real(Duration.ofMillis(wait))));
            vertx.setTimer(pause, due -> turn(batch, task));
        }
    }

    private void giveUp(Batch batch, Throwable failure) {
        tasks.remove(batch.id());
        if (!closed) {
            LOG.log(System.Logger.Level.ERROR, batch.id() + " stays where it is: this is a bug.", failure);
        }
    }

    @Override
    public void close() {
        closed = true;
        tasks.values().forEach(BatchTask::stop);
    }
}
