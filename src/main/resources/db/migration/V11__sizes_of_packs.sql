-- How many items of a task's version may share a call, and what that rests on.
create table governor (
    tenant     text        not null,
    task       text        not null,
    version    text        not null,
    model      text        not null,
    -- how often it was written; whoever writes repeats it
    revision   bigint      not null,
    items      integer     not null,
    -- the sizes with their counts and evidence, as JSON
    rungs      text        not null,
    -- what checks cost, and on which day
    day        date        not null,
    tokens     bigint      not null,
    changed_at timestamptz not null default now(),
    primary key (tenant, task, version, model)
);
