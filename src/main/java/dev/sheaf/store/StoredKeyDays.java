package dev.sheaf.store;

import dev.sheaf.access.KeyDays;
import dev.sheaf.cost.Money;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** What keys have taken by days, in PostgreSQL. May be called on any thread. */
public final class StoredKeyDays implements KeyDays {
    private final Supplier<Pool> pool;

    public StoredKeyDays(Supplier<Pool> pool) {
        this.pool = pool;
    }

    @Override
    public Uni<List<Taken>> add(LocalDate day, List<Taken> more) {
        Tuple values = Tuple.tuple()
                .addLocalDate(day)
                .addArrayOfString(texts(more, Taken::key))
                .addArrayOfString(texts(more, Taken::tenant))
                .addArrayOfLong(more.stream().map(Taken::items).toArray(Long[]::new))
                .addArrayOfString(texts(more, taken -> taken.usd().usd().toPlainString()));
        return Uni.createFrom().deferred(() -> Statements.rows(pool.get(), KeySql.TAKE, values, StoredKeyDays::taken));
    }

    private static String[] texts(List<Taken> all, Function<Taken, String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }

    private static Taken taken(Row row) {
        return new Taken(
                row.getString("key"), row.getString("tenant"), row.getLong("items"), Money.of(row.getString("usd")));
    }
}
