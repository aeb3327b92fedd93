package dev.sheaf.store;

import dev.sheaf.model.Replicas;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The replicas on one database, whose clock decides. */
public final class StoredReplicas implements Replicas {
    /** Both parts see the table as it was, so the row of one's own is counted by hand. */
    private static final String RENEW = """
            with mine as (
                insert into replica (id, credential, until)
                values ($1, $2, now() + $3::bigint * interval '1 millisecond')
                on conflict (id) do update set credential = excluded.credential, until = excluded.until
            )
            select 1 + (select count(*) from replica
                        where credential = $2 and id <> $1 and until > now()) as live,
                   told.model,
                   (extract(epoch from told.until - now()) * 1000)::bigint as left_ms
            from (select) as one
            left join cooldown as told on told.credential = $2 and told.replica <> $1 and told.until > now()
            """;

    /** Of its own, so that nobody who holds another's row waits for a lock; what is locked is being seen to. */
    private static final String SWEEP = """
            with dead as (
                delete from replica where id in (
                    select id from replica where until <= now() for update skip locked)
            )
            delete from cooldown where (credential, model) in (
                select credential, model from cooldown where until <= now() for update skip locked)
            """;

    private static final String PUBLISH = """
            insert into cooldown (credential, model, until, replica)
            values ($1, $2, now() + $3::bigint * interval '1 millisecond', $4)
            on conflict (credential, model) do update set until = excluded.until, replica = excluded.replica
            where cooldown.until < excluded.until
            """;

    private static final String LEAVE = "delete from replica where id = $1";

    private final Supplier<Pool> pool;
    private final String id;

    /** @param id this replica's own, new at every start */
    public StoredReplicas(Supplier<Pool> pool, String id) {
        this.pool = pool;
        this.id = id;
    }

    @Override
    public Uni<Seen> renew(String credential, Duration lease) {
        return execute(RENEW, Tuple.of(id, credential, lease.toMillis()))
                .map(StoredReplicas::seen)
                .call(() -> execute(SWEEP, Tuple.tuple()));
    }

    @Override
    public Uni<Void> publish(String credential, Cooldown cooldown) {
        Tuple row = Tuple.of(credential, cooldown.model(), cooldown.left().toMillis(), id);
        return execute(PUBLISH, row).replaceWithVoid();
    }

    @Override
    public Uni<Void> leave() {
        return execute(LEAVE, Tuple.of(id)).replaceWithVoid();
    }

    private Uni<RowSet<Row>> execute(String sql, Tuple values) {
        return Uni.createFrom().deferred(() -> pool.get().preparedQuery(sql).execute(values));
    }

    private static Seen seen(RowSet<Row> rows) {
        long live = 1;
        List<Cooldown> cooldowns = new ArrayList<>();
        for (Row row : rows) {
            live = row.getLong("live");
            String model = row.getString("model");
            if (model != null) {
                cooldowns.add(new Cooldown(model, Duration.ofMillis(row.getLong("left_ms"))));
            }
        }
        return new Seen(Math.toIntExact(live), cooldowns);
    }
}
