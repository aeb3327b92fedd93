package dev.sheaf.cli;

/**
 * What a run came to so far.
 *
 * @param rows that are in the output
 * @param asked of them, how many were sent
 * @param failed of them, how many have a reason instead of an answer
 * @param calls of the model, as the service counts them
 */
record Tally(long rows, long asked, long failed, long calls, long inputTokens, long outputTokens) {
    static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0);

    /** What the service spent on a request. */
    static Tally spent(long calls, long inputTokens, long outputTokens) {
        return new Tally(0, 0, 0, calls, inputTokens, outputTokens);
    }

    Tally plus(Tally other) {
        return new Tally(
                rows + other.rows,
                asked + other.asked,
                failed + other.failed,
                calls + other.calls,
                inputTokens + other.inputTokens,
                outputTokens + other.outputTokens);
    }

    Tally plusRow(boolean wasAsked, boolean answered) {
        return plus(new Tally(1, wasAsked ? 1 : 0, answered ? 0 : 1, 0, 0, 0));
    }

    long answered() {
        return rows - failed;
    }

    /** Against one call a row that was sent. */
    long callsSaved() {
        return Math.max(0, asked - calls);
    }
}
