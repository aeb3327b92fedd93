package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "run",
        header = "Makes a job of a file, follows it, and fetches its answers.",
        description = {
            "",
            "The service keeps the job: it goes on when this command is interrupted, and when the service is started"
                    + " again. The same command again finds its job and goes on with it; a changed file, task or option"
                    + " makes another.",
            "",
            "Columns are added as `sheaf answer` adds them. Nothing is sent to the model before the file is whole."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every row has its answer; with --detach, the job is there",
            "1:some rows have a reason instead, the job failed or was cancelled, or the command was interrupted",
            "2:wrong usage, or nothing answers; nothing has been done"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sheaf run reviews.csv --task product-reviews --out answered.csv",
            "  sheaf run tickets.csv --task support-tickets.yaml --lane batch --deadline 6h --out tickets-answered.csv",
            "  sheaf run tickets.csv --task support-tickets.yaml --local --simulator"
        })
final class RunCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Mixin
    private RunOptions rows = new RunOptions();

    @Option(
            names = "--local",
            description = "Run the service inside this command. The job is kept: the same command goes on with it.")
    private boolean local;

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    @Override
    public Integer call() throws IOException {
        rows.check();
        if (program.given() && !local) {
            throw CommandFailure.refused(
                    "--simulator and -D go with --local; a service that runs has its own settings.");
        }
        Output output = Output.of(rows.out, sheaf.shell().out());
        Source.of(rows.file, sheaf.shell().in()).close();
        if (!local) {
            return run(RemoteTasks.address(sheaf.shell()), sheaf.shell().variable("SHEAF_KEY"), output);
        }
        try (Programs.Local service = sheaf.programs().startLocal(rows.detach ? program.idle() : program.on(0))) {
            return run(service.address(), service.key(), output);
        }
    }

    private int run(URI address, @Nullable String key, Output output) throws IOException {
        SheafClient client = new SheafClient(address, key, TIMEOUT);
        AskedTask task = AskedTask.of(rows.task(new RemoteTasks(client)));
        RemoteJobs jobs = new RemoteJobs(client);
        JobProgress progress = JobProgress.beside(output, sheaf.shell());
        JsonNode job = submitted(jobs, task, progress);
        if (rows.detach) {
            sheaf.shell().print(job.path("id").asText());
            return exitCode(job, false);
        }
        JsonNode last = followed(job, jobs, progress);
        while (wasLeft(last)) {
            last = followed(submitted(jobs, task, progress), jobs, progress);
        }
        return end(last, jobs, output, progress);
    }

    private JsonNode submitted(RemoteJobs jobs, AskedTask task, JobProgress progress) throws IOException {
        Upload upload = new Upload(rows, sheaf.shell(), jobs, progress);
        try (Interrupts.Subscription interrupts = sheaf.shell().interrupts().on(upload::stop)) {
            Upload.Submitted submitted = upload.send(task);
            String id = submitted.job().path("id").asText();
            progress.say(
                    submitted.known()
                            ? "This is the job " + id + " of "
                                    + submitted.job().path("createdAt").asText() + "; --key makes another."
                            : "Job " + id + ".");
            if (submitted.job().path("state").asText().equals("ingesting")) {
                progress.say(
                        "Its file is being read already. Should nobody be reading it any more, that is known within"
                                + " minutes, and it is read anew.");
            }
            return submitted.job();
        }
    }

    /** As it ended, or as it is where the user has stopped the waiting. */
    private JsonNode followed(JsonNode job, RemoteJobs jobs, JobProgress progress) {
        JobWait wait = new JobWait(jobs, sheaf.shell().pause(), progress);
        try (Interrupts.Subscription interrupts = sheaf.shell().interrupts().on(wait::stop)) {
            return wait.untilOver(job);
        }
    }

    /** Whoever read its file before this command did is gone; the same file begins it anew. */
    private boolean wasLeft(JsonNode job) {
        return job.at("/reason/code").asText().equals("upload_incomplete") && !rows.file.equals("-");
    }

    private int end(JsonNode last, RemoteJobs jobs, Output output, JobProgress progress) {
        String id = last.path("id").asText();
        if (!JobWait.isOver(last)) {
            progress.say(comeBack(id));
            return CommandFailure.SOME_UNANSWERED;
        }
        JsonNode ended = jobs.find(id);
        if (!ended.path("state").asText().equals("failed")) {
            fetch(id, jobs, output);
        }
        progress.end(ended);
        return exitCode(ended, true);
    }

    private void fetch(String id, RemoteJobs jobs, Output output) {
        AnswersDownload download = new AnswersDownload(jobs, output);
        try (Interrupts.Subscription interrupts = sheaf.shell().interrupts().on(download::stop)) {
            download.fetch(new AnswersDownload.Wish(id, rows.formatOut(), !rows.unguarded, true));
        }
    }

    private String comeBack(String id) {
        return local
                ? "The job " + id + " is kept. The same command goes on with it."
                : "The job " + id + " goes on. `sheaf watch " + id + "` follows it, `sheaf answers " + id
                        + "` fetches its answers, `sheaf cancel " + id + "` ends it.";
    }

    private static int exitCode(JsonNode job, boolean over) {
        String state = job.path("state").asText();
        boolean fine = over
                ? state.equals("completed") && job.path("items").path("failed").asLong() == 0
                : !state.equals("failed") && !state.equals("cancelled");
        return fine ? 0 : CommandFailure.SOME_UNANSWERED;
    }
}
