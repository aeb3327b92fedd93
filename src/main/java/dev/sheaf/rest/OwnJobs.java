package dev.sheaf.rest;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.events.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** The caller's jobs. */
@Singleton
class OwnJobs {
    private final JobStore jobs;
    private final Outbox outbox;
    private final Clock clock;

    OwnJobs(JobStore jobs, Outbox outbox, Clock clock) {
        this.jobs = jobs;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Fails where the caller has none of this id. */
    Uni<Job> find(RoutingContext http, String id) {
        return jobs.find(Entrance.tenant(http), id).map(found -> found.orElseThrow(() -> Refused.unknownJob(id)));
    }

    /** With its parts and its cost. */
    Uni<JobView> view(Job job) {
        return Uni.combine()
                .all()
                .unis(
                        jobs.parts(job),
                        jobs.spent(job),
                        jobs.cap(job),
                        outbox.of(job.tenant(), job.id()),
                        jobs.purgedAt(job))
                .asTuple()
                .map(all -> JobView.of(
                                job, all.getItem1(), all.getItem2(), all.getItem3(), all.getItem4(), clock.instant())
                        .purged(all.getItem5()));
    }

    /** The same, where its rows are still there. */
    Uni<Job> whole(RoutingContext http, String id) {
        return find(http, id).call(job -> jobs.purgedAt(job)
                .invoke(since -> since.ifPresent(then -> {
                    throw new Refused(
                            ProblemKind.PURGED,
                            "The job's rows and answers were deleted at " + then + "; its counts and costs are kept.",
                            List.of());
                })));
    }
}
