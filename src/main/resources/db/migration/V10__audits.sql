-- An audit: the same items asked alone and packed. Its items are not kept; estimate, spent and report are JSON. One that
-- runs is held by whoever runs it, and has failed when it is held no longer.
create table audit (
    id           text        primary key,
    tenant       text        not null,
    task         text        not null,
    version      text        not null,
    model        text        not null,
    state        text        not null,
    items        integer     not null,
    sizes        integer[]   not null,
    repetitions  integer     not null,
    cap          text,
    packs        bigint      not null,
    done         bigint      not null default 0,
    estimate     text        not null,
    spent        text        not null,
    failure_code text,
    failure      text,
    report       text,
    created_at   timestamptz not null,
    ended_at     timestamptz,
    held_until   timestamptz not null
);
create index audit_listing on audit (tenant, task, created_at desc, id desc);
create index audit_held on audit (held_until) where state in ('created', 'running');
