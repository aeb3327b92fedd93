package dev.sheaf.store;

import static dev.sheaf.store.Statements.rows;

import dev.sheaf.bulk.Asked;
import dev.sheaf.bulk.BulkItem;
import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.PlannedRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;

/** Reads a part's requests with their items. */
final class AskedRequests {
    /** Items of requests are read as a stretch of rows, unless fewer than one in so many belongs to them. */
    private static final int SPARSE = 4;

    private final Pool pool;

    AskedRequests(Pool pool) {
        this.pool = pool;
    }

    /** @param sql which of its requests, and in which order */
    Uni<List<Asked>> of(Part part, String sql, Tuple values) {
        return rows(pool, sql, values, JobRows::request)
                .chain(requests -> items(part, requests).map(items -> JobRows.asked(requests, items)));
    }

    private Uni<List<BulkItem>> items(Part part, List<PlannedRequest> requests) {
        Long[] items = requests.stream()
                .flatMap(request -> request.items().stream())
                .sorted()
                .toArray(Long[]::new);
        if (items.length == 0) {
            return Uni.createFrom().item(List.of());
        }
        long first = items[0];
        long last = items[items.length - 1];
        return last - first < (long) SPARSE * items.length
                ? rows(pool, PartSql.ASKED_BETWEEN, Tuple.of(part.job(), first, last), JobRows::item)
                : rows(pool, PartSql.ASKED_AMONG, Tuple.of(part.job()).addArrayOfLong(items), JobRows::item);
    }
}
