package dev.sheaf.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgException;

/** Which migrations a database has seen. */
public final class StoredSchema {
    private static final String NO_SUCH_TABLE = "42P01";

    private static final String VERSION = """
            select coalesce(max(version::integer), 0) as version from flyway_schema_history
            where success and version ~ '^[0-9]{1,9}$'
            """;

    private final Pool pool;

    public StoredSchema(Pool pool) {
        this.pool = pool;
    }

    /** The number of the last one; 0 where there was none. */
    public Uni<Integer> version() {
        return pool.query(VERSION)
                .execute()
                .map(rows -> rows.iterator().next().getInteger("version"))
                .onFailure(StoredSchema::isNew)
                .recoverWithItem(0);
    }

    private static boolean isNew(Throwable failure) {
        return failure instanceof PgException refusal && NO_SUCH_TABLE.equals(refusal.getSqlState());
    }
}
