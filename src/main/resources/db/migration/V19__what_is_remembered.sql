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
