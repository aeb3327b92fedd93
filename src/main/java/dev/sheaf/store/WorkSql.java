package dev.sheaf.store;

/** What {@link StoredWork} says to the database; each change repeats its expectation. */
final class WorkSql {
    private WorkSql() {}

    /** $1 owner, $2 seconds, $3 how many, $4 those that are still under way here. */
    static final String CLAIM_JOBS = """
            update job set lease_owner = $1, lease_until = now() + make_interval(secs => $2),
                           due_at = now() + make_interval(secs => $2)
            where id in (
                select id from job
                where state = 'running' and due_at <= now() and (lease_until is null or lease_until < now())
                  and id <> all($4)
                order by due_at limit $3 for update skip locked)
            returning *
            """;

    /** What was bought is brought in for a job that pauses, too. */
    static final String CLAIM_PARTS = """
            update part set lease_owner = $1, lease_until = now() + make_interval(secs => $2),
                            due_at = now() + make_interval(secs => $2)
            where id in (
                select p.id from part p join job j on j.id = p.job
                where p.state not in ('planning', 'closed') and p.due_at <= now()
                  and (p.lease_until is null or p.lease_until < now()) and p.id <> all($4)
                  and (j.state = 'running' or p.state in ('created', 'fetched') or p.state in ('uploaded', 'withdrawn') and p.create_at is not null)
                order by p.due_at limit $3 for update of p skip locked)
            returning *
            """;

    /**
     * $1 id, $2 owner, $3 seconds. Who was called meanwhile stays called, also by a call that came between this
     * transaction's beginning, which is what now() says, and its lock.
     */
    static final String RENEW = """
            update %s set lease_until = now() + make_interval(secs => $3),
                          due_at = case when due_at <= clock_timestamp() then due_at
                                        else now() + make_interval(secs => $3) end
            where id = $1 and lease_owner = $2
            """;

    static final String RELEASE = """
            update %s set lease_owner = null, lease_until = null,
                          due_at = case when due_at <= clock_timestamp() then due_at
                                        else now() + make_interval(secs => $3) end
            where id = $1 and lease_owner = $2
            """;

    static final String NEXT_DUE = """
            select extract(epoch from min(at) - now())::float8 as seconds from (
                select greatest(due_at, lease_until) as at from job where state = 'running'
                union all
                select greatest(p.due_at, p.lease_until) from part p join job j on j.id = p.job
                where p.state not in ('planning', 'closed')
                  and (j.state = 'running' or p.state in ('created', 'fetched') or p.state in ('uploaded', 'withdrawn') and p.create_at is not null)
            ) due
            """;

    /** Whether job $1 has items that no request has held yet. An {@code exists} would lose the order, and read all of them. */
    private static final String HAS_NEW = """
            (select i.seq from item i
             where i.job = $1 and i.seq > (select planned_to from job where id = $1) and i.state = 0 and i.twin is null
             order by i.seq limit 1) is not null
            """;

    static final String ROUND_WAITING = """
            select case when %s then 1
                        else (select min(round) from item where job = $1 and state = 1 and twin is null) end as round
            """.formatted(HAS_NEW);

    /** $1 job, $2 how many. */
    static final String WAITING_NEW = """
            select i.seq, i.text, i.round, i.tries, i.copies from item i
            where i.job = $1 and i.seq > (select planned_to from job where id = $1) and i.state = 0 and i.twin is null
            order by i.seq limit $2
            """;

    static final String WAITING_AGAIN = """
            select seq, text, round, tries, copies from item
            where job = $1 and round = $2 and state = 1 and twin is null
            order by seq limit $3
            """;

    /** A part of another round or lane takes nothing in any more. */
    static final String RESERVE_OTHERS = """
            update part set state = case when requests = 0 then 'closed' else 'reserved' end, due_at = now(),
                            ended_at = case when requests = 0 then now() end
            where job = $1 and state = 'planning' and (round <> $2 or lane <> $3)
            """;

    static final String PLANNING =
            "select * from part where job = $1 and state = 'planning' and round = $2 and lane = $3 limit 1";

    static final String BEGIN_PART = """
            insert into part (tenant, job, lane, model, round, state, fingerprint, created_at, due_at)
            select tenant, id, $2, $3, $4, 'planning', $5, now(), now() from job where id = $1 and lease_owner = $6
            returning *
            """;

