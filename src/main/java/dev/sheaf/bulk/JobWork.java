package dev.sheaf.bulk;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Jobs, which are planned. */
final class JobWork implements Work<Job> {
    private final Leases leases;
    private final Planner planner;

    JobWork(Leases leases, Planner planner) {
        this.leases = leases;
        this.planner = planner;
    }

    @Override
    public String kind() {
        return "jobs";
    }

    @Override
    public String name(Job job) {
        return "job " + job.id();
    }

    @Override
    public Uni<List<Job>> claim(int limit, List<Job> underWay) {
        return leases.claimJobs(limit, underWay.stream().map(Job::id).collect(Collectors.toSet()));
    }

    @Override
    public Uni<Duration> step(Job job) {
        return planner.step(job);
    }

    @Override
    public Uni<Boolean> renew(Job job) {
        return leases.renew(job);
    }

    @Override
    public Uni<Duration> release(Job job, Duration later) {
        return leases.release(job, later);
    }

    /** Of their parts, too. */
    @Override
    public Uni<Optional<Duration>> nextDue() {
        return leases.nextDue();
    }
}
