package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "erase",
        header = "Has all forgotten that is kept of a tenant.",
        description = {
            "",
            "Tasks, jobs with their texts and answers, files, audits, caps and keys. What stays are sums of money by days,"
                    + " without the names of tasks, and that there were keys. There is no way back: export it first."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n")
final class TenantEraseCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private TenantCommand tenant;

    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose data.")
    private String name = "";

    @Option(names = "--yes", description = "It is meant: without this nothing is done.")
    private boolean yes;

    @Option(
            names = "--force",
            description =
                    "Also where jobs or batches are not over. What the provider works on then is paid all the same.")
    private boolean force;

    @Override
    public Integer call() {
        if (!yes) {
            throw CommandFailure.refused("This cannot be taken back. Say --yes if all of \"" + name + "\" shall go.");
        }
        JsonNode rows = tenant.tenants().erase(name, force);
        rows.properties().forEach(table -> tenant.shell()
                .print(table.getKey() + "  " + table.getValue().asText()));
        tenant.shell().err().println("Nothing more is kept of " + name + " but sums of money by days.");
        return 0;
    }
}
