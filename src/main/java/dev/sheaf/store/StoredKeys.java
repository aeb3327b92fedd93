package dev.sheaf.store;

import dev.sheaf.access.ApiKey;
import dev.sheaf.access.Digest;
import dev.sheaf.access.KeyStore;
import dev.sheaf.access.Limits;
import dev.sheaf.access.Role;
import dev.sheaf.cost.Money;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keys in PostgreSQL. May be called on any thread. */
public final class StoredKeys implements KeyStore {
    private final Supplier<Pool> pool;

    public StoredKeys(Supplier<Pool> pool) {
        this.pool = pool;
    }

    @Override
    public Uni<Void> add(Held held) {
        ApiKey key = held.key();
        Money usd = key.limits().usdPerDay();
        Tuple values = Tuple.of(key.id(), key.tenant(), key.name())
                .addArrayOfString(words(key.roles()))
                .addString(held.digest().hex())
                .addOffsetDateTime(at(key.createdAt()))
                .addInteger(key.limits().requestsPerMinute())
                .addLong(key.limits().itemsPerDay())
                .addString(usd == null ? null : usd.usd().toPlainString());
        return Uni.createFrom()
                .deferred(() -> Statements.execute(pool.get(), KeySql.ADD, values))
                .replaceWithVoid();
    }

    @Override
    public Uni<Optional<Held>> find(String id) {
        return Uni.createFrom()
                .deferred(() -> Statements.execute(pool.get(), KeySql.FIND, Tuple.of(id)))
                .map(rows -> JobRows.first(rows, row -> new Held(key(row), new Digest(row.getString("digest")))));
    }

    @Override
    public Uni<List<ApiKey>> list(@Nullable String tenant, @Nullable String after, int most) {
        Tuple values = Tuple.tuple().addString(tenant).addString(after).addInteger(most);
        return Uni.createFrom().deferred(() -> Statements.rows(pool.get(), KeySql.LIST, values, StoredKeys::key));
    }

    @Override
    public Uni<Boolean> revoke(@Nullable String tenant, String id, Instant at) {
        Tuple values = Tuple.tuple().addString(tenant).addString(id).addOffsetDateTime(at(at));
        return Uni.createFrom().deferred(() -> Statements.changed(pool.get(), KeySql.REVOKE, values));
    }

    @Override
    public Uni<Boolean> isClosed(String tenant) {
        return isThere(KeySql.IS_CLOSED, Tuple.of(tenant));
    }

    @Override
    public Uni<Boolean> any() {
        return isThere(KeySql.ANY, Tuple.tuple());
    }

    private Uni<Boolean> isThere(String sql, Tuple values) {
        return Uni.createFrom()
                .deferred(() -> Statements.execute(pool.get(), sql, values))
                .map(rows -> JobRows.first(rows, row -> row.getBoolean("there")).orElse(false));
    }

    static String[] words(Set<Role> roles) {
        return roles.stream().sorted().map(Role::word).toArray(String[]::new);
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static ApiKey key(Row row) {
        OffsetDateTime revoked = row.getOffsetDateTime("revoked_at");
        return new ApiKey(
                row.getString("id"),
                row.getString("tenant"),
                row.getString("name"),
                roles(row.getArrayOfStrings("roles")),
                limits(row),
                row.getOffsetDateTime("created_at").toInstant(),
                revoked == null ? null : revoked.toInstant());
    }

    private static Limits limits(Row row) {
        String usd = row.getString("usd_per_day");
        return new Limits(
                row.getInteger("requests_per_minute"),
                row.getLong("items_per_day"),
                usd == null ? null : Money.of(usd));
    }

    /** What this program does not know, from a newer one, gives no right. */
    private static Set<Role> roles(String[] words) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        Arrays.stream(words).map(Role::of).flatMap(Optional::stream).forEach(roles::add);
        return roles;
    }
}
