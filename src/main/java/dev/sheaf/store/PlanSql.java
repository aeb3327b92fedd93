package dev.sheaf.store;

/** What {@link StoredPlans} says to the database; each change repeats its expectation. */
final class PlanSql {
    private PlanSql() {}

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

    static final String PART_REQUESTS = "select part_requests from job where id = $1";

    /** $1 job, $2 how many. */
    static final String WAITING_NEW = """
            select i.seq, i.text, i.round, i.tries, i.copies, i.ballots from item i
            where i.job = $1 and i.seq > (select planned_to from job where id = $1) and i.state = 0 and i.twin is null
            order by i.seq limit $2
            """;

    static final String WAITING_AGAIN = """
            select seq, text, round, tries, copies, ballots from item
            where job = $1 and round = $2 and state = 1 and twin is null
            order by seq limit $3
            """;

    private static final String RESERVE_THE = """
            update part p set state = case when requests = 0 then 'closed' else 'reserved' end, due_at = now(),
                              ended_at = case when requests = 0 then now() end
            where %s = $1 and state = 'planning'
            """;

    static final String RESERVE = RESERVE_THE.formatted("id");

    /** Where a part was cut to what a cap had room for, those that have no room yet may be, too, and leave a rest each. */
    static final String RESERVE_ALL = RESERVE_THE.formatted("job") + """
              and not (exists (select from part c where c.job = $1 and c.failure = 'beyond_cap')
                       and exists (select from part o where o.job = $1 and o.state = 'reserved'
                                                        and o.round = p.round and o.lane = p.lane
                                                        and not exists (select from reservation r where r.part = o.id)))
            """;

    /** A part of another round or lane takes nothing in any more. */
    static final String RESERVE_OTHERS = RESERVE_ALL + " and (round <> $2 or lane <> $3)";

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

    /** An item that has votes has their leader for an answer, and no reason. */
    private static final String COUNT = """
            update job set
                answered = answered + (select coalesce(sum(copies) filter (where state = 2), 0) from told),
                failed = failed + (select coalesce(sum(copies) filter (where state = 3), 0) from told)
            where id = $1
            """;

    /** $1 job, $2-$3 items with their reasons. */
    static final String REFUSE = """
            with told as (
                update item i set state = case when i.standing is null then 3 else 2 end,
                                  answer = coalesce(i.standing, r.answer)
                from unnest($2::bigint[], $3::text[]) as r(seq, answer)
                where i.job = $1 and i.seq = r.seq and i.state in (0, 1) returning i.copies, i.state)
            """ + COUNT;

    static final String IS_DONE = """
            select id, cancelling,
                   not exists (select from part where job = $1 and state <> 'closed') as idle,
                   exists (select from part where job = $1 and state = 'planning') as held,
                   exists (select from item where job = $1 and state = 1 and twin is null)
                   or %s as waiting
            from job where id = $1 and lease_owner = $2 and state = 'running' for update
            """.formatted(HAS_NEW);

    /** Where no part is open, nothing is asked. */
    static final String CANCEL_WAITING = """
            with told as (
                update item set state = case when standing is null then 3 else 2 end, answer = coalesce(standing, $2)
                where job = $1 and state in (0, 1) and twin is null returning copies, state)
            """ + COUNT;

    static final String FINISH = """
            update job set state = case when cancelling then 'cancelled' else 'completed' end, ended_at = now()
            where id = $1 returning state
            """;
}
