package dev.sheaf.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.Part;
import dev.sheaf.cost.Money;
import dev.sheaf.events.Outbox;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A job as its owner sees it. */
@Schema(
        name = "Job",
        requiredProperties = {"id", "task", "version", "state", "cancelling", "lane", "items", "createdAt"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobView(
        String id,
        String task,

        @Schema(description = "The task's version that answers.")
        String version,

        @Schema(enumeration = {"ingesting", "running", "paused", "completed", "failed", "cancelled"})
        String state,

        @Schema(description = "It ends as soon as what was bought has come in.")
        boolean cancelling,

        @Schema(
                description = "As it was asked for.",
                enumeration = {"auto", "batch", "online"})
        String lane,

        Items items,

        @Schema(description = "The provider's batches, and stretches of the online lane.") @Nullable
        List<PartView> parts,

        @Nullable Cost cost,

        @Schema(description = "US dollars that it may spend in all; absent where it may spend what it takes.") @Nullable
        BigDecimal cap,

        @Schema(description = "Who is told of its end, and what came of that; absent where nobody is.") @Nullable
        CallbackView callback,

        @Schema(
                description =
                        "When it is likely to end, from what was seen of its parts; absent where that is not known.")
        @Nullable
        Instant eta,

        Instant createdAt,
        @Nullable Instant deadline,
        @Nullable Instant endedAt,

        @Schema(
                description =
                        "Since when its rows and answers are gone, since they were kept long enough; counts and cost"
                                + " stay.")
        @Nullable
        Instant purgedAt,

        @Schema(description = "Why it ended without its answers, or waits.") @Nullable
        Reason reason) {

    /** How many items there are, and what came of them. */
    @Schema(
            name = "JobItems",
            requiredProperties = {"total", "answered", "failed", "bad", "open"})
    public record Items(
            long total,
            long answered,

            @Schema(description = "With a reason instead of an answer.")
            long failed,

            @Schema(description = "Of those, rows of the file that could not be asked about.")
            long bad,

            long open,

            @Schema(description = "Asked alone, because they speak to the model instead of being asked about.")
            long isolated) {
        static Items of(Job.Counts counts) {
            return new Items(
                    counts.total(), counts.answered(), counts.failed(), counts.bad(), counts.open(), counts.isolated());
        }
    }

    /** A stable code, and a sentence for people. */
    @Schema(
            name = "JobReason",
            requiredProperties = {"code", "message"})
    public record Reason(String code, String message) {}

    /** A part of a job. */
    @Schema(
            name = "JobPart",
            requiredProperties = {"id", "lane", "model", "round", "state", "requests", "items", "createdAt"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PartView(
            long id,
            String lane,
            String model,

            @Schema(description = "Which time its items are asked, from 1; ten more for each vote before.")
            int round,

            @Schema(enumeration = {"planning", "reserved", "uploaded", "withdrawn", "created", "fetched", "closed"})
            String state,

            int requests,
            int items,

            @Schema(description = "The provider's id of its batch.") @Nullable
            String batch,

            @Schema(description = "What the provider last said of it.") @Nullable
            String batchState,

            @Schema(description = "What it came to, where something was wrong.") @Nullable
            String failure,

            Instant createdAt,
            @Nullable Instant beganAt,
            @Nullable Instant endedAt) {
        static PartView of(Part part) {
            return new PartView(
                    part.id(),
                    part.lane().word(),
                    part.model(),
                    part.round(),
                    part.state().word(),
                    part.size().requests(),
                    part.size().items(),
                    part.batch(),
                    part.batchState(),
                    part.failure(),
                    part.createdAt(),
                    part.beganAt(),
                    part.endedAt());
        }
    }

    /** What the job's calls came to. */
    @Schema(
            name = "JobCost",
            requiredProperties = {"calls", "inputTokens", "cachedTokens", "outputTokens", "unpriced", "unconfirmed"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Cost(
            @Schema(
                    description =
                            "US dollars, of the calls whose model has a price; absent where none has: unknown, not nothing.")
            @Nullable
            BigDecimal usd,

            long calls,
            long inputTokens,

            @Schema(description = "Of the input tokens, those from the provider's cache.")
            long cachedTokens,

            long outputTokens,

            @Schema(description = "Calls whose model has no price.")
            long unpriced,

            @Schema(description = "Calls whose reply never came or could not be read: their figures are estimates.")
            long unconfirmed) {
        static Cost of(JobStore.Spent spent) {
            return new Cost(
                    spent.calls() > 0 && spent.unpriced() == spent.calls() ? null : plain(spent.cost()),
                    spent.calls(),
                    spent.input(),
                    spent.cached(),
                    spent.output(),
                    spent.unpriced(),
                    spent.unconfirmed());
        }

        /** Without zeros at its end, and not as a power of ten. */
        private static BigDecimal plain(BigDecimal sum) {
            BigDecimal shortest = sum.stripTrailingZeros();
            return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
        }
    }

    /** Some of the jobs, newest first. */
    @Schema(name = "Jobs", requiredProperties = "jobs")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Listing(
            List<JobView> jobs,

            @Schema(description = "What after= takes for the jobs behind these; absent where there are none.") @Nullable
            String next) {}

    /** How many items are asked again. */
    @Schema(
            name = "JobRetried",
            requiredProperties = {"retried", "job"})
    public record Retried(long retried, JobView job) {}

    /** Without its parts and its cost. */
    static JobView of(Job job) {
        return view(job, null, null, null, null, null);
    }

    static JobView of(
            Job job,
            List<Part> parts,
            JobStore.Spent spent,
            Optional<Money> cap,
            Optional<Outbox.Sent> sent,
            Instant now) {
        List<PartView> views = parts.stream().map(PartView::of).toList();
        BigDecimal most = cap.map(CostsView::plain).orElse(null);
        CallbackView callback = sent.map(CallbackView::of).orElse(null);
        return view(
                job,
                views,
                Cost.of(spent),
                most,
                callback,
                Eta.of(job, parts, now).orElse(null));
    }

    private static JobView view(
            Job job,
            @Nullable List<PartView> parts,
            @Nullable Cost cost,
            @Nullable BigDecimal cap,
            @Nullable CallbackView callback,
            @Nullable Instant eta) {
        Job.Failure reason = job.reason();
        return new JobView(
                job.id(),
                job.task(),
                job.version(),
                job.state().word(),
                job.cancelling(),
                job.lane().word(),
                Items.of(job.counts()),
                parts,
                cost,
                cap,
                callback,
                eta,
                job.createdAt(),
                job.deadlineAt(),
                job.endedAt(),
                null,
                reason == null ? null : new Reason(reason.code(), reason.message()));
    }

    /** The same, without its rows since then. */
    JobView purged(Optional<Instant> since) {
        return since.isEmpty()
                ? this
                : new JobView(
                        id,
                        task,
                        version,
                        state,
                        cancelling,
                        lane,
                        items,
                        parts,
                        cost,
                        cap,
                        callback,
                        eta,
                        createdAt,
                        deadline,
                        endedAt,
                        since.get(),
                        reason);
    }
}
