-- Who may do what. The secret itself stands nowhere.
create table api_key (
    id         text        primary key,
    tenant     text        not null,
    name       text        not null,
    roles      text[]      not null,
    -- SHA-256 of the whole key
    digest     text        not null,
    created_at timestamptz not null,
    -- kept when it is revoked: who has ever had a key is never again open to everybody
    revoked_at timestamptz
);

create index api_key_newest on api_key (tenant, created_at desc, id desc);
