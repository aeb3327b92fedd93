-- What is or will be due, of every kind: what a replica waits for, what is late, and by what an autoscaler decides how many
-- are needed. It is free to be taken on where due_at has come and no lease holds.
create view due_work as
    select 'job' as kind, due_at, lease_until from job where state = 'running'
    union all
    -- goes on by itself on the next day
    select 'day', resume_at, null from job where state = 'paused' and reason_code = 'day_cap_reached'
    union all
    -- a file that nobody sends any more; as long as somebody does, the lease holds
    select 'upload', lease_until, lease_until from job where state = 'ingesting' and lease_until is not null
    union all
    -- what was bought is brought in for a job that pauses, too
    select 'part', p.due_at, p.lease_until from part p join job j on j.id = p.job
    where p.state not in ('planning', 'closed')
      and (j.state = 'running' or p.state in ('created', 'fetched')
           or p.state in ('uploaded', 'withdrawn') and p.create_at is not null)
    union all
    select 'batch', due_at, lease_until from batch
    where state in ('validating', 'in_progress', 'finalizing', 'cancelling')
    union all
    select 'event', due_at, lease_until from outbox where state = 'waiting';
