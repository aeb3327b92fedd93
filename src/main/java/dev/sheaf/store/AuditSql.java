package dev.sheaf.store;

/** What {@link StoredAudits} says to the database; each change repeats its expectation. */
final class AuditSql {
    private AuditSql() {}

    static final String ADD = """
            insert into audit (id, tenant, task, version, model, state, items, sizes, repetitions, cap, packs, estimate, spent,
                               created_at, held_until)
            values ($1, $2, $3, $4, $5, 'created', $6, $7, $8, $9, $10, $11, $12, $13, now() + make_interval(secs => $14))
            """;

    static final String PROGRESS = """
            update audit set state = 'running', done = $2, spent = $3, held_until = now() + make_interval(secs => $4)
            where id = $1 and state in ('created', 'running')
            """;

    static final String FINISH = """
            update audit set state = 'finished', done = packs, report = $2, spent = $3, ended_at = now()
            where id = $1 and state in ('created', 'running')
            """;

    static final String FAIL = """
            update audit set state = 'failed', failure_code = $2, failure = $3, spent = $4, ended_at = now()
            where id = $1 and state in ('created', 'running')
            """;

    static final String ABANDON = """
            update audit set state = 'failed', failure_code = $1, failure = $2, ended_at = now()
            where state in ('created', 'running') and held_until < now()
            """;

    private static final String SHOWN = """
            select id, tenant, task, version, model, state, items, sizes, repetitions, cap, packs, done, estimate, spent,
                   failure_code, failure, %s as report, created_at, ended_at
            from audit
            """;

    static final String FIND = SHOWN.formatted("report") + "where tenant = $1 and task = $2 and id = $3";

    static final String LIST = SHOWN.formatted("null::text") + """
            where tenant = $1 and task = $2
              and ($3::text is null
                   or (created_at, id) < (select created_at, id from audit where tenant = $1 and task = $2 and id = $3))
            order by created_at desc, id desc limit $4
            """;
}
