package dev.sheaf.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.Instant;

/** Waits on timers of the event loop, never on a thread. */
final class Waits {
    private final Vertx vertx;
    private final SimulatedClock clock;
    private final Controls controls;

    Waits(Vertx vertx, SimulatedClock clock, Controls controls) {
        this.vertx = vertx;
        this.clock = clock;
        this.controls = controls;
    }

    /** Runs after a simulated span; at once where it takes less than a real millisecond. */
    void after(Duration span, Runnable action) {
        long millis = clock.real(span);
        if (millis < 1) {
            action.run();
        } else {
            vertx.setTimer(millis, ignored -> action.run());
        }
    }

    /** Never replies: the connection is closed when the caller hangs up, the simulator closes or the bound is over. */
    void forever(HttpServerResponse response) {
        long bound = Math.max(1, clock.real(controls.options().hang()));
        long timer = vertx.setTimer(bound, ignored -> response.reset());
        response.closeHandler(ignored -> vertx.cancelTimer(timer));
    }

    /** A wait as a client has to keep it: real milliseconds, at least one. */
    long shortWait(int simulatedMillis) {
        return Math.max(1, clock.real(Duration.ofMillis(simulatedMillis)));
    }

    /** A second ahead by the real clock, for it is the caller who waits. */
    Instant soon() {
        return clock.realNow().plusSeconds(1);
    }

    long seconds() {
        return clock.millis() / 1000;
    }
}
