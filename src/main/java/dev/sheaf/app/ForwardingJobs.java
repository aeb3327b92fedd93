package dev.sheaf.app;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.NewItem;
import dev.sheaf.bulk.Part;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hands everything on to the jobs that it stands before. */
class ForwardingJobs implements JobStore {
    private final JobStore jobs;

    ForwardingJobs(JobStore jobs) {
        this.jobs = jobs;
    }

    @Override
    public Uni<Opened> open(Job job, Duration hold) {
        return jobs.open(job, hold);
    }

    @Override
    public Uni<Integer> add(Job job, List<NewItem> rows, Duration hold) {
        return jobs.add(job, rows, hold);
    }

    @Override
    public Uni<Job> begin(Job job, @Nullable Duration knownAnswers) {
        return jobs.begin(job, knownAnswers);
    }

    @Override
    public Uni<Job> fail(Job job, Job.Failure reason) {
        return jobs.fail(job, reason);
    }

    @Override
    public Uni<Optional<Job>> find(String tenant, String id) {
        return jobs.find(tenant, id);
    }

    @Override
    public Uni<List<Job>> list(String tenant, @Nullable JobState state, @Nullable String after, int limit) {
        return jobs.list(tenant, state, after, limit);
    }

    @Override
    public Uni<List<Part>> parts(Job job) {
        return jobs.parts(job);
    }

    @Override
    public Uni<Spent> spent(Job job) {
        return jobs.spent(job);
    }

    @Override
    public Uni<Boolean> cancel(String tenant, String id) {
        return jobs.cancel(tenant, id);
    }

    @Override
    public Uni<Boolean> pause(String tenant, String id) {
        return jobs.pause(tenant, id);
    }

    @Override
    public Uni<Boolean> resume(String tenant, String id) {
        return jobs.resume(tenant, id);
    }

    @Override
    public Uni<Long> retry(Job job) {
        return jobs.retry(job);
    }

    @Override
    public Uni<Boolean> delete(Job job) {
        return jobs.delete(job);
    }

    @Override
    public Uni<List<Row>> rows(Job job, long after, int limit) {
        return jobs.rows(job, after, limit);
    }

    @Override
    public Uni<Optional<Story>> story(Job job, String item) {
        return jobs.story(job, item);
    }
}
