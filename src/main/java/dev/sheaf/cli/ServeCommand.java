package dev.sheaf.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "serve",
        header = "Runs the service until it is told to stop.",
        description = {
            "",
            "Needs OPENAI_API_KEY, or --simulator. Keeps its data in the database that QUARKUS_DATASOURCE_* or"
                    + " DATABASE_URL name, else in an embedded one under .sheaf in the current directory."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {"  sheaf serve --simulator", "  OPENAI_API_KEY=... sheaf serve --port 9000"})
final class ServeCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Option(names = "--port", paramLabel = "PORT", description = "The service's port (default: 8080).")
    private @Nullable Integer port;

    @Mixin
    private ProgramOptions options = new ProgramOptions();

    @Override
    public Integer call() {
        return sheaf.programs().serve(options.on(port));
    }
}
