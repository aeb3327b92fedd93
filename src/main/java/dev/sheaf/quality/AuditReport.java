package dev.sheaf.quality;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an audit found.
 *
 * @param items that were asked
 * @param leftOut items that do not fit the task's budgets even alone
 * @param minAgreement the bound of the task
 * @param alone asked alone against asked alone once more: what the model changes by itself
 * @param sizes rising; the first is 1
 * @param notes what a reader should know besides, in sentences
 */
public record AuditReport(
        String task,
        String version,
        String model,
        int items,
        int leftOut,
        int repetitions,
        double minAgreement,
        Measured alone,
        List<Size> sizes,
        Recommendation recommendation,
        List<String> notes,
        Spent spent) {
    public AuditReport {
        sizes = List.copyOf(sizes);
        notes = List.copyOf(notes);
    }

    /** A share as it was seen, and where the true one lies with a confidence of 95 %. */
    public record Measured(Counts counts, Interval interval) {}

    /**
     * One pack size.
     *
     * @param packed items a pack on average: budgets may allow fewer than the size
     * @param agreement with the answers asked alone
     * @param difference of that agreement to the one of asking alone once more; absent for size 1
     * @param corrected agreement that packing alone accounts for: 1 plus the difference, at most 1
     * @param itemsNeeded about how many would decide it; 0 where it is decided
     * @param accuracy where true answers are known
     * @param accuracyDifference to the accuracy asked alone
     * @param thirds agreement in the first, middle and last third of the packs; empty for packs of less than 3
     * @param trend over the slots of a pack
     * @param missing items that the model left without an answer to the end
     * @param repaired items that had to be asked more than once
     * @param failed items whose call failed; they are not compared
     * @param asked items of all packs, those too that only filled them
     */
    public record Size(
            int size,
            double packed,
            Measured agreement,
            @Nullable Difference difference,
            Interval corrected,
            Verdict verdict,
            long itemsNeeded,
            Optional<Measured> accuracy,
            Optional<Difference> accuracyDifference,
            List<Counts> thirds,
            Optional<Trend> trend,
            long missing,
            long repaired,
            long failed,
            long asked,
            Spent spent,
            List<Field> fields) {
        public Size {
            thirds = List.copyOf(thirds);
            fields = List.copyOf(fields);
        }
    }

    /** One field of the answers at one size; the difference is absent for size 1. */
    public record Field(
            String name, Measured agreement, @Nullable Difference difference) {}

    /** @param reason in one sentence */
    public record Recommendation(int size, String reason) {}
}