    /**
     * $1 part, $2 owner, $3-$6 sizes, $7-$11 requests, $12 their items, $13 seconds of the job's lease. Items that waited
     * again do so no more. A plan need not be on the disk before its part is reserved, and then it is.
     */
    static final String PLAN = """
            with held as (
                select j.id, j.planned_to, set_config('synchronous_commit', 'off', true) from job j
                join part p on p.job = j.id
                where p.id = $1 and j.lease_owner = $2 for update of j),
            mine as (
                update part p set requests = requests + $3, items = items + $4, bytes = bytes + $5, tokens = tokens + $6
                from held where p.id = $1 and p.state = 'planning'
                returning p.id, p.job, p.tenant, p.round, held.planned_to),
            laid as (
                insert into request (id, tenant, job, part, number, round, seed, items, tokens)
                select r.id, m.tenant, m.job, m.id, r.number, m.round, r.seed,
                       string_to_array(r.items, ',')::bigint[], r.tokens
                from mine m, unnest($7::text[], $8::int[], $9::bigint[], $10::text[], $11::int[])
                     as r(id, number, seed, items, tokens)),
            further as (
                update job j set planned_to = greatest(j.planned_to, l.seq),
                                 lease_until = now() + make_interval(secs => $13),
                                 due_at = case when j.due_at <= clock_timestamp() then j.due_at
                                               else now() + make_interval(secs => $13) end
                from mine m, (select max(seq) as seq from unnest($12::bigint[]) as u(seq)) l
                where j.id = m.job),
            again as (
                update item i set state = 0
                from mine m, unnest($12::bigint[]) as u(seq)
                where i.job = m.job and i.seq = u.seq and u.seq <= m.planned_to and i.state = 1)
            select count(*) as done from mine
            """;

    /** $1 job, $2-$3 items with their reasons. */
    static final String REFUSE = """
            with refused as (
                update item i set state = 3, answer = r.answer
                from unnest($2::bigint[], $3::text[]) as r(seq, answer)
                where i.job = $1 and i.seq = r.seq and i.state in (0, 1) returning copies)
            update job set failed = failed + (select coalesce(sum(copies), 0) from refused) where id = $1
            """;

    private static final String RESERVE_THE = """
            update part set state = case when requests = 0 then 'closed' else 'reserved' end, due_at = now(),
                            ended_at = case when requests = 0 then now() end
            where %s = $1 and state = 'planning'
            """;

    static final String RESERVE = RESERVE_THE.formatted("id");

    static final String RESERVE_ALL = RESERVE_THE.formatted("job");

    static final String IS_DONE = """
            select cancelling,
                   not exists (select from part where job = $1 and state <> 'closed') as idle,
                   exists (select from item where job = $1 and state = 1 and twin is null)
                   or %s as waiting
            from job where id = $1 and lease_owner = $2 and state = 'running' for update
            """.formatted(HAS_NEW);

    /** Where no part is open, nothing is asked. */
    static final String CANCEL_WAITING = """
            with gone as (
                update item set state = 3, answer = $2
                where job = $1 and state in (0, 1) and twin is null returning copies)
            update job set failed = failed + (select coalesce(sum(copies), 0) from gone) where id = $1
            """;

    static final String FINISH = """
            update job set state = case when cancelling then 'cancelled' else 'completed' end, ended_at = now()
            where id = $1
            """;

    /** Parts of a model are let in one after the other. */
    static final String ADMIT_LOCK = "select pg_advisory_xact_lock(hashtext('enqueued tokens of ' || $1))";

    /**
     * Those that wait stand in line: whoever's job would have the least in the queue goes first. A part is let in if all
     * before it fit as well; a model's first, and a job's, however large. $1 part, $2 model, $3 tokens at most.
     */
    static final String ADMIT = """
            with queue as (
                select p.job, sum(p.tokens) as tokens from part p
                where p.model = $2 and p.admitted and p.state <> 'closed' group by p.job),
            waiting as (
                select p.id, p.tokens, j.queue_tokens,
                       coalesce(q.tokens, 0) + sum(p.tokens) over (partition by p.job order by p.id) as of_job
                from part p join job j on j.id = p.job left join queue q on q.job = p.job
                where p.model = $2 and p.state = 'reserved' and p.lane = 'batch' and not p.admitted
                  and j.state = 'running' and not j.cancelling and (j.hold_until is null or j.hold_until <= now())),
            line as (
                select id, sum(tokens) over behind as upto, row_number() over behind as place from waiting
                where queue_tokens is null or of_job <= queue_tokens or of_job = tokens
                window behind as (order by of_job - tokens, id)),
            total as (select coalesce(sum(tokens), 0) as tokens from queue)
            update part p set admitted = true from line, total
            where p.id = $1 and line.id = $1
              and (total.tokens + line.upto <= $3 or total.tokens = 0 and line.place = 1)
            """;

