package dev.sheaf.store;

/** What {@link StoredParts} says to the database when replies come, and when a part ends. */
final class SettleSql {
    private SettleSql() {}

    /**
     * $1 part, $2-$11 a request's: id, provider's id, trouble, reply, bought, input, cached, output, reasoning, cost;
     * $12 whether that is certain, $13 which sending; $14-$17 an item's: place, request, answer, round; $18-$22 what the
     * request's items would have cost alone, alone with the cache, packed, in batches, and both; $23-$24 an item's votes, and
     * the answer that leads by them, where it is asked again: from then on this is its answer where no other comes; $25 whether
     * a request's item was asked alone because it speaks to the model. Whoever settles a request first settles its items.
     * Every reply is booked, since each was paid, and in the place of its estimate; what a further one's items would have cost
     * alone was booked with the first.
     */
    static final String SETTLE = """
            with said as (
                select * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bool[], $7::bigint[],
                                     $8::bigint[], $9::bigint[], $10::bigint[], $11::text[], $12::bool[], $13::int[],
                                     $18::text[], $19::text[], $20::text[], $21::text[], $22::text[], $25::bool[])
                as s(id, request_id, trouble, reply, bought, input, cached, output, reasoning, cost, confirmed, attempt,
                     alone, alone_cached, packed, batch, packed_batch, isolated)),
            settled as (
                update request r set state = 2, request_id = s.request_id, trouble = s.trouble, reply = s.reply
                from said s where r.id = s.id and r.part = $1 and r.state < 2
                returning r.id, r.job),
            booked as (
                insert into ledger (tenant, job, task, version, model, lane, request, attempt, confirmed, items,
                                    input, cached, output, reasoning, cost, alone, alone_cached, packed, batch, packed_batch, at)
                select r.tenant, r.job, j.task, j.version, p.model, p.lane, r.id, s.attempt, s.confirmed,
                       cardinality(r.items), s.input, s.cached, s.output, s.reasoning, s.cost::numeric,
                       s.alone::numeric * (r.state < 2)::int, s.alone_cached::numeric * (r.state < 2)::int,
                       s.packed::numeric, s.batch::numeric * (r.state < 2)::int, s.packed_batch::numeric, now()
                from said s join request r on r.id = s.id and r.part = $1
                join job j on j.id = r.job join part p on p.id = $1
                where s.bought
                on conflict (request, attempt) do update
                set confirmed = true, input = excluded.input, cached = excluded.cached, output = excluded.output,
                    reasoning = excluded.reasoning, cost = excluded.cost, alone = excluded.alone,
                    alone_cached = excluded.alone_cached, packed = excluded.packed, batch = excluded.batch,
                    packed_batch = excluded.packed_batch, at = excluded.at
                where excluded.confirmed and not ledger.confirmed),
            told as (
                update item i set state = case when a.answer is null then 1
                                               when a.answer like '{"error":%' and i.standing is null then 3 else 2 end,
                                  answer = case when a.answer like '{"error":%' then coalesce(i.standing, a.answer)
                                                else a.answer end,
                                  round = case when a.answer is null then a.round else i.round end,
                                  tries = case when a.ballots is not null then 0
                                               when a.answer is null then i.tries + 1 else i.tries end,
                                  ballots = coalesce(a.ballots, i.ballots), standing = coalesce(a.standing, i.standing)
                from unnest($14::bigint[], $15::text[], $16::text[], $17::int[], $23::text[], $24::text[])
                     as a(seq, request, answer, round, ballots, standing)
                join settled s on s.id = a.request
                where i.job = s.job and i.seq = a.seq and i.state = 0
                returning i.state, i.copies, a.request),
            apart as (
                select coalesce(sum(t.copies), 0) as items from told t join said s on s.id = t.request where s.isolated),
            released as (
                update reservation v set usd = greatest(0, v.usd - c.usd)
                from (select sum(cost::numeric) as usd from said where bought) c
                where v.part = $1 and c.usd is not null),
            counted as (
                update job set
                    answered = answered + (select coalesce(sum(copies) filter (where state = 2), 0) from told),
                    failed = failed + (select coalesce(sum(copies) filter (where state = 3), 0) from told),
                    isolated = isolated + (select items from apart)
                where id = (select job from part where id = $1)
                  and (exists (select from told where state in (2, 3)) or (select items from apart) > 0))
            select count(*) as done from settled
            """;

