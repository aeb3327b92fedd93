-- Keys of jobs that were deleted: an event that comes once more makes no second job.
create table deleted_job_key (
    tenant     text        not null,
    key        text        not null,
    deleted_at timestamptz not null default now(),
    primary key (tenant, key)
);
create index deleted_job_key_age on deleted_job_key (deleted_at);

-- What those calls of a job came to whose single entries of the ledger were kept long enough.
create table job_spent (
    job            text    primary key references job on delete cascade,
    tenant         text    not null,
    calls          bigint  not null,
    unconfirmed    bigint  not null,
    unpriced       bigint  not null,
    input          bigint  not null,
    cached         bigint  not null,
    output         bigint  not null,
    sure_input     bigint  not null,
    sure_cached    bigint  not null,
    sure_output    bigint  not null,
    sure_reasoning bigint  not null,
    cost           numeric not null
);

create index outbox_age on outbox (ended_at) where ended_at is not null;

-- A file is held to what its key had left when it began to come. Of several that came side by side this finds out which
-- are too much: whoever begins a job holds the key's row until it has begun.
create or replace function add_items_to_key_day() returns trigger language plpgsql as $$
declare
    taken bigint;
    most  bigint;
begin
    select items_per_day into most from api_key where id = new.api_key;
    insert into key_day as d (key, day, tenant, items)
    select k.id, (now() at time zone 'UTC')::date, k.tenant, new.total - new.bad
    from api_key k where k.id = new.api_key and k.items_per_day is not null
    on conflict (key, day) do update set items = d.items + excluded.items
    returning items into taken;
    if new.total > new.bad and taken > most then
        raise exception 'the key has no room for this job today' using errcode = 'KD001';
    end if;
    return null;
end $$;

-- Tenants that are or were erased: no token opens anything of theirs until somebody makes them a key.
create table closed_tenant (
    tenant    text        primary key,
    closed_at timestamptz not null default now()
);

create function open_tenant() returns trigger language plpgsql as $$
begin
    delete from closed_tenant where tenant = new.tenant;
    return null;
end $$;
create trigger key_made after insert on api_key for each row execute function open_tenant();
