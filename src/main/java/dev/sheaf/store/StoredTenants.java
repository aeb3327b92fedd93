package dev.sheaf.store;

import dev.sheaf.access.TenantData;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tenants' rows in PostgreSQL, taken page by page, so that memory does not grow with them. May be called on any thread. */
public final class StoredTenants implements TenantData {
    private static final int ROWS = 1_000;
    /** A file can have hundreds of chunks. */
    private static final int CHUNKS = 10;

    private final Supplier<Pool> pool;
    private final Duration heard;

    /** @param heard after which every replica takes no key any more that was revoked */
    public StoredTenants(Supplier<Pool> pool, Duration heard) {
        this.pool = pool;
        this.heard = heard;
    }

    @Override
    public Multi<String> export(String tenant) {
        return Multi.createFrom()
                .iterable(TenantSql.HOLDINGS)
                .onItem()
                .transformToMultiAndConcatenate(holding -> lines(holding, tenant));
    }

    private Multi<String> lines(Holding holding, String whose) {
        Holding child = holding.child();
        Multi<Row> rows = rows(holding, whose);
        return child == null
                ? rows.map(row -> row.getString("line"))
                : rows.onItem().transformToMultiAndConcatenate(row -> Multi.createBy()
                        .concatenating()
                        .streams(
                                Multi.createFrom().item(row.getString("line")),
                                lines(child, row.getArrayOfStrings("keys")[0])));
    }

    private Multi<Row> rows(Holding holding, String whose) {
        AtomicReference<String @Nullable []> last = new AtomicReference<>();
        return Multi.createBy()
                .repeating()
                .uni(() -> page(holding, whose, last.get()).invoke(page -> page.stream()
                        .reduce((row, next) -> next)
                        .ifPresent(row -> last.set(row.getArrayOfStrings("keys")))))
                .whilst(page -> page.size() == holding.page())
                .onItem()
                .transformToMultiAndConcatenate(page -> Multi.createFrom().iterable(page));
    }

    private Uni<List<Row>> page(Holding holding, String whose, String @Nullable [] after) {
        Tuple values = Tuple.of(whose, holding.page());
        if (after != null) {
            List.of(after).forEach(values::addString);
        }
        return Statements.rows(pool.get(), holding.page(after == null), values, row -> row);
    }

    @Override
    public Uni<Map<String, Long>> erase(String tenant, boolean whileJobsRun) {
        Map<String, Long> gone = new LinkedHashMap<>();
        return running(tenant)
                .invoke(jobs -> {
                    if (jobs > 0 && !whileJobsRun) {
                        throw new JobsRun(jobs);
                    }
                })
                .chain(() -> close(tenant))
                .chain(() -> passes(tenant, gone))
                .replaceWith(gone);
    }

    /** Its doors first, and everywhere: what came in behind the broom would stay. */
    private Uni<?> close(String tenant) {
        Uni<?> closed = Statements.execute(pool.get(), TenantSql.CLOSE, Tuple.of(tenant));
        return heard.isZero() ? closed : closed.onItem().delayIt().by(heard);
    }

    /** What was under way when the doors closed may still write something down: until a pass finds nothing. */
    private Uni<Void> passes(String tenant, Map<String, Long> gone) {
        return repeated(() -> {
            long before = sum(gone);
            return Multi.createFrom()
                    .iterable(TenantSql.HOLDINGS)
                    .onItem()
                    .transformToUniAndConcatenate(holding -> erase(holding, tenant, gone))
                    .collect()
                    .last()
                    .map(done -> sum(gone) > before ? 1 : 0);
        });
    }

    private static long sum(Map<String, Long> gone) {
        return gone.values().stream().mapToLong(Long::longValue).sum();
    }

    private Uni<Long> running(String tenant) {
        return Statements.execute(pool.get(), TenantSql.RUNNING, Tuple.of(tenant))
                .map(rows -> JobRows.first(rows, row -> row.getLong("n")).orElse(0L));
    }

    private Uni<Void> erase(Holding holding, String whose, Map<String, Long> gone) {
        return switch (holding.table()) {
            case "cost_day" -> told(TenantSql.SUM_UP, holding, whose, gone);
            case "api_key" -> told(TenantSql.FORGET_KEYS, holding, whose, gone);
            case "closed_tenant" -> Uni.createFrom().voidItem();
            default -> holding.child() == null ? delete(holding, whose, gone) : each(holding, whose, gone);
        };
    }

    /** Rows of a row first, so that what goes with it is little. */
    private Uni<Void> each(Holding holding, String whose, Map<String, Long> gone) {
        return Multi.createBy()
                .repeating()
                .uni(() ->
                        Statements.rows(pool.get(), holding.parents(), Tuple.of(whose), row -> row.getString("parent")))
                .whilst(found -> !found.isEmpty())
                .onItem()
                .transformToUniAndConcatenate(found ->
                        found.isEmpty() ? Uni.createFrom().voidItem() : one(holding, whose, found.get(0), gone))
                .collect()
                .last();
    }

    private Uni<Void> one(Holding holding, String whose, String parent, Map<String, Long> gone) {
        return delete(holding.child(), parent, gone)
                .chain(() -> Statements.execute(pool.get(), holding.deleteParent(), Tuple.of(whose, parent)))
                .invoke(rows -> count(gone, holding, rows.rowCount()))
                .replaceWithVoid();
    }

    private Uni<Void> delete(@Nullable Holding holding, String whose, Map<String, Long> gone) {
        int most = holding == null || holding.table().equals("file_chunk") ? CHUNKS : ROWS;
        return holding == null
                ? Uni.createFrom().voidItem()
                : repeated(() -> Statements.execute(pool.get(), holding.delete(), Tuple.of(whose, most))
                        .map(rows -> rows.rowCount())
                        .invoke(rows -> count(gone, holding, rows)));
    }

    private Uni<Void> told(String sql, Holding holding, String whose, Map<String, Long> gone) {
        return repeated(() -> Statements.execute(pool.get(), sql, Tuple.of(whose, ROWS))
                .map(Statements::done)
                .invoke(rows -> count(gone, holding, rows)));
    }

    private static Uni<Void> repeated(Supplier<Uni<Integer>> batch) {
        return Multi.createBy()
                .repeating()
                .uni(batch::get)
                .whilst(rows -> rows > 0)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static void count(Map<String, Long> gone, Holding holding, int rows) {
        if (rows > 0) {
            gone.merge(holding.table(), (long) rows, Long::sum);
        }
    }
}
