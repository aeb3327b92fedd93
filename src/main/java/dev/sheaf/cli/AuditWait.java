package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** Follows an audit to its end. */
final class AuditWait {
    private static final Set<String> OVER = Set.of("finished", "failed");
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final int LOOKS_THAT_MAY_FAIL = 300;
    private static final int LOOKS_A_WORD = 10;

    private final RemoteAudits audits;
    private final Shell shell;
    private volatile boolean stopped;

    AuditWait(RemoteAudits audits, Shell shell) {
        this.audits = audits;
        this.shell = shell;
    }

    /** Ends the waiting as soon as it can; from any thread. */
    void stop() {
        stopped = true;
    }

    static boolean isOver(JsonNode audit) {
        return OVER.contains(audit.path("state").asText());
    }

    /** The audit as it ended, or as it is where the user has stopped the waiting. */
    JsonNode untilOver(JsonNode audit) {
        JsonNode last = audit;
        int failed = 0;
        try {
            for (int look = 1; !isOver(last) && !stopped; look++) {
                shell.pause().of(BETWEEN_LOOKS);
                try {
                    last = audits.look(
                            audit.path("task").asText(), audit.path("id").asText());
                    failed = 0;
                    show(last, look);
                } catch (IOException e) {
                    failed++;
                    complain(failed, e);
                }
            }
        } catch (InterruptedException e) {
            stopped = true;
        }
        clear();
        return last;
    }

    private void show(JsonNode audit, int look) {
        long total = audit.at("/packs/total").asLong();
        long done = audit.at("/packs/done").asLong();
        String figures = Progress.count(done) + " of " + Progress.number(total, "call");
        if (shell.screen().interactive()) {
            double share = total == 0 ? 0 : (double) done / total;
            shell.err().print(Progress.CLEAR_LINE + Progress.bar(shell.screen().width(), share, figures));
            shell.err().flush();
        } else if (look % LOOKS_A_WORD == 0) {
            shell.err().println(figures);
        }
    }

    private void clear() {
        if (shell.screen().interactive()) {
            shell.err().print(Progress.CLEAR_LINE);
            shell.err().flush();
        }
    }

    private void complain(int failed, IOException e) {
        if (failed == 1) {
            shell.err()
                    .println("No news from " + audits.client().address() + ": " + SheafClient.said(e)
                            + ". Waiting for it.");
        }
        if (failed == LOOKS_THAT_MAY_FAIL) {
            throw CommandFailure.midway("Still no news from " + audits.client().address() + ".");
        }
    }
}
