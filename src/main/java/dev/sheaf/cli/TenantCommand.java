package dev.sheaf.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "tenant",
        header = "Takes a tenant's data along, or has it forgotten.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        subcommands = {TenantExportCommand.class, TenantEraseCommand.class})
final class TenantCommand {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    Shell shell() {
        return sheaf.shell();
    }

    RemoteTenants tenants() {
        return RemoteTenants.of(shell());
    }
}