    /** Keeps what may be used again. */
    static final String KEEP_ANSWERS = """
            insert into known_answer (tenant, task, version, hash, answer, at)
            select distinct on (i.hash) j.tenant, j.task, j.version, i.hash, i.answer, now()
            from item i join job j on j.id = i.job
            where i.job = $1 and i.seq = any($2) and i.state = 2
            on conflict (tenant, task, version, hash) do update set answer = excluded.answer, at = excluded.at
            """;

    static final String CLOSE = """
            update part set state = 'closed', ended_at = now(), failure = $3
            where id = $1 and lease_owner = $2 and state <> 'closed' returning job
            """;

    /** $1 part, $2-$6 sendings: request, which, input, output, cost; $7-$11 what it would have cost otherwise. */
    static final String UNANSWERED = """
            insert into ledger (tenant, job, task, version, model, lane, request, attempt, confirmed, items,
                                input, cached, output, reasoning, cost, alone, alone_cached, packed, batch, packed_batch, at)
            select r.tenant, r.job, j.task, j.version, p.model, p.lane, r.id, s.attempt, false,
                   cardinality(r.items), s.input, 0, s.output, 0, s.cost::numeric, s.alone::numeric,
                   s.alone_cached::numeric, s.packed::numeric, s.batch::numeric, s.packed_batch::numeric, now()
            from unnest($2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::text[],
                        $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
                 as s(id, attempt, input, output, cost, alone, alone_cached, packed, batch, packed_batch)
            join request r on r.id = s.id and r.part = $1 and r.state = 1 and r.attempts = s.attempt
            join job j on j.id = r.job join part p on p.id = r.part
            on conflict (request, attempt) do nothing
            """;

    private static final String OVER = """
            with over as (
                update request set state = 3 where part = $1 and state < 2 %s returning id, job, items),
            open as (select id, job, unnest(items) as seq, cardinality(items) as together from over),
            told as (
                update item i set %s from open o
                where i.job = o.job and i.seq = o.seq and i.state = 0 returning i.copies, i.state)
            update job set
                answered = answered + (select coalesce(sum(copies) filter (where state = 2), 0) from told),
                failed = failed + (select coalesce(sum(copies) filter (where state = 3), 0) from told)
            where id = (select job from part where id = $1)
            """;

    /** $2 numbers of requests, $3 the reason. Items that stood together go on apart. */
    static final String REFUSED_BY_NUMBER = OVER.formatted("and number = any($2)", """
                    state = case when o.together > 1 then 1 when i.standing is null then 3 else 2 end,
                    tries = i.tries + 1,
                    round = case when o.together > 1 then i.round + 1 else i.round end,
                    answer = case when o.together > 1 then null else coalesce(i.standing, $3) end
                """);

    static final String REFUSED_ALL = OVER.formatted(
            "", "state = case when i.standing is null then 3 else 2 end, answer = coalesce(i.standing, $2)");

    /** $2 rounds further, $3 tries that do not count. */
    static final String WAIT_AGAIN = OVER.formatted("", "state = 1, round = i.round + $2, tries = i.tries + 1 - $3");

    /**
     * $1 part, $2 requests a part may have from now on, $3 seconds without a further part in the provider's queue. Where
     * a part went well, the next ones may be larger again.
     */
    static final String WAKE_JOB = """
            update job j set due_at = now(),
                part_requests = case when p.batch_state = 'completed' or p.lane = 'online' and p.failure is null
                                     then least(2147483647, part_requests::bigint * 2)::integer
                                     else least(part_requests, $2) end,
                hold_until = case when $3::float8 > 0 then greatest(hold_until, now() + make_interval(secs => $3))
                                  else hold_until end,
                queue_tokens = case when $3::float8 > 0 then least(queue_tokens, p.tokens / 2) else queue_tokens end
            from part p where p.id = $1 and j.id = p.job
            """;
}
