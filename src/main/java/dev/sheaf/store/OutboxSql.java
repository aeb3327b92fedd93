package dev.sheaf.store;

/** What {@link StoredOutbox} says to the database; events are put there by triggers. */
final class OutboxSql {
    private OutboxSql() {}

    /**
     * $1 owner, $2 seconds, $3 how many, $4 those that are still under way here, $5 how many of a tenant. Each tenant's
     * oldest comes before any tenant's next one.
     */
    static final String CLAIM = """
            update outbox set lease_owner = $1, lease_until = now() + make_interval(secs => $2)
            where id = any(array(
                select o.id
                from (select id, row_number() over (partition by tenant order by due_at, id)
                                 + (select count(*) from outbox b where b.id = any($4) and b.tenant = w.tenant) as turn
                      from outbox w
                      where state = 'waiting' and due_at <= now() and (lease_until is null or lease_until < now())
                        and id <> all($4)) due
                join outbox o on o.id = due.id
                where due.turn <= $5 and o.state = 'waiting' and o.due_at <= now()
                  and (o.lease_until is null or o.lease_until < now())
                order by due.turn, o.due_at limit $3 for update of o skip locked))
            returning *
            """;

    /** $1 id, $2 owner, $3 seconds. */
    static final String RENEW = """
            update outbox set lease_until = now() + make_interval(secs => $3)
            where id = $1 and lease_owner = $2 and state = 'waiting'
            """;

    /** $1 id, $2 owner, $3 the outcome, $4 what was said. */
    static final String TRIED = """
            update outbox set attempts = attempts + 1, said = $4,
                              state = case when $3 = 'again' then state else $3 end,
                              ended_at = case when $3 = 'again' then null else now() end
            where id = $1 and lease_owner = $2 and state = 'waiting'
            """;

    /** $1 id, $2 owner, $3 seconds. */
    static final String RELEASE = """
            update outbox set lease_owner = null, lease_until = null, due_at = now() + make_interval(secs => $3)
            where id = $1 and lease_owner = $2
            returning extract(epoch from due_at - now())::float8 as seconds
            """;

    static final String CALLBACK = "select callback from job where tenant = $1 and id = $2 and callback is not null";

    static final String OF_JOB =
            "select * from outbox where tenant = $1 and job = $2 order by created_at desc, id limit 100";
}
