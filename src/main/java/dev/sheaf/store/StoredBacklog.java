package dev.sheaf.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How much work of jobs lies in the database, for metrics. */
public final class StoredBacklog {
    /** Of what is due and not taken on, that which waits longest; by partial indexes. */
    private static final String OVERDUE = """
            select coalesce(extract(epoch from now() - min(at)), 0)::float8 as seconds from (
                select greatest(due_at, lease_until) as at from job
                where state = 'running' and due_at <= now() and (lease_until is null or lease_until < now())
                union all
                select greatest(p.due_at, p.lease_until) from part p join job j on j.id = p.job
                where p.state not in ('planning', 'closed') and p.due_at <= now()
                  and (p.lease_until is null or p.lease_until < now())
                  and (j.state = 'running' or p.state in ('created', 'fetched') or p.state in ('uploaded', 'withdrawn') and p.create_at is not null)
                union all
                select greatest(due_at, lease_until) from batch
                where state in ('validating', 'in_progress', 'finalizing', 'cancelling') and due_at <= now()
                  and (lease_until is null or lease_until < now())
                union all
                select greatest(due_at, lease_until) from outbox
                where state = 'waiting' and due_at <= now() and (lease_until is null or lease_until < now())
            ) due
            """;

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
                .unis(overdue(), byName(OLDEST), byName(ENQUEUED), events())
                .asTuple()
                .map(all -> new Backlog(all.getItem1(), all.getItem2(), all.getItem3(), all.getItem4()));
    }

    private Uni<Duration> overdue() {
        return pool.query(OVERDUE)
                .execute()
                .map(rows -> Duration.ofMillis(Math.round(rows.iterator().next().getDouble("seconds") * 1000)));
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
