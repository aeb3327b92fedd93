-- What callers of the provider's wire store here, and what batches write for them.
create table file (
    key        bigint generated always as identity primary key,
    tenant     text not null,
    id         text collate "C" not null,
    purpose    text not null,
    name       text not null,
    -- writing, and seen by nobody, until all of it is there: ready
    state      text not null,
    bytes      bigint not null default 0,
    created_at timestamptz not null,
    -- when it goes; one that is being written, where nothing more of it comes until then
    expires_at timestamptz,
    unique (tenant, id)
);
create index file_listing on file (tenant, created_at, id);
create index file_expiry on file (expires_at) where expires_at is not null;

-- All chunks of a file but its last are of the same size.
create table file_chunk (
    file  bigint  not null references file (key) on delete cascade,
    n     integer not null,
    bytes bytea   not null,
    primary key (file, n)
);
-- parts of a chunk can be read without the rest, and nothing is spent on packing and unpacking
alter table file_chunk alter column bytes set storage external;
