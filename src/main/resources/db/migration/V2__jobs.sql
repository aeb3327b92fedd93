-- A durable run of a task over a file of items.
create table job (
    id            text        primary key,
    tenant        text        not null,
    key           text,
    task          text        not null,
    version       text        not null,
    lane          text        not null,
    file          text        not null,
    state         text        not null,
    cancelling    boolean     not null default false,
    reason_code   text,
    reason        text,
    total         bigint      not null default 0,
    answered      bigint      not null default 0,
    failed        bigint      not null default 0,
    bad           bigint      not null default 0,
    part_requests integer     not null,
    -- up to which row items were asked for the first time
    planned_to    bigint      not null default 0,
    -- after the provider's queue was full: when the next part may enter it, and with how much at once
    hold_until    timestamptz,
    queue_tokens  bigint,
    created_at    timestamptz not null,
    deadline_at   timestamptz,
    ended_at      timestamptz,
    due_at        timestamptz not null,
    lease_owner   text,
    lease_until   timestamptz,
    unique (tenant, key)
);
create index job_due on job (due_at) where state = 'running';
create index job_listing on job (tenant, created_at desc, id desc);

-- One row of the file. State: 0 asked, or new where the job's plan has not come to it; 1 waits to be asked again; 2 answered;
-- 3 failed with a reason; 4 a bad row, never asked. That it is asked is not written down, a request's items say it: one
-- write less a row. Nor is a row checked for its job, whose lock whoever adds rows holds.
create table item (
    job     text     not null,
    seq     bigint   not null,
    tenant  text     not null,
    id      text     not null,
    line    bigint   not null,
    cells   text     not null,
    text    text     not null,
    hash    bytea    not null,
    -- the first item of the job with the same text, which is asked in this one's place
    twin    bigint,
    copies  integer  not null default 1,
    state   smallint not null,
    round   smallint not null default 1,
    tries   smallint not null default 0,
    answer  text,
    primary key (job, seq)
) with (fillfactor = 85);
create unique index item_id on item (job, id) where state <> 4;
create index item_waiting on item (job, round, seq) where state = 1 and twin is null;

-- One provider batch of a job, or so many requests of its online lane.
create table part (
    id          bigint      generated always as identity primary key,
    tenant      text        not null,
    job         text        not null references job on delete cascade,
    lane        text        not null,
    model       text        not null,
    round       smallint    not null,
    state       text        not null,
    fingerprint text        not null unique,
    requests    integer     not null default 0,
    items       integer     not null default 0,
    bytes       bigint      not null default 0,
    tokens      bigint      not null default 0,
    admitted    boolean     not null default false,
    uploads     integer     not null default 0,
    input_file  text,
    creates     integer     not null default 0,
    create_at   timestamptz,
    batch       text,
    batch_state text,
    batch_done  bigint      not null default 0,
    output_file text,
    error_file  text,
    cancelled   boolean     not null default false,
    anomalies   bigint      not null default 0,
    failure     text,
    created_at  timestamptz not null,
    began_at    timestamptz,
    ended_at    timestamptz,
    due_at      timestamptz not null,
    lease_owner text,
    lease_until timestamptz
);
create index part_due on part (due_at) where state not in ('planning', 'closed');
create index part_of_job on part (job, id);
create index part_enqueued on part (model) where admitted and state <> 'closed';
create index part_waiting on part (model) where state = 'reserved' and not admitted;

-- One model call of a part. Its items in the order in which they were laid, and the seed of that, give its text again,
-- byte for byte. State: 0 planned, 1 sent (online), 2 settled, 3 over without a reply.
create table request (
    id         text     primary key,
    tenant     text     not null,
    job        text     not null references job on delete cascade,
    part       bigint   not null references part on delete cascade,
    number     integer  not null,
    round      smallint not null,
    seed       bigint   not null,
    items      bigint[] not null,
    tokens     integer  not null,
    state      smallint not null default 0,
    attempts   smallint not null default 0,
    request_id text,
    trouble    text,
    reply      text,
    unique (part, number)
);
create index request_of_job on request (job);

-- What every call cost; an unconfirmed one was sent, but its reply never came: its figures are estimates.
create table ledger (
    id        bigint         generated always as identity primary key,
    tenant    text           not null,
    job       text,
    task      text           not null,
    version   text           not null,
    model     text           not null,
    lane      text           not null,
    request   text           not null,
    attempt   smallint       not null,
    confirmed boolean        not null,
    items     integer        not null,
    input     bigint         not null,
    cached    bigint         not null,
    output    bigint         not null,
    reasoning bigint         not null,
    cost      numeric(24, 12),
    at        timestamptz    not null,
    unique (request, attempt)
);
create index ledger_of_job on ledger (job);

-- Answers that jobs may use again.
create table known_answer (
    tenant  text        not null,
    task    text        not null,
    version text        not null,
    hash    bytea       not null,
    answer  text        not null,
    at      timestamptz not null,
    primary key (tenant, task, version, hash)
);
