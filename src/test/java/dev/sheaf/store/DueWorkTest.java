package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.mutiny.sqlclient.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The questions by which KEDA decides whether anybody is needed, on the tables as they are. */
@ExtendWith(OwnDatabase.class)
class DueWorkTest {
    private static final String SERVICE = "service/scaledobject.yaml";
    private static final String JOBS = "jobs/scaledjob.yaml";

    private final String job = UUID.randomUUID().toString();
    private final Pool pool;

    DueWorkTest(Pool pool) {
        this.pool = pool;
    }

    /** Of what is waiting, of every kind, one; nothing of it is due. */
    @BeforeEach
    void lay() {
        run("delete from job; delete from batch; delete from outbox");
        run("insert into job (id, tenant, task, version, lane, file, state, part_requests, created_at, due_at)"
                + " values ('%s', 't', 't', 'v', 'batch', 'f', 'running', 1, now(), now() + interval '1 hour')");
        run("insert into part (tenant, job, lane, model, round, state, fingerprint, created_at, due_at)"
                + " values ('t', '%s', 'batch', 'm', 1, 'created', '%1$s', now(), now() + interval '1 hour')");
        run(
                "insert into batch (id, tenant, input_file, endpoint, lane, metadata, job, state, validating_at, expires_at,"
                        + " due_at) values ('b', 't', 'f', '/v1/chat/completions', 'batch', '{}', '%s', 'in_progress', now(),"
                        + " now() + interval '1 day', now() + interval '1 hour')");
        run(
                "insert into outbox (tenant, job, type, data, address, due_at)"
                        + " values ('t', '%s', 'dev.sheaf.job.completed', '{}', 'https://localhost/', now() + interval '1 hour')");
    }

    @AfterEach
    void clear() {
        run("delete from job; delete from batch; delete from outbox");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "job  | due_at = now()",
                "part | due_at = now()",
                "batch | due_at = now()",
                "batch | due_at = now(), state = 'validating'",
                "batch | due_at = now(), state = 'finalizing'",
                "batch | due_at = now(), state = 'cancelling'",
                "outbox | due_at = now()",
                "job  | state = 'paused', reason_code = 'day_cap_reached', resume_at = now()",
                "job  | state = 'ingesting', lease_until = now() - interval '1 second'"
            })
    void what_is_due_and_free_wakes_both(String table, String change) throws IOException {
        assertThat(counted(SERVICE)).isZero();
        assertThat(counted(JOBS)).isZero();

        run("update " + table + " set " + change);

        assertThat(counted(SERVICE)).isOne();
        assertThat(counted(JOBS)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"job", "part", "batch", "outbox"})
    void whoever_is_at_work_is_kept_and_calls_nobody_else(String table) throws IOException {
        run("update " + table + " set lease_until = now() + interval '1 minute'");

        assertThat(counted(SERVICE)).isOne();
        assertThat(counted(JOBS)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'paused', reason_code = 'cap_reached'", "'completed'", "'cancelled'"})
    void a_job_that_waits_for_people_or_is_over_wakes_nobody(String state) throws IOException {
        run("update part set state = 'closed', due_at = now()");
        run("update job set due_at = now(), state = " + state);

        assertThat(counted(SERVICE)).isZero();
        assertThat(counted(JOBS)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "batch, completed",
        "batch, failed",
        "batch, expired",
        "batch, cancelled",
        "outbox, delivered",
        "outbox, given_up"
    })
    void a_batch_that_has_ended_and_an_event_that_is_settled_wake_nobody(String table, String state)
            throws IOException {
        run("update " + table + " set due_at = now(), state = '" + state + "'");

        assertThat(counted(SERVICE)).isZero();
        assertThat(counted(JOBS)).isZero();
    }

    private long counted(String manifest) throws IOException {
        return pool.query(query(Path.of("deploy/kubernetes/overlays/keda").resolve(manifest)))
                .executeAndAwait()
                .iterator()
                .next()
                .getLong(0);
    }

    private static String query(Path manifest) throws IOException {
        Map<String, Object> scaled = new Yaml().load(Files.readString(manifest));
        Map<?, ?> spec = (Map<?, ?>) scaled.get("spec");
        Map<?, ?> trigger = (Map<?, ?>) ((List<?>) spec.get("triggers")).get(0);
        return String.valueOf(((Map<?, ?>) trigger.get("metadata")).get("query"));
    }

    private void run(String sql) {
        pool.query(sql.formatted(job)).executeAndAwait();
    }
}
