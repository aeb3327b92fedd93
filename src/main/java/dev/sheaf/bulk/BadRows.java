package dev.sheaf.bulk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Counts the rows of a file that cannot be asked about, and says when they are too many. */
final class BadRows {
    /** So many rows tell what the rest will be like. */
    private static final int TELLING = 1_000;

    private static final int SHOWN = 3;

    private final double share;
    private final List<String> first = new ArrayList<>();
    private long rows;
    private long bad;

    BadRows(double share) {
        this.share = share;
    }

    /** Too many: the job ends before anything is paid. */
    static final class TooMany extends RuntimeException {
        private final transient Job.Failure reason;

        TooMany(Job.Failure reason) {
            super(reason.code(), null, false, false);
            this.reason = reason;
        }

        Job.Failure reason() {
            return reason;
        }
    }

    /** @param doubled rows that only the store knew for bad */
    void count(List<NewItem> block, int doubled) {
        rows += block.size();
        bad += doubled;
        for (NewItem item : block) {
            Job.Failure fault = item.fault();
            if (fault != null) {
                bad++;
                if (first.size() < SHOWN) {
                    first.add(fault.message());
                }
            }
        }
    }

    void refuseOnTheWay() {
        if (rows >= TELLING) {
            refuse();
        }
    }

    void refuse() {
        if (bad > share * rows) {
            throw new TooMany(new Job.Failure(Job.Failure.TOO_MANY_BAD_ROWS, message()));
        }
    }

    private String message() {
        String lines = first.stream().map(line -> line + ". ").collect(Collectors.joining());
        return String.format(
                        Locale.ROOT,
                        "%,d of the first %,d rows cannot be asked about, more than a share of %s. ",
                        bad,
                        rows,
                        share)
                + lines
                + "Nothing was sent.";
    }
}
