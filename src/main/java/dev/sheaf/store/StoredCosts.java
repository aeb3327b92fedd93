package dev.sheaf.store;

import dev.sheaf.cost.Bill;
import dev.sheaf.cost.CostQuery;
import dev.sheaf.cost.CostQuery.By;
import dev.sheaf.cost.CostSum;
import dev.sheaf.cost.Costs;
import dev.sheaf.cost.Money;
import dev.sheaf.model.Usage;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The ledger's sums by days, in PostgreSQL. May be called on any thread. */
public final class StoredCosts implements Costs {
    /** $1 tenant, $2-$3 days, $4-$8 whether sums are kept apart by day, tenant, task, lane, model. */
    private static final String SUMS = """
            select case when $4 then day end as day, case when $5 then tenant end as tenant,
                   case when $6 then task end as task, case when $7 then lane end as lane,
                   case when $8 then model end as model,
                   sum(calls)::bigint as calls, sum(unconfirmed)::bigint as unconfirmed,
                   sum(unpriced)::bigint as unpriced, sum(unbatched)::bigint as unbatched, sum(items)::bigint as items,
                   sum(input)::bigint as input, sum(cached)::bigint as cached, sum(output)::bigint as output,
                   sum(reasoning)::bigint as reasoning, sum(cost)::text as cost, sum(alone)::text as alone,
                   sum(alone_cached)::text as alone_cached, sum(packed)::text as packed, sum(batch)::text as batch,
                   sum(packed_batch)::text as packed_batch
            from cost_day where tenant = $1 and day between $2 and $3
            group by 1, 2, 3, 4, 5 having sum(calls) > 0 order by 1, 2, 3, 4, 5
            """;

    private final Supplier<Pool> pool;

    public StoredCosts(Supplier<Pool> pool) {
        this.pool = pool;
    }

    @Override
    public Uni<List<CostSum>> sums(CostQuery query) {
        return Uni.createFrom().deferred(() -> Statements.rows(pool.get(), SUMS, values(query), StoredCosts::sum));
    }

    private static Tuple values(CostQuery query) {
        Tuple values = Tuple.of(query.tenant(), query.from(), query.to());
        for (By by : By.values()) {
            values.addBoolean(query.by().contains(by));
        }
        return values;
    }

    private static CostSum sum(Row row) {
        long priced = row.getLong("calls") - row.getLong("unpriced");
        return new CostSum(
                new CostSum.What(
                        row.getLocalDate("day"),
                        row.getString("tenant"),
                        row.getString("task"),
                        row.getString("lane"),
                        row.getString("model")),
                row.getLong("calls"),
                row.getLong("unconfirmed"),
                row.getLong("unpriced"),
                row.getLong("items"),
                new Usage(row.getLong("input"), row.getLong("cached"), row.getLong("output"), row.getLong("reasoning")),
                priced == 0 ? Bill.UNKNOWN : bill(row, row.getLong("unbatched") == 0));
    }

    private static Bill bill(Row row, boolean batches) {
        return new Bill(
                money(row, "cost", true),
                money(row, "alone", true),
                money(row, "alone_cached", true),
                money(row, "packed", true),
                money(row, "batch", batches),
                money(row, "packed_batch", batches));
    }

    private static Optional<Money> money(Row row, String column, boolean known) {
        return known ? Optional.of(new Money(new BigDecimal(row.getString(column)))) : Optional.empty();
    }
}
