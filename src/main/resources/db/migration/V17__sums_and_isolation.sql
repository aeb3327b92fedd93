-- Items that were asked alone because they speak to the model.
alter table job add column isolated bigint not null default 0;

-- When a job that a day's cap holds goes on by itself; when it is due is for whoever closes its parts to say.
alter table job add column resume_at timestamptz;
update job set resume_at = due_at where state = 'paused' and reason_code = 'day_cap_reached';

-- What is written to the ledger is added to the sums of its day, and what it replaces is taken away: one sum, with a sign.
create or replace function add_to_cost_day() returns trigger language plpgsql as $$
declare
    factor constant integer := tg_argv[0];
begin
    insert into cost_day as d (day, tenant, task, lane, model, part,
                               calls, unconfirmed, unpriced, unbatched, items, input, cached, output, reasoning,
                               cost, alone, alone_cached, packed, batch, packed_batch)
    select (at at time zone 'UTC')::date, tenant, coalesce(task, ''), lane, model, pg_backend_pid() % 16,
           factor * count(*), factor * count(*) filter (where not confirmed),
           factor * count(*) filter (where cost is null),
           factor * count(*) filter (where cost is not null and packed_batch is null),
           factor * sum(items), factor * sum(input), factor * sum(cached), factor * sum(output), factor * sum(reasoning),
           factor * coalesce(sum(cost), 0), factor * coalesce(sum(alone), 0), factor * coalesce(sum(alone_cached), 0),
           factor * coalesce(sum(packed), 0), factor * coalesce(sum(batch), 0), factor * coalesce(sum(packed_batch), 0)
    from changed group by 1, 2, 3, 4, 5 order by 2, 1, 3, 4, 5
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

drop trigger ledger_booked on ledger;
drop trigger ledger_replaced on ledger;
drop trigger ledger_certain on ledger;
drop function take_from_cost_day();

create trigger ledger_booked after insert on ledger
    referencing new table as changed for each statement execute function add_to_cost_day('1');
-- an estimate gives way to what is certain
create trigger ledger_replaced after update on ledger
    referencing old table as changed for each statement execute function add_to_cost_day('-1');
create trigger ledger_certain after update on ledger
    referencing new table as changed for each statement execute function add_to_cost_day('1');
