package dev.sheaf.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "migrate",
        header = "Makes the service's tables in the database, or brings them to this version.",
        description = {
            "",
            "Before the service is started on a database of one's own, and before a newer version of it is; again and"
                    + " again does no harm. Needs no key for the provider."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {"  DATABASE_URL=postgresql://user:password@host:5432/name sheaf migrate"})
final class MigrateCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    @Override
    public Integer call() {
        sheaf.shell().print(sheaf.programs().migrate(program.on(null)));
        return 0;
    }
}
