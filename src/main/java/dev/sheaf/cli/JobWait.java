package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** Follows a job to its end. A service that is away for a while is waited for: the job is its business, not ours. */
final class JobWait {
    private static final Set<String> OVER = Set.of("completed", "failed", "cancelled");
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final int LOOKS_THAT_MAY_FAIL = 300;

    private final RemoteJobs jobs;
    private final Shell.Pause pause;
    private final JobProgress progress;
    private volatile boolean stopped;

    JobWait(RemoteJobs jobs, Shell.Pause pause, JobProgress progress) {
        this.jobs = jobs;
        this.pause = pause;
        this.progress = progress;
    }

    static boolean isOver(JsonNode job) {
        return OVER.contains(job.path("state").asText());
    }

    /** Ends the waiting as soon as it can; from any thread. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    /** The job as it ended, or as it is where the user has stopped the waiting. */
    JsonNode untilOver(JsonNode job) {
        JsonNode last = job;
        try {
            for (int failed = 0; !isOver(last) && !stopped; ) {
                progress.show(last);
                pause.of(BETWEEN_LOOKS);
                try {
                    last = jobs.look(last.path("id").asText());
                    failed = 0;
                } catch (IOException e) {
                    failed++;
                    complain(failed, e);
                }
            }
        } catch (InterruptedException e) {
            stopped = true;
        }
        return last;
    }

    private void complain(int failed, IOException e) {
        if (failed == 1) {
            progress.say("No news from " + jobs.client().address() + ": " + SheafClient.said(e) + ". Waiting for it.");
        }
        if (failed == LOOKS_THAT_MAY_FAIL) {
            throw CommandFailure.midway("Still no news from " + jobs.client().address() + ": " + SheafClient.said(e)
                    + ". The job goes on when the service does.");
        }
    }
}
