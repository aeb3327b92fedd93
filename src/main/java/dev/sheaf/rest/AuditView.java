package dev.sheaf.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.quality.AuditJson;
import dev.sheaf.quality.AuditRun;
import dev.sheaf.quality.Spent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An audit as its users see it. */
@Schema(
        name = "Audit",
        requiredProperties = {
            "id",
            "task",
            "version",
            "model",
            "state",
            "items",
            "sizes",
            "repetitions",
            "packs",
            "estimate",
            "spent",
            "createdAt"
        })
public record AuditView(
        String id,
        String task,
        String version,
        String model,

        @Schema(enumeration = {"created", "running", "finished", "failed"})
        String state,

        int items,

        @Schema(description = "Items a call, beside 1: every item is asked alone twice.")
        List<Integer> sizes,

        int repetitions,

        @Schema(description = "US dollars that it may cost; absent: as much as it does.") @Nullable
        BigDecimal maxCost,

        @Schema(description = "Calls, repairs aside.") Progress packs,

        @Schema(description = "What it was expected to cost.", implementation = SpentView.class)
        ObjectNode estimate,

        @Schema(
                description = "What it has cost so far; to the last call once it is over. Where the replica that ran it"
                        + " has died, as of its last sign of life.",
                implementation = SpentView.class)
        ObjectNode spent,

        @Schema(description = "Why it ended without a report.") @Nullable
        FailureView failure,

        @Schema(description = "What was found.", implementation = AuditReportView.class) @Nullable
        ObjectNode report,

        Instant createdAt,
        @Nullable Instant endedAt) {

    /** How far it is. */
    @Schema(
            name = "AuditPacks",
            requiredProperties = {"total", "done"})
    public record Progress(long total, long done) {}

    /** Why it has no report. */
    @Schema(
            name = "AuditFailure",
            requiredProperties = {"code", "message"})
    public record FailureView(
            @Schema(enumeration = {"cap_reached", "provider_failed", "interrupted", "internal_error"})
            String code,

            String message) {}

    /** A page of audits, without their reports. */
    @Schema(name = "Audits", requiredProperties = "audits")
    public record Listing(
            List<AuditView> audits,

            @Schema(description = "The parameter after of the next page; absent on the last one.") @Nullable
            String next) {}

    /** What an audit is likely to cost. */
    @RegisterForReflection // its operation returns one of two things
    @Schema(
            name = "AuditEstimate",
            requiredProperties = {"items", "sizes", "repetitions", "estimate"})
    public record Estimate(
            int items,
            List<Integer> sizes,
            int repetitions,
            @Schema(implementation = SpentView.class) ObjectNode estimate) {}

    /** The form of what calls came to, for the API's document. */
    @Schema(
            name = "AuditSpent",
            requiredProperties = {
                "calls",
                "unconfirmedCalls",
                "inputTokens",
                "cachedTokens",
                "outputTokens",
                "reasoningTokens",
                "cost"
            })
    record SpentView(
            long calls,

            @Schema(description = "Those of them whose reply never came: their figures are estimates.")
            long unconfirmedCalls,

            long inputTokens,
            long cachedTokens,
            long outputTokens,
            long reasoningTokens,

            @Schema(nullable = true, description = "US dollars; null where the model has no price.") @Nullable
            BigDecimal cost) {}

    /** The form of an order, for the API's document. */
    @Schema(name = "AuditOrder")
    record OrderDocument(
            @Schema(description = "What is asked; or a job.") @Nullable
            List<AnswersView.ItemDocument> items,

            @Schema(description = "A job of this task that is over: some of its items are asked.") @Nullable
            String job,

            @Schema(description = "How many of the job's items.", minimum = "2") @Nullable
            Integer sample,

            @Schema(description = "True answers of some items, by their ids: a label, a list of labels, or fields.")
            @Nullable
            Map<String, Object> labels,

            @Schema(description = "Items a call; 5, 10, 20 and 40 unless said, as far as there are so many items.")
            @Nullable
            List<Integer> sizes,

            @Schema(
                    description = "How often all of it is done, each time in other packs.",
                    minimum = "1",
                    maximum = "20",
                    defaultValue = "1")
            @Nullable
            Integer repetitions,

            @Schema(
                    description =
                            "US dollars that it may cost, such as \"0.50\": it is not begun if it is likely to cost more, and stops before it does.")
            @Nullable
            String maxCost,

            @Schema(description = "Say what it is likely to cost, and do nothing.") @Nullable
            Boolean estimateOnly) {}

    static AuditView of(AuditRun run) {
        AuditRun.Failure failure = run.failure();
        return new AuditView(
                run.id(),
                run.task(),
                run.version(),
                run.model(),
                run.state().word(),
                run.items(),
                run.sizes(),
                run.repetitions(),
                run.cap().map(cap -> cap.usd()).orElse(null),
                new Progress(run.packs(), run.done()),
                AuditJson.spent(run.estimate()),
                AuditJson.spent(run.spent()),
                failure == null ? null : new FailureView(failure.code(), failure.message()),
                run.report(),
                run.createdAt(),
                run.endedAt());
    }

    static Estimate estimate(dev.sheaf.quality.AuditOrder order, Spent estimate) {
        return new Estimate(order.items().size(), order.sizes(), order.repetitions(), AuditJson.spent(estimate));
    }
}
