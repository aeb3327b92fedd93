package dev.sheaf.simulator;

/** What can be changed while the simulator runs. */
final class Controls {
    private final SimulatedClock clock;
    private volatile SimulatorOptions options;

    Controls(SimulatorOptions options, SimulatedClock clock) {
        this.options = options;
        this.clock = clock;
    }

    SimulatorOptions options() {
        return options;
    }

    Limits limits() {
        return options.limits();
    }

    void change(SimulatorOptions changed) {
        if (changed.speed() != options.speed()) {
            clock.speed(changed.speed());
        }
        options = changed;
    }
}
