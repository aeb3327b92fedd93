package dev.sheaf.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** How statements and their values are handed to the database. */
final class Statements {
    private Statements() {}

    /** @param client the pool, or the connection of a transaction */
    static Uni<RowSet<Row>> execute(SqlClient client, String sql, Tuple values) {
        return client.preparedQuery(sql).execute(values);
    }

    static <T> Uni<List<T>> rows(SqlClient client, String sql, Tuple values, Function<Row, T> reader) {
        return execute(client, sql, values).map(rows -> JobRows.all(rows, reader));
    }

    /** Whether it changed anything. */
    static Uni<Boolean> changed(SqlClient client, String sql, Tuple values) {
        return execute(client, sql, values).map(rows -> rows.rowCount() > 0);
    }

    /** How much a statement says that it did. */
    static int done(RowSet<Row> rows) {
        return JobRows.first(rows, row -> row.getLong("done").intValue()).orElse(0);
    }

    /** As {@code make_interval(secs => …)} takes it. */
    static double seconds(Duration time) {
        return time.toMillis() / 1_000.0;
    }
}
