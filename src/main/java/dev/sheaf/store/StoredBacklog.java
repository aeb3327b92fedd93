package dev.sheaf.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How much work of jobs lies in the database, for metrics. */
public final class StoredBacklog {
    private static final String OLDEST = """
            select state, extract(epoch from now() - min(created_at))::float8 as seconds
            from part where state not in ('planning', 'closed') group by state
            """;

    private static final String ENQUEUED = """
            select model, sum(tokens)::float8 as tokens from part where admitted and state <> 'closed' group by model
            """;

    private static final String EVENTS = "select count(*) from outbox where state = 'waiting'";

    private final Pool pool;

    public StoredBacklog(Pool pool) {
        this.pool = pool;
    }

    /**
     * What there is at one moment.
     *
     * @param overdue how long due work has waited for somebody to take it on
     * @param oldest the age in seconds of the oldest open part, by its state
     * @param enqueued input tokens in the provider's queue, by model
     * @param events that are to be delivered
     */
    public record Backlog(Duration overdue, Map<String, Double> oldest, Map<String, Double> enqueued, long events) {
        public Backlog {
            oldest = Map.copyOf(oldest);
            enqueued = Map.copyOf(enqueued);
        }
    }

    public Uni<Backlog> now() {
        return Uni.combine()
                .all()
                .unis(
                        DueWork.overdue(pool).map(found -> found.orElse(Duration.ZERO)),
                        byName(OLDEST),
                        byName(ENQUEUED),
                        events())
                .asTuple()
                .map(all -> new Backlog(all.getItem1(), all.getItem2(), all.getItem3(), all.getItem4()));
    }

    private Uni<Long> events() {
        return pool.query(EVENTS).execute().map(rows -> rows.iterator().next().getLong(0));
    }

    private Uni<Map<String, Double>> byName(String query) {
        return pool.query(query).execute().map(rows -> {
            Map<String, Double> found = new HashMap<>();
            for (Row row : rows) {
                found.put(row.getString(0), row.getDouble(1));
            }
            return found;
        });
    }
}
