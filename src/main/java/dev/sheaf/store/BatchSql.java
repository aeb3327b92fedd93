package dev.sheaf.store;

/** What {@link StoredBatches} says to the database; each change repeats its expectation. */
final class BatchSql {
    private BatchSql() {}

    static final String ADD = """
            insert into batch (id, tenant, input_file, endpoint, lane, metadata, output_expiry, job, state, validating_at,
                               expires_at, due_at, api_key)
            values ($1, $2, $3, $4, $5, $6, $7, $8, 'validating', $9, $10, now(), $11)
            """;

    static final String ROOM = """
            select greatest(0, k.items_per_day - coalesce(d.items, 0)) as room
            from batch b join api_key k on k.id = b.api_key and k.items_per_day is not null
            left join key_day d on d.key = k.id and d.day = (now() at time zone 'UTC')::date
            where b.tenant = $1 and b.id = $2
            """;

    /** As long as it is not over, its job knows better. */
    private static final String SHOWN = """
            select b.id, b.tenant, b.input_file, b.endpoint, b.lane, b.metadata, b.output_expiry, b.model, b.state,
                   b.validating_at, b.failed_at, b.in_progress_at, b.finalizing_at, b.completed_at, b.expired_at,
                   b.cancelling_at, b.cancelled_at, b.expires_at, b.errors, b.output_file, b.error_file,
                   b.input, b.cached, b.output, b.reasoning,
                   coalesce(j.total, b.total) as total, coalesce(j.answered, b.completed) as completed,
                   coalesce(j.failed, b.failed) as failed
            from batch b left join job j on j.id = b.job and b.state in ('in_progress', 'finalizing', 'cancelling')
            """;

    static final String FIND = SHOWN + "where b.tenant = $1 and b.id = $2";

    static final String LIST = SHOWN + """
            where b.tenant = $1
              and ($2::text is null
                   or (b.validating_at, b.id) < (select validating_at, id from batch where tenant = $1 and id = $2))
            order by b.validating_at desc, b.id desc limit $3
            """;

    static final String CANCEL = """
            update batch set state = 'cancelling', cancelling_at = now(), due_at = now()
            where tenant = $1 and id = $2 and state in ('validating', 'in_progress')
            """;

    /** $1 owner, $2 seconds, $3 how many, $4 those that are still under way here. */
    static final String CLAIM = """
            update batch set lease_owner = $1, lease_until = now() + make_interval(secs => $2),
                             due_at = now() + make_interval(secs => $2)
            where id = any(array(
                select id from batch
                where state in ('validating', 'in_progress', 'finalizing', 'cancelling') and due_at <= now()
                  and (lease_until is null or lease_until < now()) and id <> all($4)
                order by due_at limit $3 for update skip locked))
            returning *
            """;

    /** $1 id, $2 owner, $3 errors. */
    static final String REFUSE = """
            update batch set state = 'failed', failed_at = now(), errors = $3
            where id = $1 and lease_owner = $2 and state in ('validating', 'in_progress', 'finalizing')
            """;

    /** $1 id, $2 owner, $3 model. One that was cancelled meanwhile stays so. */
    static final String BEGIN = """
            update batch set model = $3,
                             state = case when state = 'validating' then 'in_progress' else state end,
                             in_progress_at = case when state = 'validating' then now() else in_progress_at end
            where id = $1 and lease_owner = $2 and state in ('validating', 'cancelling')
            """;

    static final String FINALIZING = """
            update batch set state = 'finalizing', finalizing_at = now()
            where id = $1 and lease_owner = $2 and state = 'in_progress'
            """;

    /** $1 id, $2 owner, $3 the state that it was in, $4 the one it comes to, $5-$13 what came of it. */
    static final String END = """
            update batch set state = $4, total = $5, completed = $6, failed = $7, output_file = $8, error_file = $9,
                             input = $10, cached = $11, output = $12, reasoning = $13,
                             completed_at = case when $4 = 'completed' then now() end,
                             expired_at = case when $4 = 'expired' then now() end,
                             cancelled_at = case when $4 = 'cancelled' then now() end
            where id = $1 and lease_owner = $2 and state = $3
            """;
}
