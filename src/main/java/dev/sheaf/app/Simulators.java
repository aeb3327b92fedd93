package dev.sheaf.app;

import dev.sheaf.cli.Programs.SimulateOptions;

/** Starts the built-in simulator on the loopback. */
@FunctionalInterface
interface Simulators {

    /**
     * Returns when it listens.
     *
     * @throws dev.sheaf.cli.Programs.Refused where its options make no sense or its port is taken
     */
    Running start(SimulateOptions options);

    /** A simulator that listens. */
    interface Running extends AutoCloseable {
        int port();

        @Override
        void close();
    }
}
