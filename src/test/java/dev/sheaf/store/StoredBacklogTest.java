package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.store.StoredBacklog.Backlog;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OwnDatabase.class)
class StoredBacklogTest {

    @Test
    void what_waits_longest_and_what_is_enqueued_is_told(Pool pool) {
        String job = UUID.randomUUID().toString();
        run(
                pool,
                "insert into job (id, tenant, task, version, lane, file, state, part_requests, created_at, due_at)"
                        + " values ('" + job
                        + "', 't', 't', 'v', 'batch', 'f', 'running', 1, now(), now() - interval '1 hour')");
        run(
                pool,
                "insert into part (tenant, job, lane, model, round, state, fingerprint, tokens, admitted, created_at, due_at)"
                        + " values ('t', '" + job + "', 'batch', '" + job + "', 1, 'fetched', '" + job + "', 700, true,"
                        + " now() - interval '2 days', now() + interval '1 minute')");

        Backlog waiting = now(pool);
        assertThat(waiting.overdue()).isGreaterThanOrEqualTo(Duration.ofHours(1));
        assertThat(waiting.enqueued()).containsEntry(job, 700.0);
        assertThat(waiting.oldest().get("fetched")).isGreaterThanOrEqualTo(172_800.0);

        run(pool, "update job set lease_until = now() + interval '1 minute' where id = '" + job + "'");
        assertThat(now(pool).overdue()).isLessThan(Duration.ofHours(1));

        run(pool, "update part set state = 'closed' where job = '" + job + "'");
        assertThat(now(pool).enqueued()).doesNotContainKey(job);
        run(pool, "delete from job where id = '" + job + "'");
    }

    private static Backlog now(Pool pool) {
        return new StoredBacklog(pool).now().await().indefinitely();
    }

    private static void run(Pool pool, String sql) {
        pool.query(sql).executeAndAwait();
    }
}
