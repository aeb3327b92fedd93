package dev.sheaf.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "revoke",
        header = "Lets nobody in with a key any more, within seconds.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n")
final class KeyRevokeCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private KeyCommand key;

    @Parameters(index = "0", paramLabel = "ID", description = "As `sheaf key list` shows it; not the key itself.")
    private String id = "";

    @Override
    public Integer call() {
        key.keys().revoke(id);
        key.shell().err().println("Revoked " + id + ".");
        return 0;
    }
}
