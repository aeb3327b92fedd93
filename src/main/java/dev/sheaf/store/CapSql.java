package dev.sheaf.store;

/** What {@link StoredCaps} and {@link StoredParts} say to the database about caps. */
final class CapSql {
    private CapSql() {}

    private static final String TODAY = "(now() at time zone 'UTC')::date";

    /** Of a tenant's parts one after the other makes its room. */
    static final String LOCK = """
            select pg_advisory_xact_lock(hashtext('caps of ' || tenant)) from part where id = $1
            """;

    static final String EXPECTED = """
            select p.tokens as input, greatest(0, coalesce(sum(r.tokens), 0) - p.tokens)::bigint as output
            from part p left join request r on r.part = p.id where p.id = $1 group by p.id
            """;

    /**
     * $1 part, $2 what it may come to; null where nobody knows. Makes room where every cap leaves it and says nothing; else it
     * says what the tightest leaves. What a part has already it keeps.
     */
    static final String RESERVE = """
            with mine as (
                select p.id, p.tenant, p.job, j.task, j.api_key from part p join job j on j.id = p.job
                where p.id = $1 and not exists (select from reservation r where r.part = p.id)),
            room as (
                select c.scope, c.name, c.usd, c.usd
                       - case c.scope
                             when 'job' then (select coalesce(sum(l.cost), 0) from ledger l where l.job = m.job)
                                              + coalesce((select s.cost from job_spent s where s.job = m.job), 0)
                             when 'task' then (select coalesce(sum(d.cost), 0) from cost_day d
                                               where d.tenant = m.tenant and d.day = %1$s and d.task = m.task)
                             else (select coalesce(sum(d.cost), 0) from cost_day d
                                   where d.tenant = m.tenant and d.day = %1$s) end
                       - held.usd as left_over, held.usd > 0 as under_way
                from mine m
                join cap c on c.tenant = m.tenant
                     and (c.scope = 'job' and c.name = m.job or c.scope = 'task' and c.name = m.task or c.scope = 'tenant'),
                lateral (select coalesce(sum(r.usd), 0) as usd from reservation r
                         where r.tenant = m.tenant and (c.scope = 'tenant' or c.scope = 'task' and r.task = m.task
                                                        or c.scope = 'job' and r.job = m.job)) held
                union all
                select 'key', k.id, k.usd_per_day,
                       k.usd_per_day - coalesce((select usd from key_day where key = k.id and day = %1$s), 0) - held.usd,
                       held.usd > 0
                from mine m join api_key k on k.id = m.api_key and k.usd_per_day is not null,
                lateral (select coalesce(sum(r.usd), 0) as usd from reservation r join job j on j.id = r.job
                         where r.tenant = m.tenant and j.api_key = k.id) held),
            tight as (
                select * from room where $2::text::numeric is null or left_over < $2::text::numeric order by left_over limit 1),
            taken as (
                insert into reservation (part, tenant, job, task, usd)
                select id, tenant, job, task, $2::text::numeric from mine
                where $2::text::numeric is not null and not exists (select from tight))
            select scope, name, usd::text as usd, left_over::text as left_over, under_way,
                   (%1$s + 1)::timestamp at time zone 'UTC' as day_ends
            from tight
            """.formatted(TODAY);

    /** $4 tenant, $5 scope, $6 name, $7 what the cap was, $8 the end of the day whose spending was looked at. */
    static final String PAUSE = PartSql.pause("case when $2 = 'day_cap_reached' then $8::timestamptz end") + """
              and ($5 = 'key' or exists (select from cap where tenant = $4 and scope = $5 and name = $6
                                                          and usd = $7::text::numeric))
            """;

    static final String RELEASE = "delete from reservation where part = $1";

    /** $1 tenant; null: of all. Caps of the day with what was spent of them. */
    static final String SPENT_TODAY = """
            select c.tenant, c.scope, c.name, c.usd::text as usd,
                   (select coalesce(sum(d.cost), 0) from cost_day d
                    where d.tenant = c.tenant and d.day = %s and (c.scope = 'tenant' or d.task = c.name))::text as spent,
                   (select coalesce(sum(r.usd), 0) from reservation r
                    where r.tenant = c.tenant and (c.scope = 'tenant' or r.task = c.name))::text as reserved
            from cap c where c.scope in ('task', 'tenant') and ($1::text is null or c.tenant = $1)
            order by c.tenant, c.scope desc, c.name
            """.formatted(TODAY);

    static final String PUT = """
            insert into cap (tenant, scope, name, usd) values ($1, $2, $3, $4::text::numeric)
            on conflict (tenant, scope, name) do update set usd = excluded.usd
            """;

    static final String REMOVE = "delete from cap where tenant = $1 and scope = $2 and name = $3";

    static final String OF_JOB = "select usd::text as usd from cap where tenant = $1 and scope = 'job' and name = $2";

    private static final String GO_ON =
            "update job set state = 'running', reason_code = null, reason = null, due_at = now() where ";

    /** Whether they have room by now they find out themselves. $1 tenant, $2 scope, $3 name. */
    static final String RAISED = GO_ON + """
            tenant = $1 and state = 'paused' and reason_code in ('day_cap_reached', 'model_without_price')
              and ($2 = 'tenant' or task = $3) returning id
            """;

    static final String NEXT_DAY =
            GO_ON + "state = 'paused' and reason_code = 'day_cap_reached' and resume_at <= now() returning id";

    static final String WAKE_PARTS =
            "update part set due_at = now() where job = any($1) and state not in ('planning', 'closed')";
}
