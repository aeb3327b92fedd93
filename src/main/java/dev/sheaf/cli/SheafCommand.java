package dev.sheaf.cli;

import dev.sheaf.rows.UnfitFile;
import java.io.PrintWriter;
import java.util.Map;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code sheaf}: what it starts by itself it gets as {@link Programs}, all else talks to a service. */
@Command(
        name = "sheaf",
        versionProvider = VersionFile.class,
        mixinStandardHelpOptions = true,
        header = "Packs many small questions to a language model into few calls.",
        description = {
            "",
            "Without a command, `sheaf` runs the service (`sheaf serve`). `answer`, `task` and `examples` are clients:"
                    + " they start nothing, but for `answer --local`."
        },
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; every row has its answer",
            "1:some rows have a reason instead of an answer, or the service failed midway",
            "2:wrong usage, or nothing answers; nothing has been done"
        },
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  SHEAF_URL        where the service is (default: http://localhost:8080)",
            "  SHEAF_KEY        a key of the service, sent as Authorization: Bearer",
            "  OPENAI_API_KEY   the provider's key, for `serve` and `--local`",
            "  OPENAI_BASE_URL  another provider that speaks the same wire",
            "",
            "First steps:",
            "  sheaf examples",
            "  sheaf answer product-reviews.csv --task product-reviews.yaml --local --simulator"
        },
        subcommands = {
            ServeCommand.class,
            SimulateCommand.class,
            AnswerCommand.class,
            RunCommand.class,
            JobsCommand.class,
            WatchCommand.class,
            AnswersCommand.class,
            CancelCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            RetryCommand.class,
            TickCommand.class,
            MigrateCommand.class,
            AuditCommand.class,
            EstimateCommand.class,
            CostsCommand.class,
            ValidateCommand.class,
            CompileCommand.class,
            MergeCommand.class,
            TaskCommand.class,
            KeyCommand.class,
            TenantCommand.class,
            ExamplesCommand.class,
            HelpCommand.class,
            GenerateCompletion.class
        })
public final class SheafCommand {
    private final Programs programs;
    private final Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show where a failure comes from.")
    private boolean verbose;

    SheafCommand(Programs programs, Shell shell) {
        this.programs = programs;
        this.shell = shell;
    }

    /**
     * Runs one command to its end.
     *
     * @return the process's exit code
     */
    public static int run(String[] args, Programs programs) {
        return run(args, programs, Shell.ofThisProcess());
    }

    static int run(String[] args, Programs programs, Shell shell) {
        PrintWriter out = shell.printer();
        CommandLine line = new CommandLine(new SheafCommand(programs, shell))
                .setOut(out)
                .setErr(shell.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(shell.screen().interactive())
                .setParameterExceptionHandler(SheafCommand::tellMisuse)
                .setExecutionExceptionHandler(SheafCommand::tellFailure);
        Map<String, CommandLine> commands = line.getSubcommands();
        int exitCode = line.execute(Arguments.plain(args, commands.keySet()));
        out.flush();
        return exitCode;
    }

    Programs programs() {
        return programs;
    }

    Shell shell() {
        return shell;
    }

    private static int tellMisuse(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        PrintWriter err = line.getErr();
        err.println(e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try `" + line.getCommandSpec().qualifiedName() + " --help`.");
        return CommandFailure.NOTHING_DONE;
    }

    private static int tellFailure(Exception e, CommandLine line, ParseResult parsed) {
        PrintWriter err = line.getErr();
        if (isVerbose(line)) {
            e.printStackTrace(err);
        }
        if (e instanceof CommandFailure failure) {
            err.println(failure.sentence());
            return failure.exitCode();
        }
        if (e instanceof UnfitFile unfit) {
            err.println(unfit.sentence());
            return CommandFailure.NOTHING_DONE;
        }
        if (e instanceof Programs.Refused) {
            err.println(e.getMessage());
            return CommandFailure.NOTHING_DONE;
        }
        err.println("This should not have happened: " + e + ". --verbose shows where it comes from.");
        return CommandFailure.SOME_UNANSWERED;
    }

    private static boolean isVerbose(CommandLine line) {
        CommandLine root = line;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        return ((SheafCommand) root.getCommand()).verbose;
    }
}
