package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.cli.SheafClient.Reply;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives a file to the service, as often as it takes. */
final class Upload {
    private static final int ATTEMPTS = 5;

    private final RunOptions options;
    private final Shell shell;
    private final RemoteJobs jobs;
    private final JobProgress progress;
    private volatile boolean stopped;

    Upload(RunOptions options, Shell shell, RemoteJobs jobs, JobProgress progress) {
        this.options = options;
        this.shell = shell;
        this.jobs = jobs;
        this.progress = progress;
    }

    /** @param known whether the same command has made it before */
    record Submitted(JsonNode job, boolean known) {}

    /** Ends it as soon as it can; from any thread. */
    void stop() {
        stopped = true;
    }

    Submitted send(AskedTask task) throws IOException {
        String query = options.query(task.name());
        String key = JobKey.of(file(), task.version(), query, options.key);
        List<String> headers = new ArrayList<>(List.of("Content-Type", options.contentType()));
        if (key != null) {
            headers.addAll(List.of("Idempotency-Key", key));
        }
        try {
            return send(query, headers);
        } catch (InterruptedException e) {
            throw stoppedMidway();
        }
    }

    /** Absent: standard input. */
    private @Nullable Path file() {
        return options.file.equals("-") ? null : Path.of(options.file);
    }

    /** 429 and a shutdown are obeyed; a file that can be read again goes again where the connection broke. */
    private Submitted send(String query, List<String> headers) throws InterruptedException {
        RetryWait wait = new RetryWait(shell.chance());
        for (int attempt = 0; ; attempt++) {
            Reply reply = null;
            try {
                reply = attempt(query, headers);
                if (reply.ok() && reply.body().has("id")) {
                    return new Submitted(reply.body(), reply.status() == 200);
                }
            } catch (ConnectException | HttpConnectTimeoutException e) {
                throw jobs.client().nobodyThere();
            } catch (IOException e) {
                giveUp(attempt, "The file did not reach " + jobs.client().address() + ": " + SheafClient.said(e) + ".");
            }
            if (reply != null) {
                refuse(reply, attempt);
            }
            String retryAfter = reply == null ? null : reply.retryAfter();
            shell.pause().of(wait.before(attempt, retryAfter, shell.clock().instant()));
        }
    }

    private void giveUp(int attempt, String sentence) {
        if (stopped) {
            throw stoppedMidway();
        }
        if (file() == null || attempt + 1 == ATTEMPTS) {
            throw CommandFailure.midway(sentence + " Nothing was sent to the model; give the command again.");
        }
    }

    private void refuse(Reply reply, int attempt) {
        boolean passing = reply.isBusy() || reply.status() / 100 == 5;
        if (!passing || file() == null || !reply.isBusy() && attempt + 1 == ATTEMPTS) {
            throw jobs.failure(reply);
        }
    }

    private static CommandFailure stoppedMidway() {
        return CommandFailure.midway(
                "Stopped before the file was whole: nothing was sent to the model. The same command begins anew.");
    }

    private Reply attempt(String query, List<String> headers) throws IOException, InterruptedException {
        try (Source source = Source.of(options.file, shell.in())) {
            InputStream watched = new FilterInputStream(source) {
                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    if (stopped) {
                        throw new IOException("stopped");
                    }
                    int count = super.read(buffer, offset, length);
                    progress.uploading(source.share());
                    return count;
                }
            };
            return jobs.client().upload(query, publisher(source, watched), headers);
        }
    }

    private static BodyPublisher publisher(Source source, InputStream in) {
        BodyPublisher chunks = BodyPublishers.ofInputStream(() -> in);
        return source.size() > 0 ? BodyPublishers.fromPublisher(chunks, source.size()) : chunks;
    }
}
