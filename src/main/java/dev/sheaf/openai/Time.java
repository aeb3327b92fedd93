package dev.sheaf.openai;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Time as the gate and the retries see it: a clock that only goes forward, and a timer. */
interface Time {

    /** Nanoseconds since some fixed moment. */
    long nanos();

    /** Runs the task once, when at least this long has gone by, unless it was cancelled before. */
    Cancellable after(Duration wait, Runnable task);

    /** Completes with nothing after this long. */
    default Uni<Void> pause(Duration wait) {
        return Uni.createFrom().emitter(emitter -> {
            Cancellable timer = after(wait, () -> emitter.complete(null));
            emitter.onTermination(timer::cancel);
        });
    }

    /** Real time, by the timers of the event loops. */
    static Time of(Vertx vertx) {
        return new Time() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Cancellable after(Duration wait, Runnable task) {
                long millis = Math.max(1, wait.plusNanos(999_999).toMillis());
                long timer = vertx.setTimer(millis, id -> task.run());
                return () -> vertx.cancelTimer(timer);
            }
        };
    }
}
