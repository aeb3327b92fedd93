package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.events.Outbox;
import dev.sheaf.events.OutboxContract;
import dev.sheaf.events.Parcel;
import dev.sheaf.rows.Json;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a database that no service works on: it would deliver. */
@ExtendWith(OwnDatabase.class)
class StoredOutboxTest extends OutboxContract {
    private static final String JOB = """
            insert into job (id, tenant, task, version, lane, file, state, part_requests, created_at, due_at, total,
                             answered, failed, bad, callback)
            values ($1, $2, 'task', 'v1', 'batch', '{}', 'running', 1, now(), now() + interval '1 day', 7, 5, 2, 1, $3)
            """;

    private static final String PART = """
            insert into part (tenant, job, lane, model, round, state, fingerprint, requests, items, created_at, due_at,
                              batch, cancelled)
            values ($2, $1, 'batch', 'm', 1, $3, gen_random_uuid()::text, 3, 60, now(), now() + interval '1 day',
                    'batch_1', $4)
            """;

    private final Pool pool;

    StoredOutboxTest(Pool pool) {
        this.pool = pool;
    }

    private void sql(String text, Object... values) {
        await(pool.preparedQuery(text).execute(Tuple.from(values)));
    }

    @Override
    protected Outbox outbox(String replica) {
        return new StoredOutbox(pool, new Replica(replica, LEASE, false));
    }

    @Override
    protected void end(String state) {
        sql(JOB, job, tenant, ADDRESS);
        to(state);
    }

    private void to(String state) {
        sql("update job set state = $2, ended_at = now() where id = $1", job, state);
    }

    @Override
    protected void put(String whose, int events) {
        sql(JOB, whose, whose, ADDRESS);
        sql(
                "insert into outbox (tenant, job, type, data, address)"
                        + " select $1, $1, 'dev.sheaf.job.completed', '{}', $2 from generate_series(1, $3::int)",
                whose,
                ADDRESS,
                events);
    }

    @Override
    protected void pass(Duration time) {
        sql(
                "update outbox set due_at = due_at - make_interval(secs => $2),"
                        + " lease_until = lease_until - make_interval(secs => $2) where tenant = $1",
                tenant,
                Statements.seconds(time));
    }

    private List<String> types() {
        return await(outbox("any").of(tenant, job)).orElseThrow().events().stream()
                .map(Outbox.Letter::type)
                .toList();
    }

    @Test
    void what_an_event_says_is_what_the_job_came_to() {
        sql(JOB, job, tenant, ADDRESS);
        sql(
                "update job set state = 'failed', reason_code = 'why', reason = 'A \"bad\" file.', ended_at = now()"
                        + " where id = $1",
                job);

        Parcel parcel = claimed(outbox("a")).get(0);

        JsonNode data = Json.lenient(parcel.data().getBytes(StandardCharsets.UTF_8));
        assertThat(data.toString())
                .isEqualTo(("{'job':'" + job + "','task':'task','version':'v1','state':'failed',"
                                + "'reason':{'code':'why','message':'A \\\"bad\\\" file.'},"
                                + "'items':{'total':7,'answered':5,'failed':2,'bad':1}}")
                        .replace('\'', '"'));
    }

    @Test
    void a_job_is_told_of_each_time_that_it_ends_and_of_nothing_else() {
        sql(JOB, job, tenant, ADDRESS);
        for (String state : List.of("paused", "running", "completed", "completed", "running", "cancelled")) {
            to(state);
        }

        assertThat(types()).containsExactlyInAnyOrder("dev.sheaf.job.completed", "dev.sheaf.job.cancelled");
    }

    @Test
    void who_wants_to_be_told_nothing_is_told_nothing() {
        sql(JOB, job, tenant, null);
        to("completed");

        assertThat(claimed(outbox("a"))).isEmpty();
        assertThat(await(outbox("a").of(tenant, job))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"batch_lost, false, 1", "expired, false, 1", "expired, true, 0", "given_back, false, 0", ", false, 0"})
    void a_part_is_told_of_where_it_failed_of_itself(String failure, boolean cancelled, int times) {
        sql(JOB, job, tenant, ADDRESS);
        sql(PART, job, tenant, "fetched", cancelled);
        for (int time = 0; time < 2; time++) {
            sql("update part set state = 'closed', failure = $2 where job = $1", job, failure);
        }

        List<Parcel> parcels = claimed(outbox("a"));

        assertThat(parcels).hasSize(times).allSatisfy(parcel -> {
            assertThat(parcel.type()).isEqualTo("dev.sheaf.part.failed");
            assertThat(parcel.data()).contains("\"failure\":\"" + failure + "\"", "\"batch\":\"batch_1\"");
        });
    }

    @Test
    void a_state_that_is_rolled_back_leaves_no_event() {
        sql(JOB, job, tenant, ADDRESS);
        await(pool.withTransaction(connection -> connection
                        .preparedQuery("update job set state = 'completed' where id = $1")
                        .execute(Tuple.of(job))
                        .chain(done -> Uni.createFrom().failure(new IllegalStateException("on purpose"))))
                .onFailure(IllegalStateException.class)
                .recoverWithNull());

        assertThat(claimed(outbox("a"))).isEmpty();
    }

    @Test
    void replicas_that_claim_at_the_same_time_share_events_and_none_is_claimed_twice() {
        sql(JOB, job, tenant, ADDRESS);
        for (int time = 0; time < 60; time++) {
            to("completed");
            to("running");
        }

        List<Parcel> all = await(Uni.join()
                        .all(IntStream.range(0, 6)
                                .mapToObj(replica -> outbox("r" + replica).claim(10, 10, Set.of()))
                                .toList())
                        .andFailFast())
                .stream()
                .flatMap(List::stream)
                .toList();

        assertThat(all).extracting(Parcel::id).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(10);
    }

    @Test
    void events_go_with_their_job() {
        end("completed");
        sql("delete from job where id = $1", job);

        assertThat(claimed(outbox("a"))).isEmpty();
    }
}
