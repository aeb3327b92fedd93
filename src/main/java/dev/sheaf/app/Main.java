package dev.sheaf.app;

import dev.sheaf.cli.SheafCommand;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The one program: commands for files and for a running service, and the service itself. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(SheafCommand.run(args, new ServicePrograms(BuiltInSimulator::start, System.out)));
    }
}
