-- What a key may take; null: as much as there is.
alter table api_key
    add column requests_per_minute integer,
    add column items_per_day       bigint,
    add column usd_per_day         numeric(24, 12);

-- What keys with such limits have taken, by days (UTC).
create table key_day (
    key    text    not null,
    day    date    not null,
    tenant text    not null,
    items  bigint  not null default 0,
    usd    numeric not null default 0,
    primary key (key, day)
);

-- The id of the key that it was ordered with.
alter table job add column api_key text;
alter table batch add column api_key text;

-- A job's items are its key's as soon as it has its file, whoever made it.
create function add_items_to_key_day() returns trigger language plpgsql as $$
begin
    insert into key_day as d (key, day, tenant, items)
    select k.id, (now() at time zone 'UTC')::date, k.tenant, new.total - new.bad
    from api_key k where k.id = new.api_key and k.items_per_day is not null
    on conflict (key, day) do update set items = d.items + excluded.items;
    return null;
end $$;

create trigger job_begun after update of state on job for each row
    when (old.state = 'ingesting' and new.state = 'running' and new.api_key is not null)
    execute function add_items_to_key_day();

-- What its calls cost is its key's, too; what an estimate had added goes where it gives way to a certainty.
create function add_to_key_day() returns trigger language plpgsql as $$
begin
    insert into key_day as d (key, day, tenant, usd)
    select k.id, (w.at at time zone 'UTC')::date, k.tenant, sum(w.cost)
    from written w join job j on j.id = w.job join api_key k on k.id = j.api_key
    where w.cost is not null and k.usd_per_day is not null
    group by 1, 2, 3 order by 1, 2
    on conflict (key, day) do update set usd = d.usd + excluded.usd;
    return null;
end $$;

create function take_from_key_day() returns trigger language plpgsql as $$
begin
    insert into key_day as d (key, day, tenant, usd)
    select k.id, (r.at at time zone 'UTC')::date, k.tenant, -sum(r.cost)
    from replaced r join job j on j.id = r.job join api_key k on k.id = j.api_key
    where r.cost is not null and k.usd_per_day is not null
    group by 1, 2, 3 order by 1, 2
    on conflict (key, day) do update set usd = d.usd + excluded.usd;
    return null;
end $$;

-- Called after those of cost_day, by their names: what all who book for a key wait for is locked last.
create trigger spent_by_key after insert on ledger
    referencing new table as written for each statement execute function add_to_key_day();
create trigger spent_by_key_less after update on ledger
    referencing old table as replaced for each statement execute function take_from_key_day();
create trigger spent_by_key_more after update on ledger
    referencing new table as written for each statement execute function add_to_key_day();
