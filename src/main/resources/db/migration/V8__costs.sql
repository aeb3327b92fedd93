-- What each call's items would have cost otherwise; null where the model has no such price.
alter table ledger
    add column alone        numeric(24, 12),
    add column alone_cached numeric(24, 12),
    add column packed       numeric(24, 12),
    add column batch        numeric(24, 12),
    add column packed_batch numeric(24, 12);

-- The ledger summed up by days (UTC), so that neither a look at the costs nor a cap reads every call. Each connection adds
-- to rows of its own: those who book side by side do not wait for one another.
create table cost_day (
    day          date     not null,
    tenant       text     not null,
    -- empty where a call was no task's
    task         text     not null,
    lane         text     not null,
    model        text     not null,
    part         smallint not null,
    calls        bigint   not null,
    unconfirmed  bigint   not null,
    -- without a price, and with one but not for batches
    unpriced     bigint   not null,
    unbatched    bigint   not null,
    items        bigint   not null,
    input        bigint   not null,
    cached       bigint   not null,
    output       bigint   not null,
    reasoning    bigint   not null,
    cost         numeric  not null,
    alone        numeric  not null,
    alone_cached numeric  not null,
    packed       numeric  not null,
    batch        numeric  not null,
    packed_batch numeric  not null,
    primary key (tenant, day, task, lane, model, part)
);

-- Whoever writes to the ledger has this done with it: a sum that every statement had to remember would be forgotten by one.
create function add_to_cost_day() returns trigger language plpgsql as $$
begin
    insert into cost_day as d (day, tenant, task, lane, model, part,
                               calls, unconfirmed, unpriced, unbatched, items, input, cached, output, reasoning,
                               cost, alone, alone_cached, packed, batch, packed_batch)
    select (at at time zone 'UTC')::date, tenant, coalesce(task, ''), lane, model, pg_backend_pid() % 16,
           count(*), count(*) filter (where not confirmed),
           count(*) filter (where cost is null), count(*) filter (where cost is not null and packed_batch is null),
           sum(items), sum(input), sum(cached), sum(output), sum(reasoning),
           coalesce(sum(cost), 0), coalesce(sum(alone), 0), coalesce(sum(alone_cached), 0),
           coalesce(sum(packed), 0), coalesce(sum(batch), 0), coalesce(sum(packed_batch), 0)
    from written group by 1, 2, 3, 4, 5 order by 2, 1, 3, 4, 5
    on conflict (tenant, day, task, lane, model, part) do update set
        calls = d.calls + excluded.calls, unconfirmed = d.unconfirmed + excluded.unconfirmed,
        unpriced = d.unpriced + excluded.unpriced, unbatched = d.unbatched + excluded.unbatched,
        items = d.items + excluded.items, input = d.input + excluded.input,
        cached = d.cached + excluded.cached, output = d.output + excluded.output,
        reasoning = d.reasoning + excluded.reasoning, cost = d.cost + excluded.cost,
        alone = d.alone + excluded.alone, alone_cached = d.alone_cached + excluded.alone_cached,
        packed = d.packed + excluded.packed, batch = d.batch + excluded.batch,
        packed_batch = d.packed_batch + excluded.packed_batch;
    return null;
end $$;

create function take_from_cost_day() returns trigger language plpgsql as $$
begin
    insert into cost_day as d (day, tenant, task, lane, model, part,
                               calls, unconfirmed, unpriced, unbatched, items, input, cached, output, reasoning,
                               cost, alone, alone_cached, packed, batch, packed_batch)
    select (at at time zone 'UTC')::date, tenant, coalesce(task, ''), lane, model, pg_backend_pid() % 16,
           -(count(*)), -(count(*) filter (where not confirmed)),
           -(count(*) filter (where cost is null)), -(count(*) filter (where cost is not null and packed_batch is null)),
           -(sum(items)), -(sum(input)), -(sum(cached)), -(sum(output)), -(sum(reasoning)),
           -coalesce(sum(cost), 0), -coalesce(sum(alone), 0), -coalesce(sum(alone_cached), 0),
           -coalesce(sum(packed), 0), -coalesce(sum(batch), 0), -coalesce(sum(packed_batch), 0)
    from replaced group by 1, 2, 3, 4, 5 order by 2, 1, 3, 4, 5
    on conflict (tenant, day, task, lane, model, part) do update set
        calls = d.calls + excluded.calls, unconfirmed = d.unconfirmed + excluded.unconfirmed,
        unpriced = d.unpriced + excluded.unpriced, unbatched = d.unbatched + excluded.unbatched,
        items = d.items + excluded.items, input = d.input + excluded.input,
        cached = d.cached + excluded.cached, output = d.output + excluded.output,
        reasoning = d.reasoning + excluded.reasoning, cost = d.cost + excluded.cost,
        alone = d.alone + excluded.alone, alone_cached = d.alone_cached + excluded.alone_cached,
        packed = d.packed + excluded.packed, batch = d.batch + excluded.batch,
        packed_batch = d.packed_batch + excluded.packed_batch;
    return null;
end $$;

create trigger ledger_booked after insert on ledger
    referencing new table as written for each statement execute function add_to_cost_day();
-- an estimate gives way to what is certain
create trigger ledger_replaced after update on ledger
    referencing old table as replaced for each statement execute function take_from_cost_day();
create trigger ledger_certain after update on ledger
    referencing new table as written for each statement execute function add_to_cost_day();

    insert into cost_day as d (day, tenant, task, lane, model, part,
                               calls, unconfirmed, unpriced, unbatched, items, input, cached, output, reasoning,
                               cost, alone, alone_cached, packed, batch, packed_batch)
    select (at at time zone 'UTC')::date, tenant, coalesce(task, ''), lane, model, pg_backend_pid() % 16,
           count(*), count(*) filter (where not confirmed),
           count(*) filter (where cost is null), count(*) filter (where cost is not null and packed_batch is null),
           sum(items), sum(input), sum(cached), sum(output), sum(reasoning),
           coalesce(sum(cost), 0), coalesce(sum(alone), 0), coalesce(sum(alone_cached), 0),
           coalesce(sum(packed), 0), coalesce(sum(batch), 0), coalesce(sum(packed_batch), 0)
    from ledger group by 1, 2, 3, 4, 5 order by 2, 1, 3, 4, 5
    on conflict (tenant, day, task, lane, model, part) do update set
        calls = d.calls + excluded.calls, unconfirmed = d.unconfirmed + excluded.unconfirmed,
        unpriced = d.unpriced + excluded.unpriced, unbatched = d.unbatched + excluded.unbatched,
        items = d.items + excluded.items, input = d.input + excluded.input,
        cached = d.cached + excluded.cached, output = d.output + excluded.output,
        reasoning = d.reasoning + excluded.reasoning, cost = d.cost + excluded.cost,
        alone = d.alone + excluded.alone, alone_cached = d.alone_cached + excluded.alone_cached,
        packed = d.packed + excluded.packed, batch = d.batch + excluded.batch,
        packed_batch = d.packed_batch + excluded.packed_batch;
