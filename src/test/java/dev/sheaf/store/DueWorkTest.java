package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.mutiny.sqlclient.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The questions by which KEDA decides whether anybody is needed, on the tables as they are. */
@ExtendWith(OwnDatabase.class)
class DueWorkTest {

    @ParameterizedTest
    @ValueSource(strings = {"service/scaledobject.yaml", "jobs/scaledjob.yaml"})
    void what_is_due_counts_until_somebody_has_taken_it_on(String manifest, Pool pool) throws IOException {
        String query = query(Path.of("deploy/kubernetes/overlays/keda").resolve(manifest));
        String job = UUID.randomUUID().toString();
        long before = count(pool, query);

        run(
                pool,
                "insert into job (id, tenant, task, version, lane, file, state, part_requests, created_at, due_at)"
                        + " values ('" + job + "', 't', 't', 'v', 'batch', 'f', 'running', 1, now(), now())");
        assertThat(count(pool, query)).isEqualTo(before + 1);

        run(
                pool,
                "insert into part (tenant, job, lane, model, round, state, fingerprint, created_at, due_at)"
                        + " values ('t', '" + job + "', 'batch', 'm', 1, 'created', '" + job + "', now(), now())");
        assertThat(count(pool, query)).isEqualTo(before + 2);

        run(pool, "update job set lease_until = now() + interval '1 minute' where id = '" + job + "'");
        run(pool, "update part set due_at = now() + interval '1 minute' where job = '" + job + "'");
        assertThat(count(pool, query)).isEqualTo(before);

        run(pool, "delete from job where id = '" + job + "'");
    }

    private static String query(Path manifest) throws IOException {
        Map<String, Object> scaled = new Yaml().load(Files.readString(manifest));
        Map<?, ?> spec = (Map<?, ?>) scaled.get("spec");
        Map<?, ?> trigger = (Map<?, ?>) ((List<?>) spec.get("triggers")).get(0);
        return String.valueOf(((Map<?, ?>) trigger.get("metadata")).get("query"));
    }

    private static long count(Pool pool, String query) {
        return pool.query(query).executeAndAwait().iterator().next().getLong(0);
    }

    private static void run(Pool pool, String sql) {
        pool.query(sql).executeAndAwait();
    }
}
