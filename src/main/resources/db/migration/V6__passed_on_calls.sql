-- Calls that are passed on as they stand are no task's.
alter table ledger
    alter column task drop not null,
    alter column version drop not null;
