package dev.sheaf.store;

/** What {@link StoredRetention} says to the database: small batches, each by itself. */
final class RetentionSql {
    private RetentionSql() {}

    /** Whether nobody else is at it, until the end of the transaction. */
    static final String LEASE = "select pg_try_advisory_xact_lock(hashtext('sheaf retention')) as mine";

    /** $1 seconds since a job's end, $2 how many. From then on nobody sees its rows. */
    static final String MARK_JOBS = """
            update job set purged_at = now(), emptied = false where id = any(array(
                select id from job
                where purged_at is null and ended_at < now() - make_interval(secs => $1)
                  and state in ('completed', 'failed', 'cancelled')
                order by ended_at limit $2 for update skip locked))
            """;

    /** $1 how many. Rows first, then requests with their replies; a job that has neither is done with. */
    static final String EMPTY_JOB = """
            with due as (
                select id from job
                where purged_at is not null and not emptied and state in ('completed', 'failed', 'cancelled')
                order by id limit 1 for update skip locked),
            chosen as (select i.job, i.seq from due join item i on i.job = due.id order by i.seq limit $1),
            rows_gone as (delete from item i using chosen c where i.job = c.job and i.seq = c.seq returning 1),
            asked as (select r.id from due join request r on r.job = due.id where not exists (select from chosen) limit $1),
            asked_gone as (delete from request where id in (select id from asked) returning 1),
            done as (
                update job set emptied = true
                where id in (select id from due) and not exists (select from chosen) and not exists (select from asked)
                returning 1)
            select (select count(*) from rows_gone) + (select count(*) from asked_gone) + (select count(*) from done) as done
            """;

    /** $1 seconds, $2 how many. Those without an end of their own, as long as no batch needs them. */
    static final String FILES = """
            delete from file where key = any(array(
                select f.key from file f
                where f.expires_at is null and f.state = 'ready' and f.created_at < now() - make_interval(secs => $1)
                  and not exists (
                      select from batch b
                      where b.tenant = f.tenant and f.id in (b.input_file, b.output_file, b.error_file)
                        and (b.state in ('validating', 'in_progress', 'finalizing', 'cancelling')
                             or coalesce(b.completed_at, b.failed_at, b.expired_at, b.cancelled_at)
                                > now() - make_interval(secs => $1)))
                order by f.created_at limit $2 for update of f skip locked))
            """;

    static final String KNOWN_ANSWERS = """
            delete from known_answer where ctid = any(array(
                select ctid from known_answer where at < now() - make_interval(secs => $1) order by at limit $2))
            """;

    static final String AUDITS = """
            delete from audit where id = any(array(
                select id from audit where ended_at < now() - make_interval(secs => $1) limit $2))
            """;

    /** Of entries of the ledger. */
    static final String SUMS = """
            count(*) as calls, count(*) filter (where not confirmed) as unconfirmed,
            count(*) filter (where cost is null and confirmed) as unpriced,
            coalesce(sum(input), 0) as input, coalesce(sum(cached), 0) as cached, coalesce(sum(output), 0) as output,
            coalesce(sum(input) filter (where confirmed), 0) as sure_input,
            coalesce(sum(cached) filter (where confirmed), 0) as sure_cached,
            coalesce(sum(output) filter (where confirmed), 0) as sure_output,
            coalesce(sum(reasoning) filter (where confirmed), 0) as sure_reasoning,
            coalesce(sum(cost), 0) as cost
            """;

    /** Entries have the order in which they were booked. Sums by days stay, and so do those of jobs that are still there. */
    static final String CALLS = """
            with gone as (
                delete from ledger where id = any(array(
                    select id from (select id, at from ledger order by id limit $2) oldest
                    where at < now() - make_interval(secs => $1)))
                returning *),
            alive as (select id, tenant from job where id in (select job from gone) order by id for key share),
            kept as (
                insert into job_spent as s (job, tenant, calls, unconfirmed, unpriced, input, cached, output,
                                            sure_input, sure_cached, sure_output, sure_reasoning, cost)
                select a.id, a.tenant, k.calls, k.unconfirmed, k.unpriced, k.input, k.cached, k.output, k.sure_input,
                       k.sure_cached, k.sure_output, k.sure_reasoning, k.cost
                from alive a join (select job, %s from gone group by job) k on k.job = a.id
                on conflict (job) do update set
                    calls = s.calls + excluded.calls, unconfirmed = s.unconfirmed + excluded.unconfirmed,
                    unpriced = s.unpriced + excluded.unpriced, input = s.input + excluded.input,
                    cached = s.cached + excluded.cached, output = s.output + excluded.output,
                    sure_input = s.sure_input + excluded.sure_input, sure_cached = s.sure_cached + excluded.sure_cached,
                    sure_output = s.sure_output + excluded.sure_output,
                    sure_reasoning = s.sure_reasoning + excluded.sure_reasoning, cost = s.cost + excluded.cost)
            select count(*) as done from gone
            """.formatted(SUMS);

    /** Those that are still to be delivered have no end. */
    static final String EVENTS = """
            delete from outbox where id = any(array(
                select id from outbox where ended_at < now() - make_interval(secs => $1) order by ended_at limit $2))
            """;

    static final String DELETED_JOB_KEYS = """
            delete from deleted_job_key where ctid = any(array(
                select ctid from deleted_job_key where deleted_at < now() - make_interval(secs => $1)
                order by deleted_at limit $2))
            """;

    static final String KEY_DAYS = """
            delete from key_day where ctid = any(array(
                select ctid from key_day where day < (now() - make_interval(secs => $1))::date limit $2))
            """;

    static final String PURGED_AT = "select purged_at from job where tenant = $1 and id = $2";
}
