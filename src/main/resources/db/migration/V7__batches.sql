-- The caller's own metadata of a job's batches, as a JSON object.
alter table job add column metadata text not null default '{}';

-- A batch of the provider's wire, served here. Its requests are the items of the job that has the batch's number; the
-- batch itself knows only what the wire says of it. Metadata and errors are JSON.
create table batch (
    id             text        primary key,
    tenant         text        not null,
    input_file     text        not null,
    endpoint       text        not null,
    lane           text        not null,
    metadata       text        not null,
    output_expiry  bigint,
    job            text        not null,
    model          text,
    state          text        not null,
    validating_at  timestamptz not null,
    failed_at      timestamptz,
    in_progress_at timestamptz,
    finalizing_at  timestamptz,
    completed_at   timestamptz,
    expired_at     timestamptz,
    cancelling_at  timestamptz,
    cancelled_at   timestamptz,
    expires_at     timestamptz not null,
    errors         text        not null default '[]',
    total          bigint      not null default 0,
    completed      bigint      not null default 0,
    failed         bigint      not null default 0,
    output_file    text,
    error_file     text,
    input          bigint,
    cached         bigint,
    output         bigint,
    reasoning      bigint,
    due_at         timestamptz not null,
    lease_owner    text,
    lease_until    timestamptz
);
create index batch_listing on batch (tenant, validating_at desc, id desc);
create index batch_due on batch (due_at) where state in ('validating', 'in_progress', 'finalizing', 'cancelling');