    static final String REQUESTS = "select * from request where part = $1 and number > $2 order by number limit $3";

    static final String OPEN =
            "select * from request where part = $1 and number > $2 and state < 2 order by number limit $3";

    static final String OPEN_BY_ID =
            "select * from request where part = $1 and id = any($2) and state < 2 order by number";

    private static final String ASKED =
            "select seq, text, round, tries + 1 as tries, copies from item where job = $1 and seq %s";

    /** Many times quicker than one by one, where they lie close together. */
    static final String ASKED_BETWEEN = ASKED.formatted("between $2 and $3");

    static final String ASKED_AMONG = ASKED.formatted("= any($2)");

    private static final String STEP = "update part set %s where id = $1 and lease_owner = $2 and state = '%s'";

    static final String UPLOADING =
            STEP.formatted("uploads = uploads + 1, began_at = coalesce(began_at, now())", "reserved");
    static final String UPLOADED = STEP.formatted("state = 'uploaded', input_file = $3", "reserved");
    static final String CREATING = STEP.formatted("creates = creates + 1, create_at = now()", "uploaded");
    static final String CREATED = """
            update part set state = 'created', batch = $3
            where id = $1 and lease_owner = $2 and state in ('uploaded', 'withdrawn')
            """;
    static final String WITHDRAWING = STEP.formatted("state = 'withdrawn', create_at = now()", "uploaded");
    static final String WITHDRAWN =
            STEP.formatted("state = 'reserved', input_file = null, create_at = null", "withdrawn");
    static final String NOT_CREATED = STEP.formatted("creates = creates - 1, create_at = null", "uploaded");
    static final String IS_SETTLED = """
            select create_at is null or create_at + make_interval(secs => $2) <= now() as settled from part where id = $1
            """;
    static final String POLLED =
            STEP.formatted("batch_state = $3, batch_done = $4, output_file = $5, error_file = $6", "created");
    static final String CANCELLED = STEP.formatted("cancelled = true", "created");
    static final String FETCHED = """
            update part set state = 'fetched', anomalies = anomalies + $3
            where id = $1 and lease_owner = $2 and (state = 'created' or state = 'reserved' and lane = 'online')
            """;

    /** A request that was sent before, and has no reply, is booked before it is sent again. */
    static final String SENDING = """
            with mine as (
                select p.id, p.began_at from part p where p.id = $1 and p.lease_owner = $2 and p.state = 'reserved'),
            began as (
                update part set began_at = now() where id in (select id from mine where began_at is null)),
            lost as (
                insert into ledger (tenant, job, task, version, model, lane, request, attempt, confirmed, items,
                                    input, cached, output, reasoning, cost, at)
                select r.tenant, r.job, j.task, j.version, $4, 'online', r.id, r.attempts, false,
                       cardinality(r.items), r.tokens, 0, 0, 0, null, now()
                from request r join job j on j.id = r.job
                where r.part in (select id from mine) and r.id = any($3) and r.state = 1
                on conflict (request, attempt) do nothing),
            sent as (
                update request set state = 1, attempts = attempts + 1
                where part in (select id from mine) and id = any($3) and state < 2)
            select count(*) as done from mine
            """;

    static final String NOT_SENT = """
            update request set state = 0 where part = $1 and id = any($3) and state = 1
              and exists (select from part where id = $1 and lease_owner = $2)
            """;

    static final String END_ABANDONED = """
            update job set state = 'failed', reason_code = 'upload_incomplete', reason = 'The file did not come whole.',
                           ended_at = now(), lease_until = null
            where state = 'ingesting' and lease_until < now()
            """;

    static final String JOB_OF = "select * from job where id = $1";

    static final String OVERFLOWS =
            "select count(*) as done from part where job = $1 and failure like 'token_limit_exceeded%'";

    static final String PAUSE = """
            update job set state = 'paused', reason_code = $2, reason = $3
            where id = (select job from part where id = $1) and state = 'running' and not cancelling
            """;
}
