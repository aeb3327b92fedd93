package dev.sheaf.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "export",
        header = "Fetches all that is kept of a tenant, as JSON lines.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n")
final class TenantExportCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private TenantCommand tenant;

    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose data.")
    private String name = "";

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Where they go (default: standard output). The file appears when it is whole.")
    private @Nullable Path out;

    @Override
    public Integer call() {
        tenant.tenants().export(name, Output.of(out, tenant.shell().out()));
        return 0;
    }
}
