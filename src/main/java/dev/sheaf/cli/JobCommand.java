package dev.sheaf.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** A command about one job of a service. */
abstract class JobCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Parameters(index = "0", paramLabel = "ID", description = "The job.")
    private String id = "";

    final Shell shell() {
        return sheaf.shell();
    }

    final RemoteJobs jobs() {
        return RemoteJobs.of(shell());
    }

    final String id() {
        return id;
    }
}
