package dev.sheaf.store;

/** What {@link StoredLeases} says to the database; each change repeats its expectation. */
final class LeaseSql {
    private LeaseSql() {}

    /**
     * $1 owner, $2 seconds, $3 how many, $4 those that are still under way here. Looked for once, as an array: a mere
     * subquery can be run again for every row, and what is locked by then gives way to others, beyond the limit.
     */
    static final String CLAIM_JOBS = """
            update job set lease_owner = $1, lease_until = now() + make_interval(secs => $2),
                           due_at = now() + make_interval(secs => $2)
            where id = any(array(
                select id from job
                where state = 'running' and due_at <= now() and (lease_until is null or lease_until < now())
                  and id <> all($4)
                order by due_at limit $3 for update skip locked))
            returning *
            """;

    /** What was bought is brought in for a job that pauses, too. */
    static final String CLAIM_PARTS = """
            update part set lease_owner = $1, lease_until = now() + make_interval(secs => $2),
                            due_at = now() + make_interval(secs => $2)
            where id = any(array(
                select p.id from part p join job j on j.id = p.job
                where p.state not in ('planning', 'closed') and p.due_at <= now()
                  and (p.lease_until is null or p.lease_until < now()) and p.id <> all($4)
                  and (j.state = 'running' or p.state in ('created', 'fetched') or p.state in ('uploaded', 'withdrawn') and p.create_at is not null)
                order by p.due_at limit $3 for update of p skip locked))
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
            returning extract(epoch from due_at - now())::float8 as seconds
            """;

    /**
     * Of a part: one whose end was told of, and that does not show it yet, is looked at again after a second, and then
     * each time after twice as long.
     */
    static final String RELEASE_PART = """
            update part set lease_owner = null, lease_until = null,
                            due_at = case when due_at <= clock_timestamp() then due_at
                                          when state = 'created' and called_at is not null
                                          then now() + least(make_interval(secs => $3),
                                                             greatest(interval '1 second', now() - called_at))
                                          else now() + make_interval(secs => $3) end
            where id = $1 and lease_owner = $2
            returning extract(epoch from due_at - now())::float8 as seconds
            """;

    static final String END_ABANDONED = """
            update job set state = 'failed', reason_code = 'upload_incomplete', reason = 'The file did not come whole.',
                           ended_at = now(), lease_until = null
            where state = 'ingesting' and lease_until < now()
            """;
}
