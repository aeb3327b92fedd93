package dev.sheaf.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** When there is something to do, by the view that autoscalers look at, too. */
final class DueWork {
    private DueWork() {}

    private static final String NEXT = """
            select extract(epoch from min(greatest(due_at, lease_until)) - now())::float8 as seconds
            from due_work where kind = any($1)
            """;

    /** Of what is due and not taken on, that which waits longest; by partial indexes. */
    private static final String OVERDUE = """
            select extract(epoch from now() - min(greatest(due_at, lease_until)))::float8 as seconds
            from due_work where due_at <= now() and (lease_until is null or lease_until < now())
            """;

    /** The time until the first of these kinds is due and free; empty where nothing of them is. */
    static Uni<Optional<Duration>> next(Pool pool, String... kinds) {
        return seconds(pool, NEXT, Tuple.tuple().addArrayOfString(kinds));
    }

    /** How long due work has waited for somebody to take it on; empty where none waits. */
    static Uni<Optional<Duration>> overdue(Pool pool) {
        return seconds(pool, OVERDUE, Tuple.tuple());
    }

    /** Gives something back: the time until it is due by then; as asked for, where it is somebody else's already. */
    static Uni<Duration> released(Pool pool, String sql, Tuple values, Duration later) {
        return seconds(pool, sql, values).map(due -> due.orElse(later));
    }

    private static Uni<Optional<Duration>> seconds(Pool pool, String sql, Tuple values) {
        return Statements.execute(pool, sql, values).map(rows -> JobRows.first(rows, Function.identity())
                .map(row -> row.getDouble("seconds"))
                .map(seconds -> Duration.ofMillis(Math.max(0, Math.round(seconds * 1_000)))));
    }
}
