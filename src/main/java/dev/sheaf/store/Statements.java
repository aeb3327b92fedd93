package dev.sheaf.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;

/** How statements and their values are handed to the database. */
final class Statements {
    private Statements() {}

    /** @param client the pool, or the connection of a transaction */
    static Uni<RowSet<Row>> execute(SqlClient client, String sql, Tuple values) {
        return client.preparedQuery(sql).execute(values);
    }

    /** As {@code make_interval(secs => …)} takes it. */
    static double seconds(Duration time) {
        return time.toMillis() / 1_000.0;
    }
}
