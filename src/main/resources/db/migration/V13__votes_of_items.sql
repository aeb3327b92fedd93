-- Of an item whose task votes: the votes that were cast, and the answer that leads by them, which is the item's own where
-- no further one comes.
alter table item
    add column ballots  text,
    add column standing text;
