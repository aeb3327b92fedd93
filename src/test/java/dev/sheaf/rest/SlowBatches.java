package dev.sheaf.rest;

import dev.sheaf.simulator.BatchSettings;
import dev.sheaf.simulator.Simulator;
import dev.sheaf.simulator.SimulatorOptions;
import java.time.Duration;

/** Batches that are ordered while this is open end when the test says so, and not before. */
final class SlowBatches implements AutoCloseable {
    /** At a test's usual speed they outlast it. */
    private static final Duration LONG = Duration.ofHours(1);

    private static final double AT_ONCE = 20_000;

    private final Simulator simulator;
    private final SimulatorOptions before;

    SlowBatches(Simulator simulator) {
        this.simulator = simulator;
        this.before = simulator.options();
        BatchSettings slow = before.batches().withTurnaround(LONG).withWindow(LONG.multipliedBy(2));
        simulator.change(before.withBatches(slow));
    }

    void end() {
        simulator.change(simulator.options().withSpeed(AT_ONCE));
    }

    @Override
    public void close() {
        simulator.change(before);
    }
}
