package dev.sheaf.app;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.Settlement;
import dev.sheaf.bulk.WorkStore;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Counts what the work comes to when it is written down; what another replica had written before is not counted here. */
final class MeteredWork extends ForwardingWork {
    private final JobStore jobs;
    private final BulkMeters meters;

    /** @param jobs says how a job ended: it may have been cancelled at the last moment */
    MeteredWork(WorkStore work, JobStore jobs, BulkMeters meters) {
        super(work);
        this.jobs = jobs;
        this.meters = meters;
    }

    @Override
    public Uni<Integer> settle(Part part, List<Settlement> settlements) {
        return super.settle(part, settlements).invoke(settled -> {
            if (settled > 0) {
                meters.settled(part.lane(), settlements);
            }
        });
    }

    @Override
    public Uni<Boolean> close(Part part, Leftover leftover) {
        return super.close(part, leftover).invoke(closed -> {
            if (closed) {
                meters.closed(part.lane(), leftover.failure());
            }
        });
    }

    @Override
    public Uni<Boolean> finish(Job job) {
        return super.finish(job)
                .call(finished -> finished ? ended(job) : Uni.createFrom().nullItem());
    }

    private Uni<?> ended(Job job) {
        return jobs.find(job.tenant(), job.id())
                .invoke(found ->
                        found.map(Job::state).filter(JobState::isOver).ifPresent(state -> meters.ended(state, 1)))
                .onFailure()
                .recoverWithNull();
    }

    @Override
    public Uni<Integer> endAbandoned() {
        return super.endAbandoned().invoke(ended -> meters.ended(JobState.FAILED, ended));
    }
}
