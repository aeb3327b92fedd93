-- When what a job held was taken away; its counts and costs stay. Emptied: nothing of it is left.
alter table job
    add column purged_at timestamptz,
    add column emptied   boolean not null default false;
create index job_purge on job (ended_at) where purged_at is null and ended_at is not null;
create index job_purging on job (id) where purged_at is not null and not emptied;
create index known_answer_age on known_answer (at);
create index file_age on file (created_at) where expires_at is null;
