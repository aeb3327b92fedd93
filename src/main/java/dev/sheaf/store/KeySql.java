package dev.sheaf.store;

/** What {@link StoredKeys} and {@link DirectKeys} say to the database. */
final class KeySql {
    private KeySql() {}

    static final String ADD = """
            insert into api_key (id, tenant, name, roles, digest, created_at,
                                 requests_per_minute, items_per_day, usd_per_day)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::numeric)
            """;

    /** As JDBC wants it. */
    static final String ADD_DIRECTLY = """
            insert into api_key (id, tenant, name, roles, digest, created_at,
                                 requests_per_minute, items_per_day, usd_per_day)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String COLUMNS = """
            select id, tenant, name, roles, digest, created_at, revoked_at,
                   requests_per_minute, items_per_day, usd_per_day::text as usd_per_day
            from api_key
            """;

    static final String FIND = COLUMNS + "where id = $1";

    /** $1 tenant; null: all. $2 the last of the page before; null: from the newest. $3 so many. */
    static final String LIST = COLUMNS + """
            where ($1::text is null or tenant = $1)
              and ($2::text is null
                   or (created_at, id) < (select l.created_at, l.id from api_key l
                                          where l.id = $2 and ($1::text is null or l.tenant = $1)))
            order by created_at desc, id desc limit $3
            """;

    /** $1 tenant; null: any. $2 id, $3 when. */
    static final String REVOKE = """
            update api_key set revoked_at = coalesce(revoked_at, $3)
            where id = $2 and ($1::text is null or tenant = $1)
            """;

    /**
     * $1 day; $2 keys, $3 their tenants, $4 items, $5 dollars. In the order of keys, so that replicas wait for one another and
     * never each for the other.
     */
    static final String TAKE = """
            with more as (
                select * from unnest($2::text[], $3::text[], $4::bigint[], $5::text[]) as m(key, tenant, items, usd)),
            added as (
                insert into key_day as d (key, day, tenant, items, usd)
                select key, $1, tenant, items, usd::numeric from more where items <> 0 or usd::numeric <> 0 order by key
                on conflict (key, day) do update set items = d.items + excluded.items, usd = d.usd + excluded.usd
                returning key, items, usd)
            select m.key, m.tenant, coalesce(a.items, d.items, 0) as items, coalesce(a.usd, d.usd, 0)::text as usd
            from more m left join added a on a.key = m.key left join key_day d on d.key = m.key and d.day = $1
            """;

    static final String IS_CLOSED = "select exists (select from closed_tenant where tenant = $1) as there";

    static final String ANY = "select exists (select from api_key) as there";
}
