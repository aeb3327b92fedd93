package dev.sheaf.rest;

import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The form of an audit's report, for the API's document; what is sent is what was kept. Shares are from 0 to 1. */
@Schema(name = "AuditReport")
record AuditReportView(
        @Schema(required = true) String task,
        @Schema(required = true) String version,
        @Schema(required = true) String model,
        @Schema(required = true) int items,

        @Schema(required = true, description = "Items that do not fit the task's budgets even alone.")
        int leftOut,

        @Schema(required = true) int repetitions,

        @Schema(required = true, description = "The task's bound.")
        BigDecimal minAgreement,

        @Schema(required = true, description = "Asked alone against alone once more: the noise floor.")
        Measured alone,

        @Schema(required = true, description = "Rising; the first is 1.")
        List<Size> sizes,

        @Schema(required = true) Recommendation recommendation,

        @Schema(required = true, description = "What a reader should know besides.")
        List<String> notes,

        @Schema(required = true) AuditView.SpentView spent) {

    @Schema(name = "AuditShare", description = "A share as it was seen, and its 95 % interval.")
    record Measured(
            @Schema(required = true, nullable = true, description = "Null where nothing was compared.") @Nullable
            BigDecimal share,

            @Schema(required = true) BigDecimal low,
            @Schema(required = true) BigDecimal high,
            @Schema(required = true) long agreed,
            @Schema(required = true) long compared) {}

    @Schema(name = "AuditDifference", description = "To asking alone once more; negative: packing costs agreement.")
    record Difference(
            @Schema(required = true) BigDecimal share,
            @Schema(required = true) BigDecimal low,
            @Schema(required = true) BigDecimal high,
            @Schema(required = true) long gained,
            @Schema(required = true) long lost,

            @Schema(required = true, description = "McNemar's.")
            BigDecimal p) {}

    @Schema(name = "AuditInterval")
    record Bounds(
            @Schema(required = true) BigDecimal low,
            @Schema(required = true) BigDecimal high) {}

    @Schema(name = "AuditSlots", description = "Agreement by place in the pack; empty for packs of less than 3.")
    record Slots(
            @Nullable Measured first,
            @Nullable Measured middle,
            @Nullable Measured last,
            @Nullable Trend trend) {}

    @Schema(name = "AuditTrend", description = "Over the thirds (Cochran and Armitage); z below 0: it falls.")
    record Trend(
            @Schema(required = true) BigDecimal z,
            @Schema(required = true) BigDecimal p) {}

    @Schema(name = "AuditPerItem")
    record PerItem(
            @Schema(required = true) BigDecimal inputTokens,
            @Schema(required = true) BigDecimal outputTokens,
            @Schema(required = true) BigDecimal calls,

            @Schema(required = true, nullable = true, description = "US dollars; null where the model has no price.")
            @Nullable
            BigDecimal cost) {}

    @Schema(name = "AuditField")
    record Field(
            @Schema(required = true) String name,
            @Schema(required = true) Measured agreement,
            @Nullable Difference difference) {}

    @Schema(name = "AuditRecommendation")
    record Recommendation(
            @Schema(required = true) int size,
            @Schema(required = true) String reason) {}

    @Schema(name = "AuditSize")
    record Size(
            @Schema(required = true) int size,

            @Schema(required = true, description = "Items a pack on average: budgets may allow fewer.")
            BigDecimal packed,

            @Schema(
                    required = true,
                    enumeration = {"holds", "fails", "undecided"})
            String verdict,

            @Schema(required = true, description = "With the answers asked alone.")
            Measured agreement,

            @Schema(description = "Null at 1.") @Nullable Difference difference,

            @Schema(required = true, description = "1 plus the difference, at most 1: what the verdict goes by.")
            Bounds corrected,

            @Schema(description = "About how many would decide it; null where it is decided.") @Nullable
            Long itemsNeeded,

            @Schema(description = "Where true answers are known.") @Nullable
            Measured accuracy,

            @Schema(description = "To the accuracy alone.") @Nullable
            Difference accuracyDifference,

            @Schema(required = true) Slots slots,

            @Schema(required = true, description = "Items without an answer to the end.")
            long missing,

            @Schema(required = true, description = "Items that were asked more than once.")
            long repaired,

            @Schema(required = true, description = "Items whose call failed; they are not compared.")
            long failed,

            @Schema(required = true) PerItem perItem,
            @Schema(required = true) AuditView.SpentView spent,

            @Schema(required = true, description = "Empty where the answers are labels.")
            List<Field> fields) {}
}
