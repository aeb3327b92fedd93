-- Who lives and shares a credential of the provider. Rows come and go every few seconds and may be lost in a crash.
create unlogged table replica (
    id         text        not null primary key,
    -- a digest: neither the key nor the address can be read from it
    credential text        not null,
    until      timestamptz not null
);

-- What the provider told one of them, for all.
create unlogged table cooldown (
    credential text        not null,
    model      text        not null,
    until      timestamptz not null,
    replica    text        not null,
    primary key (credential, model)
);
