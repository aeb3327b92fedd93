package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(
        name = "watch",
        header = "Follows a job to its end.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the job is completed; some rows may have a reason instead of an answer",
            "1:it failed or was cancelled, or the command was interrupted",
            "2:there is no such job, or nothing answers"
        })
final class WatchCommand extends JobCommand {
    @Override
    public Integer call() {
        Shell shell = shell();
        RemoteJobs jobs = jobs();
        JobProgress progress = new JobProgress(shell.err(), shell.screen(), shell.clock());
        JobWait wait = new JobWait(jobs, shell.pause(), progress);
        JsonNode job = jobs.find(id());
        try (Interrupts.Subscription interrupts = shell.interrupts().on(wait::stop)) {
            job = wait.untilOver(job);
        }
        if (!JobWait.isOver(job)) {
            progress.say("The job " + id() + " goes on.");
            return CommandFailure.SOME_UNANSWERED;
        }
        progress.end(job);
        return job.path("state").asText().equals("completed") ? 0 : CommandFailure.SOME_UNANSWERED;
    }
}
