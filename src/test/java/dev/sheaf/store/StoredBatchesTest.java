package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.Lane;
import dev.sheaf.gateway.Batch;
import dev.sheaf.gateway.BatchStore;
import dev.sheaf.gateway.BatchStoreContract;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Its clock cannot be set, so what it has stored is made older instead. */
@ExtendWith(OwnDatabase.class)
class StoredBatchesTest extends BatchStoreContract {
    private final AtomicInteger woken = new AtomicInteger();
    private Pool pool;

    @BeforeEach
    void begin(Pool pool) {
        BulkRun.endOthers();
        this.pool = pool;
        clear();
    }

    @Override
    protected BatchStore batches(String replica) {
        return new StoredBatches(pool, new Replica(replica, LEASE, false), woken::incrementAndGet);
    }

    @Override
    protected void pass(Duration time) {
        pool.preparedQuery("""
                        update batch set due_at = due_at - make_interval(secs => $1),
                                         lease_until = lease_until - make_interval(secs => $1)
                        """)
                .execute(Tuple.of(Statements.seconds(time)))
                .await()
                .indefinitely();
    }

    @Override
    protected Instant now() {
        return Instant.now();
    }

    @Override
    protected void clear() {
        pool.query("delete from batch; delete from job").execute().await().indefinitely();
    }

    private Batch ordered() {
        var order = new Batch.Order("f", "/v1/embeddings", Lane.BATCH, Map.of(), null);
        return Batch.ordered(tenant, "batch_1", order, now());
    }

    @Test
    void who_orders_or_cancels_a_batch_wakes_those_who_work_on_it() {
        BatchStore store = batches("first");
        store.add(ordered(), null).await().indefinitely();
        assertThat(woken).as("ordered").hasValue(1);

        store.cancel(tenant, "batch_1").await().indefinitely();
        assertThat(woken).as("cancelled").hasValue(2);
    }

    @Test
    void a_batch_that_runs_shows_what_its_job_has_and_one_that_is_over_what_it_ended_with() {
        Batch batch = ordered();
        BatchStore store = batches("first");
        store.add(batch, null).await().indefinitely();
        store.claim(1, Set.of()).await().indefinitely();
        store.begin(batch, "m").await().indefinitely();
        pool.preparedQuery("""
                        insert into job (id, tenant, task, version, lane, file, state, part_requests, created_at, due_at,
                                         total, answered, failed)
                        values ('job_1', $1, 't', 'v', 'batch', '{}', 'completed', 1, now(), now(), 9, 5, 3)
                        """).execute(Tuple.of(tenant)).await().indefinitely();

        assertThat(found().result().counts()).isEqualTo(new Batch.Counts(9, 5, 3));
        assertThat(store.list(tenant, null, 1).await().indefinitely()).containsExactly(found());
        store.finalizing(batch).await().indefinitely();
        Batch.Result ended = new Batch.Result(List.of(), new Batch.Counts(1, 1, 0), null, null, null);
        store.end(found(), Batch.State.COMPLETED, ended).await().indefinitely();
        assertThat(found().result()).isEqualTo(ended);
    }

    private Batch found() {
        return batches("first").find(tenant, "batch_1").await().indefinitely().orElseThrow();
    }
}
