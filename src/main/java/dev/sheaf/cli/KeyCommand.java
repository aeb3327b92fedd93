package dev.sheaf.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "key",
        header = "Keeps the keys of a service.",
        description = {
            "",
            "A key belongs to a tenant and has roles: ask (answers now), run (jobs, audits, batches), read (see all),"
                    + " admin (all of that, and tasks, caps and keys). While a service has no key, it answers only the"
                    + " machine that it runs on."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        subcommands = {KeyCreateCommand.class, KeyListCommand.class, KeyRevokeCommand.class})
final class KeyCommand {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    Shell shell() {
        return sheaf.shell();
    }

    Programs programs() {
        return sheaf.programs();
    }

    RemoteKeys keys() {
        return RemoteKeys.of(shell());
    }
}
