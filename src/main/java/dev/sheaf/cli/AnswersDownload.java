package dev.sheaf.cli;

import dev.sheaf.rows.Format;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Puts a job's answers where the user wants them. */
final class AnswersDownload {
    private final RemoteJobs jobs;
    private final Output output;
    private volatile boolean stopped;
    private volatile @Nullable InputStream open;

    AnswersDownload(RemoteJobs jobs, Output output) {
        this.jobs = jobs;
        this.output = output;
    }

    /**
     * What is wanted.
     *
     * @param format absent: as the file came
     * @param waits for rows that are open
     */
    record Wish(String job, @Nullable Format format, boolean guarded, boolean waits) {
        String accept() {
            return format == null ? "*/*" : format == Format.CSV ? "text/csv" : "application/x-ndjson";
        }

        String query() {
            return "wait=" + waits + "&guard=" + guarded;
        }
    }

    /** Ends it as soon as it can; from any thread. */
    void stop() {
        stopped = true;
        InputStream in = open;
        if (in != null) {
            try {
                in.close();
            } catch (IOException e) {
                // it ends anyway
            }
        }
    }

    /** @throws CommandFailure where they do not come whole */
    void fetch(Wish wish) {
        try (InputStream in = jobs.answers(wish.job(), wish.query(), wish.accept());
                OutputStream out = output.open()) {
            open = in;
            copy(in, out);
        } catch (InterruptedException e) {
            stopped = true;
        } catch (IOException e) {
            if (!stopped) {
                discard();
                throw CommandFailure.midway("The answers did not come whole: " + SheafClient.said(e)
                        + ". `sheaf answers " + wish.job() + "` fetches them again.");
            }
        }
        finish(wish);
    }

    private void finish(Wish wish) {
        if (stopped) {
            discard();
            throw CommandFailure.midway("Stopped. `sheaf answers " + wish.job() + "` fetches the answers.");
        }
        try {
            output.complete();
        } catch (IOException e) {
            throw CommandFailure.midway("The output cannot be written: " + SheafClient.said(e) + ".");
        }
    }

    private void discard() {
        try {
            output.keep(0);
        } catch (IOException e) {
            // what is left is called partial
        }
    }

    private void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 14];
        for (int count = in.read(buffer); count >= 0 && !stopped; count = in.read(buffer)) {
            out.write(buffer, 0, count);
            out.flush();
        }
    }
}
