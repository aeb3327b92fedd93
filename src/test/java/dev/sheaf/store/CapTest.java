package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.BulkEvents;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.PartStore;
import dev.sheaf.bulk.PlanStore;
import dev.sheaf.bulk.Room;
import dev.sheaf.bulk.Works;
import dev.sheaf.cost.Cap;
import dev.sheaf.cost.Cap.Scope;
import dev.sheaf.cost.Caps;
import dev.sheaf.cost.Money;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs under caps. Each of a job's replies costs 100 tokens of input, which is $0.0001. */
@ExtendWith(OwnDatabase.class)
class CapTest {
    private static final String NOTHING = "0";

    private final AtomicInteger woken = new AtomicInteger();
    private BulkRun run;
    private Caps caps;

    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
        caps = new StoredCaps(() -> pool, woken::incrementAndGet);
    }

    private Job submit(Lane lane, int pairs) {
        return run.submit(BulkRun.PAIRS, lane, null, BulkRun.texts(2 * pairs));
    }

    private void cap(Job job, String usd) {
        BulkRun.await(run.jobs.cap(job, Money.of(usd)));
    }

    private Money spent(Job job) {
        return new Money(BulkRun.await(run.jobs.spent(job)).cost());
    }

    private Job paused(Job job, Works replica) {
        run.until("it pauses", () -> run.find(job).state() == JobState.PAUSED, replica);
        return run.find(job);
    }

    @ParameterizedTest
    @EnumSource(
            value = Lane.class,
            names = {"ONLINE", "BATCH"})
    void a_job_stops_before_the_purchase_that_its_cap_has_no_room_for_and_goes_on_when_it_is_raised(Lane lane) {
        Job job = submit(lane, 10);
        cap(job, NOTHING);
        Works replica = run.replica();

        Job waits = paused(job, replica);

        assertThat(waits.reason()).isNotNull().extracting(Job.Failure::code).isEqualTo("cap_reached");
        assertThat(waits.reason().message()).contains("the job's cap of $0.00");
        assertThat(spent(job)).isEqualTo(Money.ZERO);
        assertThat(run.provider.count("create")).isZero();

        cap(job, "1");
        assertThat(BulkRun.await(run.jobs.resume(run.tenant, job.id()))).isTrue();
        Job done = run.finish(job, replica);

        assertThat(done.state()).isEqualTo(JobState.COMPLETED);
        run.assertAnswered(done, BulkRun.texts(20));
        assertThat(reserved()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Lane.class,
            names = {"ONLINE", "BATCH"})
    void as_much_is_bought_as_the_cap_has_room_for(Lane lane) {
        Job job = submit(lane, 40);
        cap(job, "0.003");
        Works replica = run.replica();

        Job waits = paused(job, replica);

        assertThat(spent(job)).isBetween(Money.of("0.0020"), Money.of("0.0030"));
        assertThat(waits.counts().answered()).isPositive();
        assertThat(waits.counts().open()).isPositive();

        cap(job, "1");
        BulkRun.await(run.jobs.resume(run.tenant, job.id()));
        Job done = run.finish(job, replica);

        run.assertAnswered(done, BulkRun.texts(80));
        assertThat(spent(job)).isEqualTo(Money.of("0.004"));
        run.assertBooked(done);
    }

    @ParameterizedTest
    @EnumSource(
            value = Scope.class,
            names = {"TASK", "TENANT"})
    void a_day_s_cap_stops_jobs_and_raised_has_them_go_on_by_itself(Scope scope) {
        String name = scope == Scope.TASK ? "test" : "";
        BulkRun.await(caps.put(run.tenant, new Cap(scope, name, Money.ZERO)));
        Job job = submit(Lane.BATCH, 5);
        Works replica = run.replica();

        Job waits = paused(job, replica);
        assertThat(waits.reason()).isNotNull().extracting(Job.Failure::code).isEqualTo("day_cap_reached");
        assertThat(run.provider.count("create")).isZero();

        BulkRun.await(caps.put(run.tenant, new Cap(scope, name, Money.of("1"))));
        Job done = run.finish(job, replica);

        assertThat(done.state()).isEqualTo(JobState.COMPLETED);
        List<Caps.Spending> today = BulkRun.await(caps.today(run.tenant));
        assertThat(today).singleElement().satisfies(one -> {
            assertThat(one.cap()).isEqualTo(new Cap(scope, name, Money.of("1")));
            assertThat(one.spent()).isEqualTo(spent(job)).isEqualTo(Money.of("0.0005"));
            assertThat(one.reserved()).isEqualTo(Money.ZERO);
        });
    }

    @Test
    void on_the_next_day_a_job_goes_on_by_itself() {
        BulkRun.await(caps.put(run.tenant, new Cap(Scope.TENANT, "", Money.of("0.003"))));
        Job job = submit(Lane.BATCH, 40);
        Works replica = run.replica();

        Job waits = paused(job, replica);
        assertThat(waits.reason()).isNotNull().extracting(Job.Failure::code).isEqualTo("day_cap_reached");
        assertThat(isSo(
                        "resume_at > now() and resume_at <= now() + interval '1 day'"
                                + " and (resume_at at time zone 'UTC')::time = '00:00'",
                        job))
                .as("it waits for midnight, UTC")
                .isTrue();

        run.until(
                "nothing of it is under way",
                () -> isSo("id not in (select job from part where lease_owner is not null)", job));
        // the day is over: what was spent is yesterday's
        change("update cost_day set day = day - 1 where tenant = '" + run.tenant + "'");
        change("update job set resume_at = now() where id = '" + job.id() + "'");
        assertThat(nextDay()).isPositive();
        run.until(
                "it goes on",
                () -> run.find(job).counts().answered() > waits.counts().answered(),
                replica);
    }

    /** Whoever closes a part calls its job. */
    @Test
    void one_that_waits_for_the_next_day_is_not_called_before() {
        BulkRun.await(caps.put(run.tenant, new Cap(Scope.TENANT, "", Money.ZERO)));
        Job job = submit(Lane.BATCH, 5);
        paused(job, run.replica());
        change("update job set due_at = now() where id = '" + job.id() + "'");

        nextDay();

        assertThat(run.find(job).state()).isEqualTo(JobState.PAUSED);
    }

    /** Replicas look for jobs whose day has come from time to time. */
    private int nextDay() {
        Replica any = new Replica("any", Duration.ofMinutes(1), false);
        return BulkRun.await(new StoredLeases(run.pool, any, BulkEvents.NONE).endOrWake());
    }

    private boolean isSo(String condition, Job job) {
        return BulkRun.await(run.pool
                        .preparedQuery("select " + condition + " as so from job where id = $1")
                        .execute(Tuple.of(job.id())))
                .iterator()
                .next()
                .getBoolean("so");
    }

    private void change(String sql) {
        assertThat(BulkRun.await(run.pool.query(sql).execute()).rowCount()).isPositive();
    }

    @Test
    void another_tenants_cap_or_task_bounds_nothing() {
        BulkRun.await(caps.put("another-" + run.tenant, new Cap(Scope.TENANT, "", Money.ZERO)));
        BulkRun.await(caps.put(run.tenant, new Cap(Scope.TASK, "other", Money.ZERO)));

        Job done = run.finish(submit(Lane.BATCH, 5), run.replica());

        assertThat(done.state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void a_cap_is_taken_away() {
        BulkRun.await(caps.put(run.tenant, new Cap(Scope.TENANT, "", Money.ZERO)));
        Job job = submit(Lane.BATCH, 5);
        Works replica = run.replica();
        paused(job, replica);

        assertThat(BulkRun.await(caps.remove(run.tenant, Scope.TENANT, ""))).isTrue();
        assertThat(woken).as("when it was put, and now").hasValue(2);

        assertThat(run.finish(job, replica).state()).isEqualTo(JobState.COMPLETED);
        assertThat(BulkRun.await(caps.remove(run.tenant, Scope.TENANT, ""))).isFalse();
    }

    @Test
    void what_is_under_way_counts_and_is_waited_for_before_a_job_gives_up() {
        run.settings.put("sheaf.bulk.max-requests", "4");
        Job job = submit(Lane.BATCH, 40);
        cap(job, "0.003");

        Job waits = paused(job, run.replica());

        assertThat(spent(job)).isLessThanOrEqualTo(Money.of("0.0030"));
        assertThat(reserved()).isZero();
        assertThat(run.parts(waits)).filteredOn(part -> part.batch() != null).hasSizeGreaterThan(1);
        assertThat(run.parts(waits))
                .filteredOn(part -> part.batch() != null)
                .allMatch(part -> "completed".equals(part.batchState()), "nothing is at the provider any more");
    }

    /** What is reserved for a part is many times what it comes to: near its cap a job waits for the rest to come back. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "8"})
    void a_job_near_its_cap_goes_on_in_few_parts(String steps) {
        run.settings.put("sheaf.bulk.steps", steps);
        run.settings.put("sheaf.bulk.max-requests", "50");
        Job job = submit(Lane.BATCH, 300);
        cap(job, "0.03");

        Job waits = paused(job, run.replica());

        List<Integer> bought = run.parts(waits).stream()
                .filter(part -> part.batch() != null)
                .map(part -> part.size().requests())
                .toList();
        assertThat(spent(job)).isBetween(Money.of("0.02"), Money.of("0.03"));
        assertThat(bought).hasSizeLessThan(14);
    }

    @Test
    void what_was_cut_off_waits_for_further_rests_until_all_others_have_their_room() {
        Job job = run.read(BulkRun.PAIRS, Lane.BATCH, List.of());
        change("update job set state = 'running', lease_owner = 'me', due_at = now() where id = '" + job.id() + "'");
        part(job, "closed", "beyond_cap");
        part(job, "reserved", null);
        part(job, "planning", null);
        PlanStore plans = new StoredPlans(run.pool, new Replica("me", Duration.ofMinutes(1), false), BulkEvents.NONE);

        assertThat(BulkRun.await(plans.finish(job))).isEqualTo(PlanStore.End.HELD);
        change("update job set lease_owner = null, lease_until = null where id = '" + job.id() + "'");
        Works replica = run.replica();
        run.until("its job was called", () -> replica.steps() > 0, replica);
        replica.stop();
        run.until("it rests", () -> replica.running() == 0);
        assertThat(isSo("due_at < now() + interval '1 minute'", job))
                .as("it is called again soon")
                .isTrue();

        change("insert into reservation (part, tenant, job, task, usd)"
                + " select id, tenant, job, 'test', 1 from part where state = 'reserved'");
        change("update job set lease_owner = 'me' where id = '" + job.id() + "'");
        assertThat(BulkRun.await(plans.finish(job))).isEqualTo(PlanStore.End.RESERVED);
        assertThat(BulkRun.await(plans.finish(job))).isEqualTo(PlanStore.End.OPEN);
    }

    /** One that nobody works on. */
    private void part(Job job, String state, @Nullable String failure) {
        BulkRun.await(run.pool.preparedQuery("""
                        insert into part (tenant, job, lane, model, round, state, fingerprint, created_at, due_at, requests,
                                          failure)
                        values ($1, $2, 'batch', 'm', 1, $3, $3, now(), now() + interval '1 hour', 1, $4)
                        """).execute(Tuple.of(job.tenant(), job.id(), state, failure)));
    }

    @Test
    void a_part_that_looked_before_a_cap_was_raised_pauses_nothing() {
        Job job = submit(Lane.BATCH, 1);
        cap(job, NOTHING);
        paused(job, run.replica());
        Part part = run.parts(job).get(0);
        cap(job, "1");
        BulkRun.await(run.jobs.resume(run.tenant, job.id()));
        PartStore parts = new StoredParts(run.pool, new Replica("late", Duration.ofMinutes(1), false), BulkEvents.NONE);
        var reason = new Job.Failure("cap_reached", "There is no room left.");

        BulkRun.await(parts.pause(part, looked(new Cap(Scope.JOB, job.id(), Money.ZERO), Instant.EPOCH), reason));
        assertThat(run.find(job).state()).isNotEqualTo(JobState.PAUSED);

        assertThat(run.finish(job, run.replica()).state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void a_part_that_looked_before_midnight_pauses_its_job_for_a_moment_only() {
        Cap cap = new Cap(Scope.TENANT, "", Money.ZERO);
        BulkRun.await(caps.put(run.tenant, cap));
        Job job = submit(Lane.BATCH, 1);
        Works replica = run.replica();
        paused(job, replica);
        replica.stop();
        run.until("it rests", () -> replica.running() == 0);
        Part part = run.parts(job).get(0);
        change("update job set state = 'running' where id = '" + job.id() + "'");
        PartStore parts = new StoredParts(run.pool, new Replica("late", Duration.ofMinutes(1), false), BulkEvents.NONE);
        Instant midnight = Instant.now().truncatedTo(ChronoUnit.DAYS);

        BulkRun.await(parts.pause(
                part, looked(cap, midnight), new Job.Failure(Job.Failure.DAY_CAP_REACHED, "There is no room left.")));
        assertThat(run.find(job).state()).isEqualTo(JobState.PAUSED);
        assertThat(isSo("resume_at = '" + midnight + "'", job)).isTrue();
        assertThat(nextDay()).isPositive();

        assertThat(run.find(job).state()).isEqualTo(JobState.RUNNING);
    }

    private static Room looked(Cap cap, Instant dayEnds) {
        return new Room(Optional.of(cap), Money.ZERO, false, dayEnds);
    }

    private BigDecimal reserved() {
        return BulkRun.await(run.pool
                        .query("select coalesce(sum(usd), 0)::text from reservation")
                        .execute())
                .iterator()
                .next()
                .getString(0)
                .transform(BigDecimal::new);
    }
}
