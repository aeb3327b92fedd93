package dev.sheaf.store;

import dev.sheaf.events.BatchNews;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.function.Supplier;

/** The provider's news in PostgreSQL. May be called on any thread. */
public final class StoredNews implements BatchNews {

    /** Against whoever writes down at this moment which batch it is that a part ordered. */
    private static final String LOCK = "select pg_advisory_xact_lock(hashtext('news of ' || $1))";

    /** $1 message, $2 batch, $3 seconds of memory. What is forgotten waits for nobody. */
    private static final String ENDED = """
            with forgotten as (
                delete from provider_message where id in (
                    select id from provider_message where heard_at < now() - make_interval(secs => $3)
                    order by heard_at limit 100 for update skip locked)),
            heard as (
                insert into provider_message (id, batch) values ($1, $2) on conflict (id) do nothing returning batch),
            called as (
                update part set due_at = now(), called_at = now()
                where state = 'created' and batch = (select batch from heard) returning id)
            select (select count(*) from heard) as heard, (select count(*) from called) as called
            """;

    private final Supplier<Pool> pool;

    public StoredNews(Supplier<Pool> pool) {
        this.pool = pool;
    }

    @Override
    public Uni<Effect> ended(String message, String batch, Duration memory) {
        Tuple values = Tuple.of(message, batch, Statements.seconds(memory));
        return Uni.createFrom()
                .deferred(() -> pool.get()
                        .withTransaction(connection -> Statements.execute(connection, LOCK, Tuple.of(batch))
                                .chain(() -> Statements.execute(connection, ENDED, values))))
                .map(rows -> JobRows.first(rows, StoredNews::effect).orElseThrow());
    }

    private static Effect effect(Row row) {
        if (row.getLong("heard") == 0) {
            return Effect.REPEATED;
        }
        return row.getLong("called") > 0 ? Effect.CALLED : Effect.UNKNOWN;
    }
}
