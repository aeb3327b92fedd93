package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.ServiceResource;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.JobStoreContract;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.PlannedRequest;
import dev.sheaf.bulk.Settlement;
import dev.sheaf.bulk.WorkStore;
import dev.sheaf.bulk.WorkStore.Leftover;
import dev.sheaf.model.Usage;
import dev.sheaf.task.Answer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceResource.class)
class StoredJobsTest extends JobStoreContract {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @Inject
    Pool pool;

    private final String owner = UUID.randomUUID().toString();
    private final List<Part> parts = new ArrayList<>();

    @Override
    protected JobStore jobs() {
        return new StoredJobs(pool);
    }

    @Test
    void an_upload_that_nobody_comes_back_for_is_ended() {
        Job left = await(() -> jobs().open(job("left"), HOLD)).job();
        pass(HOLD.plusSeconds(1));
        Job read = await(() -> jobs().open(job("read"), HOLD)).job();

        await(() -> work().endAbandoned());

        Job ended = await(() -> jobs().find(tenant, left.id())).orElseThrow();
        assertThat(ended.state()).isEqualTo(JobState.FAILED);
        assertThat(ended.reason().code()).isEqualTo(Job.Failure.UPLOAD_INCOMPLETE);
        assertThat(await(() -> jobs().find(tenant, read.id())).orElseThrow().state())
                .isEqualTo(JobState.INGESTING);
    }

    private WorkStore work() {
        return new StoredWork(pool, new StoredWork.Replica(owner, Duration.ofMinutes(1), true));
    }

    @Override
    protected <T> T await(Supplier<Uni<T>> asked) {
        return asked.get().await().atMost(BOUND);
    }

    @Override
    protected void answer(Job job, long seq, Answer answer) {
        take(job);
        var part = await(() -> work().planning(
                        job,
                        new WorkStore.NewPart(
                                Lane.ONLINE, "m", 1, UUID.randomUUID().toString())));
        String id = job.id() + "-1-" + part.id() + "-1";
        var request = new PlannedRequest(id, 1, 1, 7, List.of(seq), 10, 0);
        assertThat(await(() -> work().plan(part, List.of(request), new Part.Size(1, 1, 1, 1), List.of())))
                .isTrue();
        await(() -> work().reserve(part));
        take(part);
        var item = new Settlement.Item(seq, Optional.of(answer), 0);
        var settlement = new Settlement(
                id, 1, List.of(item), Optional.of(Usage.NONE), true, Optional.empty(), "req_1", null, null);
        assertThat(await(() -> work().settle(part, List.of(settlement)))).isEqualTo(1);
        parts.add(part);
    }

    @Override
    protected void complete(Job job) {
        parts.forEach(part -> await(() -> work().close(part, Leftover.none())));
        parts.clear();
        sql("update job set state = 'completed', ended_at = now() where id = $1", job.id());
    }

    private void take(Job job) {
        take("job", job.id());
    }

    private void take(Part part) {
        take("part", part.id());
    }

    /** Claims it, and nobody else's. */
    private void take(String table, Object id) {
        sql(
                "update " + table + " set lease_owner = $2, lease_until = now() + interval '1 minute' where id = $1",
                id,
                owner);
    }

    @Override
    protected void pass(Duration time) {
        double seconds = time.toMillis() / 1_000.0;
        sql("update job set lease_until = lease_until - make_interval(secs => $2) where tenant = $1", tenant, seconds);
        sql("update known_answer set at = at - make_interval(secs => $2) where tenant = $1", tenant, seconds);
    }

    private void sql(String text, Object... values) {
        await(() -> pool.preparedQuery(text).execute(Tuple.from(values)));
    }
}
