package dev.sheaf.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Tells the user how a run goes: a bar that is drawn in place, or a line every few seconds. */
final class Progress {
    private static final Duration BETWEEN_BARS = Duration.ofMillis(100);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final int COMPLAINTS = 10;
    static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter err;
    private final Screen screen;
    private final InstantSource clock;
    private final DoubleSupplier inputShare;
    private final Instant begin;
    private Instant shown;
    private long complaints;

    /**
     * @param screen where it is interactive, the bar
     * @param inputShare how much of the input is read, from 0 to 1; not a number where that is not known
     */
    Progress(PrintWriter err, Screen screen, InstantSource clock, DoubleSupplier inputShare) {
        this.err = err;
        this.screen = screen;
        this.clock = clock;
        this.inputShare = inputShare;
        this.begin = clock.instant();
        this.shown = begin;
    }

    /** @param rowsRead those on their way included */
    void show(Tally tally, long rowsRead) {
        Instant now = clock.instant();
        if (Duration.between(shown, now).compareTo(screen.interactive() ? BETWEEN_BARS : BETWEEN_LINES) < 0) {
            return;
        }
        shown = now;
        double share = inputShare.getAsDouble() * tally.rows() / Math.max(1, rowsRead);
        String figures = figures(tally, share, Duration.between(begin, now));
        if (screen.interactive()) {
            err.print(CLEAR_LINE + bar(screen.width(), share, figures));
            err.flush();
        } else {
            err.println(figures);
        }
    }

    /** The first few rows without an answer are named one by one, the rest is counted at the end. */
    void complain(String sentence) {
        complaints++;
        if (complaints <= COMPLAINTS) {
            say(sentence);
        }
    }

    void say(String sentence) {
        err.println((screen.interactive() ? CLEAR_LINE : "") + sentence);
        err.flush();
    }

    void end(Tally tally) {
        if (complaints > COMPLAINTS) {
            say("... and " + number(complaints - COMPLAINTS, "more row") + " without an answer; each says why.");
        }
        say(summary(tally, Duration.between(begin, clock.instant())));
    }

    private static String summary(Tally tally, Duration time) {
        return number(tally.rows(), "row") + ": " + count(tally.answered()) + " answered, " + count(tally.failed())
                + " failed; " + number(tally.calls(), "call") + ", " + count(tally.callsSaved()) + " saved; "
                + count(tally.inputTokens()) + " tokens in, " + count(tally.outputTokens()) + " out; " + time(time);
    }

    private static String figures(Tally tally, double share, Duration time) {
        double seconds = Math.max(0.001, time.toMillis() / 1000.0);
        String left = left(share, seconds);
        return number(tally.rows(), "row")
                + (Double.isNaN(share) ? "" : String.format(Locale.ROOT, " (%.0f%%)", 100 * share))
                + ", " + count(Math.round(tally.rows() / seconds)) + "/s"
                + (left == null ? "" : ", " + left + " left")
                + ", " + number(tally.callsSaved(), "call") + " saved"
                + (tally.failed() == 0 ? "" : ", " + count(tally.failed()) + " failed");
    }

    private static @Nullable String left(double share, double seconds) {
        // below one in a thousand a guess is worth nothing; NaN is no guess at all
        return share >= 0.001 ? time(Duration.ofSeconds(Math.round(seconds * (1 - share) / share))) : null;
    }

    static String bar(int width, double share, String figures) {
        int room = Math.min(40, width - figures.length() - 4);
        if (Double.isNaN(share) || room < 5) {
            return figures.substring(0, Math.min(figures.length(), Math.max(0, width - 1)));
        }
        int done = (int) Math.round(room * share);
        return "[" + "#".repeat(done) + "-".repeat(room - done) + "] " + figures;
    }

    static String time(Duration time) {
        long seconds = time.toSeconds();
        String hours = seconds >= 3600 ? seconds / 3600 + ":" : "";
        String minutes = String.format(Locale.ROOT, hours.isEmpty() ? "%d" : "%02d", seconds / 60 % 60);
        return hours + minutes + String.format(Locale.ROOT, ":%02d", seconds % 60);
    }

    static String number(long number, String of) {
        return count(number) + " " + of + (number == 1 ? "" : "s");
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
