package dev.sheaf.store;

import java.util.List;

/** What {@link StoredTenants} says to the database. A table with rows of tenants that is not here fails a test. */
final class TenantSql {
    private TenantSql() {}

    /** In the order in which their rows go: what makes others first. A job's parts and reservations go with it. */
    static final List<Holding> HOLDINGS = List.of(
            Holding.of("batch", "id", "text"),
            Holding.of("outbox", "id", "text"),
            Holding.of("reservation", "part", "bigint"),
            Holding.of("part", "id", "bigint")
                    .with(Holding.of("request", "number", "integer").by("part", 500)),
            Holding.of("job_spent", "job", "text"),
            Holding.of("job", "id", "text")
                    .with(Holding.of("item", "seq", "bigint").by("job", 500)),
            Holding.of("deleted_job_key", "key", "text"),
            Holding.of("file", "key", "bigint")
                    .with(Holding.of("file_chunk", "n", "integer").by("file", 4)),
            Holding.of("known_answer", "task", "text", "version", "text", "hash", "bytea"),
            Holding.of("audit", "id", "text"),
            Holding.of("governor", "task", "text", "version", "text", "model", "text"),
            Holding.of("cap", "scope", "text", "name", "text"),
            Holding.of("task", "name", "text"),
            Holding.of("task_version", "name", "text", "version", "text"),
            Holding.of("key_day", "key", "text", "day", "date"),
            Holding.of("ledger", "id", "bigint"),
            Holding.of("cost_day", "day", "date", "task", "text", "lane", "text", "model", "text", "part", "smallint"),
            Holding.of("api_key", "id", "text").hiding("digest"),
            Holding.of("closed_tenant", "tenant", "text"));

    /** Whom the operator's key belongs to stays open to tokens: it would lock itself out. $1 tenant. */
    static final String CLOSE = """
            with closed as (
                insert into closed_tenant (tenant) select $1::text where $1::text <> 'default'
                on conflict (tenant) do update set closed_at = excluded.closed_at)
            update api_key set revoked_at = now() where tenant = $1::text and revoked_at is null
            """;

    static final String RUNNING = """
            select (select count(*) from job where tenant = $1 and state in ('ingesting', 'running', 'paused'))
                 + (select count(*) from batch
                    where tenant = $1 and state in ('validating', 'in_progress', 'finalizing', 'cancelling')) as n
            """;

    /** Money is kept by days, lanes and models, without the names of tasks. $1 tenant, $2 how many. */
    static final String SUM_UP = """
            with gone as (
                delete from cost_day
                where ctid = any(array(select ctid from cost_day where tenant = $1 and task <> '' limit $2))
                returning *),
            kept as (
                insert into cost_day as d (day, tenant, task, lane, model, part,
                                           calls, unconfirmed, unpriced, unbatched, items, input, cached, output, reasoning,
                                           cost, alone, alone_cached, packed, batch, packed_batch)
                select day, tenant, '', lane, model, part,
                       sum(calls), sum(unconfirmed), sum(unpriced), sum(unbatched), sum(items), sum(input), sum(cached),
                       sum(output), sum(reasoning), sum(cost), sum(alone), sum(alone_cached), sum(packed), sum(batch),
                       sum(packed_batch)
                from gone group by day, tenant, lane, model, part
                on conflict (tenant, day, task, lane, model, part) do update set
                    calls = d.calls + excluded.calls, unconfirmed = d.unconfirmed + excluded.unconfirmed,
                    unpriced = d.unpriced + excluded.unpriced, unbatched = d.unbatched + excluded.unbatched,
                    items = d.items + excluded.items, input = d.input + excluded.input,
                    cached = d.cached + excluded.cached, output = d.output + excluded.output,
                    reasoning = d.reasoning + excluded.reasoning, cost = d.cost + excluded.cost,
                    alone = d.alone + excluded.alone, alone_cached = d.alone_cached + excluded.alone_cached,
                    packed = d.packed + excluded.packed, batch = d.batch + excluded.batch,
                    packed_batch = d.packed_batch + excluded.packed_batch)
            select count(*) as done from gone
            """;

    /** A key that was ever there closes the service for good; what is left of it opens nothing and names nobody. $2 how many. */
    static final String FORGET_KEYS = """
            with forgotten as (
                update api_key set name = '', digest = repeat('0', 64), revoked_at = coalesce(revoked_at, now())
                where id in (select id from api_key
                             where tenant = $1 and (digest <> repeat('0', 64) or revoked_at is null) limit $2)
                returning 1)
            select count(*) as done from forgotten
            """;
}
