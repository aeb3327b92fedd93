package dev.sheaf.cli;

import dev.sheaf.rows.CsvRowsIn;
import dev.sheaf.rows.Format;
import dev.sheaf.rows.Guard;
import dev.sheaf.rows.RowsIn;
import dev.sheaf.rows.RowsOut;
import dev.sheaf.rows.UnfitFile;
import java.io.IOException;
import java.io.OutputStream;

/** One file's way: opened, answered, and put in its place, or kept as far as it came. */
final class FileAnswers {
    private final AnswerOptions options;
    private final Shell shell;
    private final SheafClient client;
    private final AskedTask task;

    FileAnswers(AnswerOptions options, Shell shell, SheafClient client, AskedTask task) {
        this.options = options;
        this.shell = shell;
        this.client = client;
        this.task = task;
    }

    /**
     * @return the exit code
     * @throws CommandFailure where nothing can be begun
     * @throws UnfitFile where the file holds no rows
     */
    int answer(Source source, Output output) throws IOException {
        Questions questions = new Questions(task.wholeRows(), options.text, options.id);
        Progress progress = new Progress(shell.err(), screen(output), shell.clock(), source::share);
        try (RowsIn in = open(source)) {
            if (in instanceof CsvRowsIn csv) {
                questions.expect(csv.header());
            }
            return answer(in, questions, output, progress);
        }
    }

    /** A bar that is drawn in place would be torn by rows on the same terminal. */
    private Screen screen(Output output) {
        return new Screen(
                shell.screen().interactive() && !output.isStdout(),
                shell.screen().width());
    }

    private RowsIn open(Source source) {
        try {
            return options.formatIn() == Format.CSV ? RowsIn.csv(source, options.delimiter) : RowsIn.ndjson(source);
        } catch (IOException e) {
            throw CommandFailure.refused("Cannot read " + source.name() + ": " + SheafClient.said(e) + '.');
        }
    }

    private int answer(RowsIn in, Questions questions, Output output, Progress progress) throws IOException {
        RowsOut out = rowsOut(in, output);
        Courier courier = new Courier(client, task.name(), shell);
        AnswerRun.Pace pace = new AnswerRun.Pace(options.concurrency, task.requestItems());
        AnswerRun run = new AnswerRun(in, questions, courier, out, progress, pace);
        try (Interrupts.Subscription interrupts = shell.interrupts().on(run::stop)) {
            AnswerRun.Ending ending = run.run();
            out.close();
            in.close();
            return told(ending, output, progress);
        } catch (IOException e) {
            throw CommandFailure.midway(
                    "The output cannot be written: " + SheafClient.said(e) + ". " + output.keep(run.rows()));
        } catch (CommandFailure | UnfitFile e) {
            out.close();
            output.keep(run.rows());
            throw e;
        }
    }

    private int told(AnswerRun.Ending ending, Output output, Progress progress) throws IOException {
        progress.end(ending.tally());
        if (ending.trouble() == null) {
            output.complete();
            return ending.tally().failed() == 0 ? 0 : CommandFailure.SOME_UNANSWERED;
        }
        progress.say(ending.trouble() + " " + output.keep(ending.tally().rows()));
        return CommandFailure.SOME_UNANSWERED;
    }

    private RowsOut rowsOut(RowsIn in, Output output) {
        try {
            return rowsOutTo(output.open(), in);
        } catch (IOException e) {
            throw CommandFailure.refused("The output cannot be written: " + SheafClient.said(e) + '.');
        }
    }

    private RowsOut rowsOutTo(OutputStream stream, RowsIn in) throws IOException {
        if (options.formatOut() == Format.CSV && in instanceof CsvRowsIn csv) {
            Guard guard = options.unguarded ? Guard.NONE : Guard.ANSWERS;
            return RowsOut.csv(stream, csv.dialect(), csv.header(), task.columns(), guard);
        }
        return RowsOut.ndjson(stream);
    }
}
