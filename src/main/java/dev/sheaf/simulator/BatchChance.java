package dev.sheaf.simulator;

import java.util.List;

/** What a batch's faults come to, and when, from its own chance and its length alone: the same after a restart. */
record BatchChance(Batch.Birth birth, long lines) {
    private static final double CHECKED = 0.1;
    private static final double WORKED = 0.8;
    private static final int STUCK_PACES = 5;

    private long roll(int what) {
        return Seeds.mix(birth.chance(), 100 + what);
    }

    private boolean carries(Fault fault) {
        return birth.faults().contains(fault);
    }

    /** When the check of its file is over. */
    long checked() {
        return birth.created() + (long) (birth.pace() * CHECKED);
    }

    /** Milliseconds that its last step takes. */
    long closing() {
        return (long) (birth.pace() * CHECKED);
    }

    /** How many lines may be done: by plan, so that a slow machine makes no batch expire. */
    long due(long now) {
        double share = (now - checked()) / Math.max(1, birth.pace() * WORKED);
        return share >= 1 ? lines : Math.max(0, (long) Math.ceil(lines * share));
    }

    /** How many lines are done before a fault stops it; all where none does. */
    long stop(long now) {
        boolean stops = carries(Fault.BATCH_EXPIRED)
                || carries(Fault.BATCH_CANCELLED)
                || carries(Fault.BATCH_STUCK) && now < freed();
        return stops ? (long) (lines * Seeds.unit(roll(1))) : lines;
    }

    /** Until when it is stuck: half of them for some time, half until they expire. */
    private long freed() {
        boolean ends = Seeds.below(2, roll(2)) == 0;
        return ends ? birth.created() + STUCK_PACES * birth.pace() : Long.MAX_VALUE;
    }

    /** When it stops with a part of its lines. */
    boolean expiresEarly() {
        return carries(Fault.BATCH_EXPIRED);
    }

    boolean cancelledEarly() {
        return carries(Fault.BATCH_CANCELLED);
    }

    /** Counts that are not the true ones. */
    Batch.Counts lie(Batch.Counts counts) {
        if (counts.failed() > 0) {
            return new Batch.Counts(counts.completed() + counts.failed(), 0);
        }
        return counts.completed() > 0 ? new Batch.Counts(counts.completed() - 1, 1) : new Batch.Counts(lines, 0);
    }

    /** An error that the file does not have. */
    BatchProblem problem() {
        String code = List.of("invalid_json_line", "duplicate_custom_id", "url_mismatch", "model_not_found")
                .get(Seeds.below(4, roll(3)));
        long line = 1 + Long.remainderUnsigned(roll(4), Math.max(1, lines));
        return new BatchProblem(code, "The simulator says so, although the file is right.", null, line);
    }

    long order() {
        return roll(5);
    }
}
