-- The provider's webhooks that were heard of late: each counts once, whichever replica hears it.
create table provider_message (
    id       text        primary key,
    batch    text        not null,
    heard_at timestamptz not null default now()
);
create index provider_message_oldest on provider_message (heard_at);
create index provider_message_of_batch on provider_message (batch);

-- when the end of its batch was told of
alter table part add column called_at timestamptz;
create index part_of_batch on part (batch) where state = 'created';

-- A batch can end before its order is answered: whoever then writes down which batch it is has the next step at once.
create function call_part_of_known_end() returns trigger language plpgsql as $$
begin
    if exists (select from provider_message where batch = new.batch) then
        new.due_at := now();
        new.called_at := now();
    end if;
    return new;
end $$;
create trigger part_ordered before update of batch on part
    for each row when (new.batch is not null and old.batch is distinct from new.batch)
    execute function call_part_of_known_end();
