package dev.sheaf.bulk;

import dev.sheaf.task.Answer;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

class MemoryJobsTest extends JobStoreContract {
    private Instant now = Instant.parse("2026-08-01T12:00:00Z");
    private final MemoryJobs jobs = new MemoryJobs(() -> now);

    @Override
    protected JobStore jobs() {
        return jobs;
    }

    @Override
    protected <T> T await(Supplier<Uni<T>> asked) {
        return asked.get().await().indefinitely();
    }

    @Override
    protected void answer(Job job, long seq, Answer answer) {
        jobs.answer(job.id(), seq, answer);
    }

    @Override
    protected void complete(Job job) {
        jobs.complete(job.id());
    }

    @Override
    protected void pass(Duration time) {
        now = now.plus(time);
    }
}
