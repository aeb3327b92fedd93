package dev.sheaf.gateway;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.gateway.Batch.State;
import dev.sheaf.model.RemoteBatch.Problem;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Takes a batch a step further: its file is checked and becomes a job, and when the job is over its replies become files.
 * Each step can be taken again from its beginning, by any replica.
 */
final class BatchDriver {
    /** At first a batch is looked at as often as this, and later less often. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Duration LATER = Duration.ofSeconds(10);
    private static final int OLDER = 60;
    private static final List<Problem> JOB_GONE =
            List.of(new Problem("job_deleted", "The job that ran this batch was deleted.", null, null));

    private final BatchStore store;
    private final JobStore jobs;
    private final BatchIntake intake;
    private final BatchOutput output;
    private final InstantSource clock;

    BatchDriver(BatchStore store, JobStore jobs, BatchIntake intake, BatchOutput output, InstantSource clock) {
        this.store = store;
        this.jobs = jobs;
        this.intake = intake;
        this.output = output;
        this.clock = clock;
    }

    /** One step; the time until the next. */
    Uni<Duration> step(Batch batch) {
        return switch (batch.state()) {
            case VALIDATING -> isExpired(batch) ? expire(batch) : validate(batch);
            case IN_PROGRESS, CANCELLING ->
                jobs.find(batch.tenant(), batch.job())
                        .chain(job -> job.map(known -> follow(batch, known)).orElseGet(() -> withoutJob(batch)));
            case FINALIZING ->
                jobs.find(batch.tenant(), batch.job())
                        .chain(job -> job.map(known -> finish(batch, known)).orElseGet(() -> withoutJob(batch)));
            case FAILED, COMPLETED, EXPIRED, CANCELLED -> Uni.createFrom().item(LATER);
        };
    }

    private Uni<Duration> validate(Batch batch) {
        return intake.begin(batch).chain(begun -> {
            if (begun.later()) {
                return Uni.createFrom().item(LATER);
            }
            Uni<Boolean> checked = begun.problems().isEmpty()
                    ? store.begin(batch, begun.model())
                    : store.refuse(batch, begun.problems());
            return checked.replaceWith(Duration.ZERO);
        });
    }

    /** Nobody came to check its file; where its job runs all the same, that is what expires. */
    private Uni<Duration> expire(Batch batch) {
        return jobs.find(batch.tenant(), batch.job())
                .chain(job -> job.filter(BatchIntake::runs).isPresent() ? validate(batch) : unchecked(batch));
    }

    private Uni<Duration> unchecked(Batch batch) {
        return jobs.cancel(batch.tenant(), batch.job())
                .chain(() -> store.end(batch, State.EXPIRED, batch.result()))
                .replaceWith(Duration.ZERO);
    }

    /** It was cancelled before there was a job, or somebody deleted that. */
    private Uni<Duration> withoutJob(Batch batch) {
        Uni<Boolean> end = batch.state() == State.CANCELLING
                ? store.end(batch, State.CANCELLED, batch.result())
                : store.refuse(batch, JOB_GONE);
        return end.replaceWith(Duration.ZERO);
    }

    private Uni<Duration> follow(Batch batch, Job job) {
        boolean cancels = batch.state() == State.CANCELLING;
        if (job.state().isOver()) {
            return cancels ? finish(batch, job) : store.finalizing(batch).replaceWith(Duration.ZERO);
        }
        boolean ends = cancels || isExpired(batch);
        Uni<?> told = ends && !job.cancelling()
                ? jobs.cancel(job.tenant(), job.id())
                : Uni.createFrom().nullItem();
        return told.replaceWith(() -> pause(batch));
    }

    private Duration pause(Batch batch) {
        return batch.createdAt().plusSeconds(OLDER).isAfter(clock.instant()) ? SOON : LATER;
    }

    private boolean isExpired(Batch batch) {
        return !clock.instant().isBefore(batch.expiresAt());
    }

    private Uni<Duration> finish(Batch batch, Job job) {
        State end = end(batch, job);
        return output.write(batch, job, end)
                .chain(result -> store.end(batch, end, result))
                .replaceWith(Duration.ZERO);
    }

    /** A job can be cancelled by itself, too. */
    private State end(Batch batch, Job job) {
        if (batch.state() != State.CANCELLING && job.state() != JobState.CANCELLED) {
            return State.COMPLETED;
        }
        return batch.state() != State.CANCELLING && isExpired(batch) ? State.EXPIRED : State.CANCELLED;
    }
}
