package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells the user how a job goes, as the service says: a bar that is drawn in place, or a line every few seconds. */
final class JobProgress {
    private static final Duration BETWEEN_BARS = Duration.ofMillis(100);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintWriter err;
    private final Screen screen;
    private final InstantSource clock;
    private Instant shown;

    JobProgress(PrintWriter err, Screen screen, InstantSource clock) {
        this.err = err;
        this.screen = screen;
        this.clock = clock;
        this.shown = clock.instant();
    }

    /** A bar that is drawn in place would be torn by rows on the same terminal. */
    static JobProgress beside(Output output, Shell shell) {
        boolean drawn = shell.screen().interactive() && !output.isStdout();
        return new JobProgress(shell.err(), new Screen(drawn, shell.screen().width()), shell.clock());
    }

    void uploading(double share) {
        show(share, Double.isNaN(share) ? "uploading" : String.format(Locale.ROOT, "uploading (%.0f%%)", 100 * share));
    }

    void show(JsonNode job) {
        JsonNode items = job.path("items");
        long total = items.path("total").asLong();
        long settled = items.path("answered").asLong() + items.path("failed").asLong();
        double share = total == 0 ? 0 : (double) settled / total;
        long failed = items.path("failed").asLong();
        String left = left(job);
        show(
                share,
                String.format(Locale.ROOT, "%s of %s (%.0f%%)", Progress.count(settled), rows(total), 100 * share)
                        + (left == null ? "" : ", " + left + " left")
                        + (failed == 0 ? "" : ", " + Progress.count(failed) + " failed")
                        + (isUnderWay(job) ? "" : ", " + state(job)));
    }

    private void show(double share, String figures) {
        Instant now = clock.instant();
        Duration pause = screen.interactive() ? BETWEEN_BARS : BETWEEN_LINES;
        if (Duration.between(shown, now).compareTo(pause) < 0) {
            return;
        }
        shown = now;
        if (screen.interactive()) {
            err.print(Progress.CLEAR_LINE + Progress.bar(screen.width(), share, figures));
            err.flush();
        } else {
            err.println(figures);
        }
    }

    void say(String sentence) {
        err.println((screen.interactive() ? Progress.CLEAR_LINE : "") + sentence);
        err.flush();
    }

    /** What became of it. */
    void end(JsonNode job) {
        JsonNode items = job.path("items");
        JsonNode cost = job.path("cost");
        long asked = items.path("total").asLong() - items.path("bad").asLong();
        long calls = cost.path("calls").asLong();
        JsonNode reason = job.path("reason");
        say(rows(items.path("total").asLong()) + ": "
                + Progress.count(items.path("answered").asLong()) + " answered, "
                + Progress.count(items.path("failed").asLong()) + " failed; " + Progress.number(calls, "call") + ", "
                + Progress.count(Math.max(0, asked - calls)) + " saved; "
                + Progress.count(cost.path("inputTokens").asLong()) + " tokens in, "
                + Progress.count(cost.path("outputTokens").asLong()) + " out; "
                + dollars(cost) + "; " + state(job)
                + (reason.isObject()
                        ? " (" + reason.path("code").asText() + "): "
                                + reason.path("message").asText()
                        : ""));
    }

    /** Of calls that have a price. */
    private static String dollars(JsonNode cost) {
        long unpriced = cost.path("unpriced").asLong();
        if (!cost.has("usd")) {
            return Progress.number(unpriced, "call") + " without a price";
        }
        return "$"
                + cost.path("usd")
                        .decimalValue()
                        .setScale(4, RoundingMode.HALF_UP)
                        .toPlainString()
                + (unpriced == 0 ? "" : " and " + Progress.number(unpriced, "call") + " without a price");
    }

    private @Nullable String left(JsonNode job) {
        try {
            Duration left = Duration.between(
                    clock.instant(), Instant.parse(job.path("eta").asText()));
            return left.isNegative() ? null : Progress.time(left);
        } catch (DateTimeParseException none) {
            return null;
        }
    }

    private static boolean isUnderWay(JsonNode job) {
        return state(job).equals("running");
    }

    static String state(JsonNode job) {
        return job.path("cancelling").asBoolean()
                ? "cancelling"
                : job.path("state").asText();
    }

    private static String rows(long number) {
        return Progress.number(number, "row");
    }
}
