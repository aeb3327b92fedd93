-- What may be spent: by a job in all, by a task or a tenant a day (UTC).
create table cap (
    tenant text            not null,
    scope  text            not null,
    -- of the job or the task; empty for a tenant
    name   text            not null,
    usd    numeric(24, 12) not null,
    primary key (tenant, scope, name)
);

-- What a part that is being asked may still come to. Each reply that is booked takes its cost from it.
create table reservation (
    part   bigint  primary key references part on delete cascade,
    tenant text    not null,
    job    text    not null,
    task   text    not null,
    usd    numeric not null
);
create index reservation_of_tenant on reservation (tenant);
