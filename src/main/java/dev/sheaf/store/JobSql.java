package dev.sheaf.store;

/** What {@link StoredJobs} says to the database. */
final class JobSql {
    private JobSql() {}

    /** A key that is known changes nothing. */
    static final String OPEN = """
            insert into job (id, tenant, key, task, version, lane, file, state, part_requests, created_at, deadline_at,
                             due_at, lease_until, known_answers, metadata, api_key)
            values ($1, $2, $3, $4, $5, $6, $7, 'ingesting', $8, now(), $9, now(), now() + make_interval(secs => $10), $11,
                    $12, (select api_key from batch where tenant = $2 and id = $3))
            on conflict (tenant, key) do nothing
            returning *
            """;

    static final String ORDERED_BY = "update job set api_key = $3 where tenant = $1 and id = $2";

    static final String BY_KEY = "select * from job where tenant = $1 and key = $2";

    /** Its reader is gone, or said that the file did not come whole. */
    static final String BEGIN_ANEW = """
            update job set state = 'ingesting', reason_code = null, reason = null, total = 0, answered = 0, failed = 0,
                           bad = 0, planned_to = 0, cancelling = false, created_at = clock_timestamp(), ended_at = null,
                           task = $3, version = $4, lane = $5, file = $6, part_requests = $7, deadline_at = $8,
                           callback = null, known_answers = $9, metadata = $10, purged_at = null, emptied = false,
                           lease_until = now() + make_interval(secs => $2)
            where id = $1 and (state = 'ingesting' and lease_until < now()
                               or state = 'failed' and reason_code = 'upload_incomplete')
            returning *
            """;

    static final String FORGET_ITEMS = "delete from item where job = $1";

    /**
     * Rows count from the moment at which their job begins, which is on the disk when it is said: until then no write
     * waits for the disk.
     */
    private static final String AT_EASE = "set_config('synchronous_commit', 'off', true)";

    /** The time of its beginning tells its reader from one that began anew meanwhile. $1 job, $2 that time, $3 seconds. */
    static final String HOLD = """
            update job set lease_until = now() + make_interval(secs => $3)
            where id = $1 and created_at = $2 and state = 'ingesting' returning %s
            """.formatted(AT_EASE);

    /** Before any other now. */
    static final String LET_GO = """
            update job set lease_until = now() - interval '1 millisecond'
            where id = $1 and created_at = $2 and state = 'ingesting'
            """;

    /** Several may run side by side. $1 job, $2 its beginning, $3-$8 the rows, $9 the reason of a doubled id. */
    static final String ADD = """
            with alive as (
                select id, tenant, %s from job
                where id = $1 and created_at = $2 and state = 'ingesting' for share),
            row as (
                select r.*, a.tenant from alive a, unnest($3::bigint[], $4::text[], $5::bigint[], $6::text[],
                                                          $7::text[], $8::text[])
                as r(seq, id, line, cells, text, fault)),
            good as (
                insert into item (job, seq, tenant, id, line, cells, text, hash, state)
                select $1, seq, tenant, id, line, cells, text, sha256(convert_to(text, 'UTF8')), 0
                from row where fault is null
                on conflict (job, id) where state <> 4 do nothing
                returning seq),
            bad as (
                insert into item (job, seq, tenant, id, line, cells, text, hash, state, answer)
                select $1, seq, tenant, id, line, cells, '', '', 4, coalesce(fault, $9)
                from row where fault is not null or seq not in (select seq from good)
                returning seq)
            select (select count(*) from alive) as alive, (select count(*) from bad) as bad
            """.formatted(AT_EASE);

    /** A job's rows are new to the database: by what it knew before, it would plan for a few of them. */
    static final String ANALYZE = "analyze item";

    /** A job from this size on is worth that. */
    static final String IS_LARGE =
            "select count(*) > 1000 as large from (select from item where job = $1 limit 1001) i";

    /** Roughly is enough: whether it is thousands of rows or a few. */
    static final String ROUGHLY = "set local default_statistics_target = 10";

    /** For one statement that would take hours as nested loops where that happened all the same, and that sorts a job. */
    static final String NO_LOOPS =
            "select set_config('enable_nestloop', 'off', true), set_config('work_mem', '64MB', true)";

    static final String LOOPS = "set local enable_nestloop = on";

    /** Of items with the same text the first is asked, for all of them. */
    static final String JOIN_TWINS = """
            with same as (
                select hash, min(seq) as first, count(*)::int as n from item
                where job = $1 and state = 0 group by hash having count(*) > 1)
            update item i set twin = case when i.seq = s.first then null else s.first end,
                              copies = case when i.seq = s.first then s.n else 0 end
            from same s where i.job = $1 and i.state = 0 and i.hash = s.hash
            """;

    static final String TAKE_KNOWN = """
            with taken as (
                update item i set state = 2, answer = k.answer
                from known_answer k join job j on j.tenant = k.tenant and j.task = k.task and j.version = k.version
                where j.id = $1 and i.job = j.id and i.state = 0 and i.twin is null and i.hash = k.hash
                  and k.at > now() - make_interval(secs => $2)
                returning i.copies)
            update job set answered = (select coalesce(sum(copies), 0) from taken) where id = $1
            """;

    /** What {@link #BEGIN} fails with where the key that the job was ordered with has no room for its rows today. */
    static final String NO_ROOM = "KD001";

