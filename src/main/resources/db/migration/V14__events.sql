-- The provider's webhooks that were heard of late: each counts once, whichever replica hears it.
create table provider_message (
    id       text        primary key,
    batch    text        not null,
    heard_at timestamptz not null default now()
);
create index provider_message_oldest on provider_message (heard_at);
create index provider_message_of_batch on provider_message (batch);

-- when the end of its batch was told of
alter table part add column called_at timestamptz;
create index part_of_batch on part (batch) where state = 'created';

-- A batch can end before its order is answered: whoever then writes down which batch it is has the next step at once.
create function call_part_of_known_end() returns trigger language plpgsql as $$
begin
    if exists (select from provider_message where batch = new.batch) then
        new.due_at := now();
        new.called_at := now();
    end if;
    return new;
end $$;
create trigger part_ordered before update of batch on part
    for each row when (new.batch is not null and old.batch is distinct from new.batch)
    execute function call_part_of_known_end();

-- where a job's caller wants to be told of its end
alter table job add column callback text;

-- Events on their way out.
create table outbox (
    id          text        primary key default 'evt_' || replace(gen_random_uuid()::text, '-', ''),
    tenant      text        not null,
    job         text        not null references job on delete cascade,
    type        text        not null,
    -- JSON
    data        text        not null,
    address     text        not null,
    -- waiting, delivered or given_up
    state       text        not null default 'waiting',
    attempts    integer     not null default 0,
    -- what was answered last
    said        text,
    created_at  timestamptz not null default clock_timestamp(),
    ended_at    timestamptz,
    due_at      timestamptz not null default now(),
    lease_owner text,
    lease_until timestamptz
);
create index outbox_due on outbox (due_at) where state = 'waiting';
create index outbox_of_job on outbox (job, created_at desc);

-- A state is changed in many places, and each puts its event here by itself: one that had to remember would forget.
create function put_job_event() returns trigger language plpgsql as $$
begin
    insert into outbox (tenant, job, type, address, data)
    values (new.tenant, new.id, 'dev.sheaf.job.' || new.state, new.callback,
            json_strip_nulls(json_build_object(
                'job', new.id, 'task', new.task, 'version', new.version, 'state', new.state,
                'reason', case when new.reason_code is not null
                               then json_build_object('code', new.reason_code, 'message', new.reason) end,
                'items', json_build_object('total', new.total, 'answered', new.answered, 'failed', new.failed,
                                           'bad', new.bad)))::text);
    return null;
end $$;
create trigger job_ended after update of state on job
    for each row when (new.callback is not null and old.state is distinct from new.state
                       and new.state in ('completed', 'failed', 'cancelled'))
    execute function put_job_event();

create function put_part_event() returns trigger language plpgsql as $$
begin
    insert into outbox (tenant, job, type, address, data)
    select j.tenant, j.id, 'dev.sheaf.part.failed', j.callback,
           json_strip_nulls(json_build_object(
               'job', j.id, 'task', j.task, 'version', j.version, 'part', new.id, 'lane', new.lane,
               'model', new.model, 'batch', new.batch, 'failure', new.failure,
               'requests', new.requests, 'items', new.items))::text
    from job j where j.id = new.job and j.callback is not null;
    return null;
end $$;
-- what was given back was never asked, and what we cancelled did as it was told
create trigger part_failed after update of state on part
    for each row when (new.state = 'closed' and old.state <> 'closed' and new.failure is not null
                       and new.failure <> 'given_back' and not new.cancelled)
    execute function put_part_event();
