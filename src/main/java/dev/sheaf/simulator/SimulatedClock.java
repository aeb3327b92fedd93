package dev.sheaf.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that runs faster than real time; its speed can change while it runs, without a jump. */
final class SimulatedClock {
    private final InstantSource real;
    private long realStart;
    private double start;
    private double speed;

    SimulatedClock(InstantSource real, double speed) {
        this(real, speed, 0);
    }

    /** @param earliest simulated milliseconds since 1970 that it does not start before: an earlier run may have run ahead */
    SimulatedClock(InstantSource real, double speed, long earliest) {
        this.real = real;
        this.realStart = real.millis();
        this.start = Math.max(realStart, earliest);
        this.speed = speed;
    }

    /** Simulated milliseconds since 1970. */
    synchronized long millis() {
        return (long) exact(real.millis());
    }

    private double exact(long now) {
        return start + (now - realStart) * speed;
    }

    synchronized void speed(double changed) {
        long now = real.millis();
        start = exact(now);
        realStart = now;
        speed = changed;
    }

    Instant realNow() {
        return real.instant();
    }

    /** How many real milliseconds a simulated span takes. */
    synchronized long real(Duration span) {
        return Math.round(span.toNanos() / 1e6 / speed);
    }
}
