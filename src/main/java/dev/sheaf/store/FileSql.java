package dev.sheaf.store;

/** The statements about files. */
final class FileSql {
    private static final String COLUMNS = "tenant, id, purpose, name, bytes, created_at, expires_at";

    /** What is not there, for all who look, makes room for another of its name. */
    static final String FORGET = """
            delete from file where tenant = $1 and id = $2 and (state = 'writing' or expires_at <= now())
            """;

    static final String BEGIN = """
            insert into file (tenant, id, purpose, name, state, created_at, expires_at)
            values ($1, $2, $3, $4, 'writing', $5, now() + make_interval(secs => $6))
            on conflict (tenant, id) do nothing
            returning key
            """;

    /**
     * Behind full chunks only. That it is held is renewed now and then: a change of an indexed column costs more than the
     * rest. Nothing waits for the disk; the commit that finishes the file waits for all of it.
     */
    static final String APPEND = """
            with held as (
                update file
                set bytes = bytes + length($3::bytea),
                    expires_at = case when expires_at < now() + make_interval(secs => $5::float8 / 2)
                                      then now() + make_interval(secs => $5::float8) else expires_at end
                where key = $1 and tenant = $2 and state = 'writing' and bytes % $4::integer = 0
                returning key, bytes, set_config('synchronous_commit', 'off', true)
            )
            insert into file_chunk (file, n, bytes) select key, (bytes - 1) / $4::integer, $3::bytea from held
            """;

    static final String FINISH = """
            update file set state = 'ready', expires_at = $3 where key = $1 and tenant = $2 and state = 'writing'
            returning %s
            """.formatted(COLUMNS);

    static final String ABANDON = "delete from file where key = $1 and tenant = $2 and state = 'writing'";

    private static final String THERE = "state = 'ready' and (expires_at is null or expires_at > now())";

    static final String FIND = """
            select %s from file where tenant = $1 and id = $2 and %s
            """.formatted(COLUMNS, THERE);

    static final String OLDEST = list(">", "asc");
    static final String NEWEST = list("<", "desc");

    private static String list(String beyond, String order) {
        return """
                select %1$s from file
                where tenant = $1 and %2$s and ($2::text is null or purpose = $2)
                  and ($3::timestamptz is null or (created_at, id) %3$s ($3, $4))
                order by created_at %4$s, id %4$s limit $5
                """.formatted(COLUMNS, THERE, beyond, order);
    }

    /** Also of a file that expired since its reading began. */
    static final String READ = """
            select substring(c.bytes from $4 for $5) as bytes
            from file f join file_chunk c on c.file = f.key
            where f.tenant = $1 and f.id = $2 and f.state = 'ready' and c.n = $3
            """;

    static final String DELETE = """
            delete from file where tenant = $1 and id = $2 and state = 'ready'
            returning expires_at is null or expires_at > now() as was_there
            """;

    /** What is locked is being seen to. As a mere subquery it could be run again for every row, and give other ones. */
    static final String SWEEP = """
            delete from file where key = any(array(
                select key from file where expires_at <= now() order by expires_at limit $1 for update skip locked))
            """;

    private FileSql() {}
}
