package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.ServiceResource;
import dev.sheaf.bulk.BulkEvents;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.JobStoreContract;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Leases;
import dev.sheaf.bulk.Leftover;
import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.PartStore;
import dev.sheaf.bulk.PlanStore;
import dev.sheaf.bulk.PlannedRequest;
import dev.sheaf.bulk.Settlement;
import dev.sheaf.cost.Bill;
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
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(ServiceResource.class)
class StoredJobsTest extends JobStoreContract {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @Inject
    Pool pool;

    private final String owner = UUID.randomUUID().toString();
    private final List<Part> open = new ArrayList<>();
    private final Heard heard = new Heard();
    private final AtomicInteger woken = new AtomicInteger();

    @Override
    protected JobStore jobs() {
        return new StoredJobs(pool, heard, woken::incrementAndGet);
    }

    @Test
    void an_upload_that_nobody_comes_back_for_is_ended() {
        Job left = await(() -> jobs().open(job("left"), HOLD)).job();
        pass(HOLD.plusSeconds(1));
        Job read = await(() -> jobs().open(job("read"), HOLD)).job();

        int all = await(() -> leases().endOrWake());

        Job ended = await(() -> jobs().find(tenant, left.id())).orElseThrow();
        assertThat(ended.state()).isEqualTo(JobState.FAILED);
        assertThat(ended.reason().code()).isEqualTo(Job.Failure.UPLOAD_INCOMPLETE);
        assertThat(await(() -> jobs().find(tenant, read.id())).orElseThrow().state())
                .isEqualTo(JobState.INGESTING);
        assertThat(heard.ended).isEqualTo(Map.of(JobState.FAILED, all));
    }

    @Test
    void a_file_that_cannot_be_used_is_told_as_a_job_that_failed() {
        Job job = open(job(null)).job();

        await(() -> jobs().fail(job, new Job.Failure("why", "because")));

        assertThat(heard.ended).isEqualTo(Map.of(JobState.FAILED, 1));
    }

    @Test
    void a_job_that_is_cancelled_while_its_file_is_read_is_told_at_once_and_once() {
        Job job = open(job(null)).job();

        await(() -> jobs().cancel(tenant, job.id()));
        await(() -> jobs().cancel(tenant, job.id()));

        assertThat(heard.ended).isEqualTo(Map.of(JobState.CANCELLED, 1));
    }

    @ParameterizedTest
    @CsvSource({"false, COMPLETED", "true, CANCELLED"})
    void a_job_is_told_as_what_it_ended_as_when_it_has_ended(boolean cancelled, JobState end) {
        Job job = begin(open(job(null)).job());
        if (cancelled) {
            await(() -> jobs().cancel(tenant, job.id()));
        }
        take(job);
        assertThat(heard.ended).isEmpty();

        assertThat(await(() -> plans().finish(job))).isEqualTo(PlanStore.End.OVER);
        assertThat(await(() -> plans().finish(job))).isEqualTo(PlanStore.End.OPEN);

        assertThat(heard.ended).isEqualTo(Map.of(end, 1));
    }

    @Test
    void a_job_that_goes_on_is_not_told() {
        Job job = begin(open(job(null)).job(), row(1, "a", "one"));
        take(job);

        await(() -> plans().finish(job));
        await(() -> jobs().pause(tenant, job.id()));
        await(() -> jobs().resume(tenant, job.id()));

        assertThat(heard.ended).isEmpty();
    }

    @Test
    void who_lets_a_job_go_on_wakes_those_who_work_on_it() {
        Job job = begin(open(job(null)).job(), row(1, "a", "one"));
        assertThat(woken).as("begun").hasValue(1);

        await(() -> jobs().pause(tenant, job.id()));
        await(() -> jobs().resume(tenant, job.id()));
        assertThat(woken).as("resumed").hasValue(3);

        await(() -> jobs().cancel(tenant, job.id()));
        assertThat(woken).as("cancelled").hasValue(4);
    }

    @Test
    void who_fails_a_job_wakes_those_who_tell_its_callback() {
        Job job = open(job(null)).job();

        await(() -> jobs().fail(job, new Job.Failure("too_many_bad_rows", "Half of them.")));

        assertThat(woken).hasValue(1);
    }

    @Test
    void a_part_is_told_as_settled_and_closed_once() {
        Job job = begin(open(job(null)).job(), row(1, "a", "one"));
        Part part = planned(job, 1);
        var settlement = settlement(part, 1, new Answer.OneLabel("YES"));
        Leftover lost = Leftover.of(Leftover.Again.SAME_ROUND, Optional.of("batch_lost"));

        for (int time = 0; time < 2; time++) {
            await(() -> parts().settle(part, List.of(settlement)));
            await(() -> parts().close(part, lost));
        }

        assertThat(heard.told)
                .containsExactly("ONLINE settled " + List.of(settlement), "ONLINE closed " + lost.failure());
    }

    private Replica replica() {
        return new Replica(owner, Duration.ofMinutes(1), true);
    }

    private Leases leases() {
        return new StoredLeases(pool, replica(), heard);
    }

    private PlanStore plans() {
        return new StoredPlans(pool, replica(), heard);
    }

    private PartStore parts() {
        return new StoredParts(pool, replica(), heard);
    }

    /** What is told of jobs and parts. */
    private static final class Heard implements BulkEvents {
        final Map<JobState, Integer> ended = new ConcurrentHashMap<>();
        final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public void ended(JobState state, int jobs) {
            ended.merge(state, jobs, Integer::sum);
        }

        @Override
        public void closed(Lane lane, Optional<String> failure) {
            told.add(lane + " closed " + failure);
        }

        @Override
        public void settled(Lane lane, List<Settlement> settlements) {
            told.add(lane + " settled " + settlements);
        }
    }

    @Override
    protected <T> T await(Supplier<Uni<T>> asked) {
        return asked.get().await().atMost(BOUND);
    }

    @Override
    protected void answer(Job job, long seq, Answer answer) {
        Part part = planned(job, seq);
        assertThat(await(() -> parts().settle(part, List.of(settlement(part, seq, answer)))))
                .isEqualTo(1);
        open.add(part);
    }

    /** A part that asks about this item. */
    private Part planned(Job job, long seq) {
        take(job);
        Part part = await(() -> plans().planning(
                        job,
                        new PlanStore.NewPart(
                                Lane.ONLINE, "m", 1, UUID.randomUUID().toString())));
        var request = new PlannedRequest(request(part), 1, 1, 7, List.of(seq), 10, 0);
        assertThat(await(() -> plans().plan(part, List.of(request), new Part.Size(1, 1, 1, 1), List.of())))
                .isTrue();
        await(() -> plans().reserve(part));
        take(part);
        return part;
    }

    private static String request(Part part) {
        return part.job() + "-1-" + part.id() + "-1";
    }

    private static Settlement settlement(Part part, long seq, Answer answer) {
        var item = Settlement.Item.settled(seq, answer);
        return new Settlement(
                request(part), 1, List.of(item), Optional.of(Usage.NONE), true, Bill.UNKNOWN, "req_1", null, null);
    }

    @Override
    protected void complete(Job job) {
        open.forEach(part -> await(() -> parts().close(part, Leftover.none())));
        open.clear();
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
