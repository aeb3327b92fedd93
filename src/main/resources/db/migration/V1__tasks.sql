-- Definitions are text, not jsonb: the order of a schema's properties is the order in which a model writes them.
create table task_version (
    tenant     text        not null,
    name       text        not null,
    version    text        not null,
    definition text        not null,
    created_at timestamptz not null,
    primary key (tenant, name, version)
);

create table task (
    tenant  text not null,
    name    text not null,
    version text not null,
    primary key (tenant, name),
    foreign key (tenant, name, version) references task_version (tenant, name, version)
);
