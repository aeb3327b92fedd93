package dev.sheaf.app;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import io.smallrye.mutiny.Uni;

/** Counts jobs that end before anything of them is worked on. */
final class MeteredJobs extends ForwardingJobs {
    private final BulkMeters meters;

    MeteredJobs(JobStore jobs, BulkMeters meters) {
        super(jobs);
        this.meters = meters;
    }

    @Override
    public Uni<Job> fail(Job job, Job.Failure reason) {
        return super.fail(job, reason).invoke(failed -> meters.ended(failed.state(), 1));
    }

    /** One whose file is still read ends at once; others end as work. */
    @Override
    public Uni<Boolean> cancel(String tenant, String id) {
        return find(tenant, id)
                .map(found ->
                        found.filter(job -> job.state() == JobState.INGESTING).isPresent())
                .chain(atOnce -> super.cancel(tenant, id).invoke(cancelled -> {
                    if (atOnce && cancelled) {
                        meters.ended(JobState.CANCELLED, 1);
                    }
                }));
    }
}
