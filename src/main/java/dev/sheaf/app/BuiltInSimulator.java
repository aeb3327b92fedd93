package dev.sheaf.app;

import dev.sheaf.cli.Programs.Refused;
import dev.sheaf.cli.Programs.SimulateOptions;
import dev.sheaf.simulator.FaultPlan;
import dev.sheaf.simulator.Simulator;
import dev.sheaf.simulator.SimulatorOptions;

/** The simulator as the commands start it. */
final class BuiltInSimulator {
    private BuiltInSimulator() {}

    static Simulators.Running start(SimulateOptions options) {
        try {
            return running(Simulator.start(simulator(options)));
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new Refused("The simulator cannot start: " + e.getMessage() + ".");
        }
    }

    private static SimulatorOptions simulator(SimulateOptions options) {
        return SimulatorOptions.DEFAULT
                .withPort(options.port())
                .withSeed(options.seed())
                .withSpeed(options.speed())
                .withLatency(SimulatorOptions.DEFAULT.latency().withBase(options.latency()))
                .withFaults(FaultPlan.parse(options.faults()))
                .withData(options.data());
    }

    private static Simulators.Running running(Simulator simulator) {
        return new Simulators.Running() {
            @Override
            public int port() {
                return simulator.port();
            }

            @Override
            public void close() {
                simulator.close();
            }
        };
    }
}
