package dev.sheaf.store;

/** What {@link StoredKeys} and {@link DirectKeys} say to the database. */
final class KeySql {
    private KeySql() {}

    static final String ADD = """
            insert into api_key (id, tenant, name, roles, digest, created_at) values ($1, $2, $3, $4, $5, $6)
            """;

    /** As JDBC wants it. */
    static final String ADD_DIRECTLY = """
            insert into api_key (id, tenant, name, roles, digest, created_at) values (?, ?, ?, ?, ?, ?)
            """;

    private static final String COLUMNS =
            "select id, tenant, name, roles, digest, created_at, revoked_at from api_key ";

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

    static final String ANY = "select exists (select from api_key) as there";
}