    static final String BEGIN = """
            update job set state = 'running', lease_until = null, due_at = now(),
                           total = i.total, bad = i.bad, failed = i.bad
            from (select count(*) as total, count(*) filter (where state = 4) as bad from item where job = $1) i
            where id = $1 and created_at = $2 and state = 'ingesting'
            returning *
            """;

    static final String FAIL = """
            update job set state = 'failed', reason_code = $3, reason = $4, ended_at = now(), lease_until = null,
                           total = i.total, bad = i.bad, failed = i.bad
            from (select count(*) as total, count(*) filter (where state = 4) as bad from item where job = $1) i
            where id = $1 and created_at = $2 and state = 'ingesting'
            returning *
            """;

    static final String FIND = "select * from job where tenant = $1 and id = $2";

    static final String LIST = """
            select * from job where tenant = $1 and ($2::text is null or state = $2)
              and ($3::text is null or (created_at, id) < (select created_at, id from job where tenant = $1 and id = $3))
            order by created_at desc, id desc limit $4
            """;

    static final String PARTS = "select * from part where job = $1 order by id";

    /** Calls whose single entries are gone are in the sums that were kept of them. */
    static final String SPENT = """
            select sum(calls)::bigint as calls, sum(unconfirmed)::bigint as unconfirmed, sum(unpriced)::bigint as unpriced,
                   sum(input)::bigint as input, sum(cached)::bigint as cached, sum(output)::bigint as output,
                   sum(sure_input)::bigint as sure_input, sum(sure_cached)::bigint as sure_cached,
                   sum(sure_output)::bigint as sure_output, sum(sure_reasoning)::bigint as sure_reasoning,
                   sum(cost)::text as cost
            from (select %s from ledger where job = $1
                  union all
                  select calls, unconfirmed, unpriced, input, cached, output, sure_input, sure_cached, sure_output,
                         sure_reasoning, cost
                  from job_spent where job = $1) s
            """.formatted(RetentionSql.SUMS);

    static final String CALLBACK = "update job set callback = $3 where tenant = $1 and id = $2";

    /** What was bought already comes in first, unless nothing can have been bought yet. */
    static final String CANCEL = """
            update job set cancelling = true, due_at = now(),
                           ended_at = case when state = 'ingesting' then now() end,
                           state = case when state = 'ingesting' then 'cancelled' else 'running' end
            where tenant = $1 and id = $2 and state in ('ingesting', 'running', 'paused') returning state
            """;

    static final String WAKE_PARTS =
            "update part set due_at = now() where job = $1 and state not in ('planning', 'closed')";

    static final String PAUSE = """
            update job set state = 'paused' where tenant = $1 and id = $2 and state = 'running' and not cancelling
            returning state
            """;

    static final String RESUME = """
            update job set state = 'running', reason_code = null, reason = null, due_at = now()
            where tenant = $1 and id = $2 and state = 'paused' returning state
            """;

    /** Its row is locked first, so that its items are not taken away as kept long enough meanwhile. */
    static final String RETRY = """
            with held as (
                select id from job
                where id = $1 and state in ('completed', 'cancelled') and purged_at is null for update),
            again as (
                update item set state = 1, round = 1, tries = 0, answer = null
                where job in (select id from held) and state = 3 and twin is null
                returning copies),
            counted as (select coalesce(sum(copies), 0)::bigint as n from again)
            update job set state = 'running', cancelling = false, reason_code = null, reason = null, ended_at = null,
                           due_at = now(), failed = failed - counted.n, planned_to = total
            from counted where id = $1 and purged_at is null and counted.n > 0 returning counted.n as n
            """;

    static final String DELETE = """
            with gone as (
                delete from job where id = $1 and state in ('completed', 'failed', 'cancelled') returning id, tenant, key),
            emptied as (delete from item using gone where item.job = gone.id),
            remembered as (
                insert into deleted_job_key (tenant, key) select tenant, key from gone where key is not null
                on conflict (tenant, key) do update set deleted_at = excluded.deleted_at)
            select id from gone
            """;

    static final String WAS_DELETED =
            "select exists (select from deleted_job_key where tenant = $1 and key = $2) as there";

    private static final String ROW = """
            select i.seq, i.id, i.line, i.cells, coalesce(i.twin, i.seq) as asked, coalesce(t.round, i.round) as round,
                   coalesce(t.answer, i.answer) as answer
            from item i left join item t on t.job = i.job and t.seq = i.twin
            """;

    static final String ROWS = ROW + "where i.job = $1 and i.seq > $2 order by i.seq limit $3";

    /** $1 job, $2 how many, $3 seed. Bad rows (4) have no text. */
    static final String SAMPLE = """
            select id, text from item where job = $1 and state <> 4
            order by hashint8extended(seq, $3::bigint), seq limit $2
            """;

    static final String ROW_BY_ID = ROW + "where i.job = $1 and i.id = $2 order by i.state, i.seq limit 1";

    static final String ASKINGS = """
            select r.id, r.round, p.lane, p.batch, r.request_id, r.trouble, r.reply,
                   array(select m.id from unnest(r.items) with ordinality as u(seq, place)
                         join item m on m.job = r.job and m.seq = u.seq
                         where m.seq <> $2 order by u.place) as mates
            from request r join part p on p.id = r.part
            where r.job = $1 and r.items @> array[$2::bigint]
            order by r.part, r.number
            """;
}
