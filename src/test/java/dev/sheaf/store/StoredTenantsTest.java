package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.access.TenantData;
import dev.sheaf.app.Until;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two tenants with a row in every table that the catalog knows of: one is taken along and forgotten, the other stays. */
@ExtendWith(OwnDatabase.class)
class StoredTenantsTest {
    /** What stays of a tenant, as documented. */
    private static final Set<String> STUBS = Set.of("api_key", "closed_tenant", "cost_day");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String tenant = "gone" + UUID.randomUUID();
    private final String other = "stays" + UUID.randomUUID();
    private Pool pool;
    private TenantData data;

    @BeforeEach
    void begin(Pool pool) {
        this.pool = pool;
        this.data = new StoredTenants(() -> pool, Duration.ZERO);
    }

    private List<Row> query(String sql, Object... values) {
        return BulkRun.await(
                pool.preparedQuery(sql).execute(Tuple.from(values)).map(rows -> JobRows.all(rows, row -> row)));
    }

    private Set<String> tables() {
        return query("""
                        select c.table_name from information_schema.columns c
                        join information_schema.tables t using (table_schema, table_name)
                        where c.column_name = 'tenant' and c.table_schema = 'public' and t.table_type = 'BASE TABLE'
                        """).stream().map(row -> row.getString(0)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> covered() {
        Set<String> all = new TreeSet<>();
        TenantSql.HOLDINGS.forEach(holding -> {
            all.add(holding.table());
            if (holding.child() != null) {
                all.add(holding.child().table());
            }
        });
        return all;
    }

    @Test
    void every_table_with_a_tenant_is_covered() {
        Set<String> covered = covered();
        covered.remove("file_chunk"); // a file's, which has the tenant

        assertThat(covered).isEqualTo(tables());
    }

    /** A row in each table: every text is the same word, so that references between them hold. */
    private void fill(String whose) {
        List<String> order = new ArrayList<>(List.of("task_version", "task", "job", "part", "file"));
        tables().stream().filter(table -> !order.contains(table)).forEach(order::add);
        order.add("file_chunk");
        order.forEach(table -> insert(table, whose));
    }

    private void insert(String table, String whose) {
        List<Row> columns = query("""
                select column_name, udt_name from information_schema.columns
                where table_schema = 'public' and table_name = $1 and is_identity = 'NO'
                  and (is_nullable = 'NO' and column_default is null or column_name = 'task')
                """, table);
        String names = columns.stream().map(row -> row.getString(0)).collect(Collectors.joining(", "));
        String values = columns.stream()
                .map(row -> value(table, row.getString(0), row.getString(1), whose))
                .collect(Collectors.joining(", "));
        query("insert into " + table + " (" + names + ") values (" + values + ")");
    }

    private static String value(String table, String column, String type, String whose) {
        if (column.equals("part") && !table.equals("cost_day")) {
            return "(select id from part where tenant = '" + whose + "')";
        }
        if (column.equals("file") && table.equals("file_chunk")) {
            return "(select key from file where tenant = '" + whose + "')";
        }
        if (column.equals("state") && table.equals("job")) {
            return "'completed'";
        }
        return switch (type) {
            case "text" -> "'" + whose + "'";
            case "timestamptz" -> "now()";
            case "date" -> "current_date";
            case "bool" -> "true";
            case "bytea" -> "'\\xff'";
            case "_text", "_int4", "_int8" -> "'{}'";
            default -> "1";
        };
    }

    private long rows(String table, String whose) {
        return query("select count(*) from " + table + " where tenant = $1", whose)
                .get(0)
                .getLong(0);
    }

    private List<JsonNode> exported(String whose) {
        return BulkRun.await(data.export(whose).collect().asList()).stream()
                .map(StoredTenantsTest::read)
                .toList();
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (Exception e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void all_that_is_a_tenants_is_exported_and_nothing_else() {
        fill(tenant);
        fill(other);

        List<JsonNode> lines = exported(tenant);

        assertThat(lines).extracting(line -> line.path("table").asText()).containsAll(covered());
        assertThat(lines)
                .allSatisfy(line ->
                        assertThat(line.toString()).doesNotContain(other).doesNotContain("digest"));
        assertThat(lines)
                .filteredOn(line -> line.path("table").asText().equals("item"))
                .singleElement()
                .extracting(line -> line.path("row").path("text").asText())
                .isEqualTo(tenant);
    }

    @Test
    void pages_leave_nothing_out_and_tell_nothing_twice() {
        fill(tenant);
        query(
                "insert into item (job, seq, tenant, id, line, cells, text, hash, state)"
                        + " select $1, n, $1, n::text, n, '[]', 'more', ''::bytea, 3 from generate_series(2, 1700) n",
                tenant);
        query(
                "insert into known_answer select $1, 't' || n % 3, 'v', int4send(n), '{}', now()"
                        + " from generate_series(1, 1200) n",
                tenant);

        List<JsonNode> lines = exported(tenant);

        assertThat(lines).doesNotHaveDuplicates();
        assertThat(lines)
                .filteredOn(line -> line.path("table").asText().equals("item"))
                .hasSize(1_700);
        assertThat(lines)
                .filteredOn(line -> line.path("table").asText().equals("known_answer"))
                .hasSize(1_201);
    }

    @Test
    void a_tenant_is_forgotten_but_for_sums_and_that_it_had_keys() {
        fill(tenant);
        fill(other);
        query(
                "insert into item (job, seq, tenant, id, line, cells, text, hash, state)"
                        + " select $1, n, $1, n::text, n, '[]', 'more', ''::bytea, 3 from generate_series(2, 2500) n",
                tenant);
        query("update cost_day set cost = 7.5 where tenant = $1", tenant);
        BigDecimal before = cost();

        Map<String, Long> gone = BulkRun.await(data.erase(tenant, true));

        assertThat(gone).containsEntry("item", 2_500L).containsKeys("job", "request", "file", "ledger");
        assertThat(tables()).allSatisfy(table -> {
            assertThat(rows(table, tenant)).as(table).isEqualTo(STUBS.contains(table) ? rows(table, tenant) : 0);
            assertThat(rows(table, other)).as(table).isPositive();
        });
        assertThat(query("select from file_chunk c left join file f on f.key = c.file where f.key is null"))
                .isEmpty();
        assertThat(cost()).isEqualByComparingTo(before).isGreaterThanOrEqualTo(new BigDecimal("7.5"));
        assertThat(query("select from cost_day where tenant = $1 and task <> ''", tenant))
                .isEmpty();
        assertThat(query("select name, digest, revoked_at from api_key where tenant = $1", tenant))
                .singleElement()
                .satisfies(key -> {
                    assertThat(key.getString("name")).isEmpty();
                    assertThat(key.getString("digest")).isEqualTo("0".repeat(64));
                    assertThat(key.getOffsetDateTime("revoked_at")).isNotNull();
                });
        assertThat(BulkRun.await(data.erase(tenant, false))).isEmpty();
    }

    private BigDecimal cost() {
        return new BigDecimal(query("select sum(cost)::text from cost_day where tenant = $1", tenant)
                .get(0)
                .getString(0));
    }

    @Test
    void the_doors_are_closed_before_anything_goes() {
        fill(tenant);
        fill(other);
        query("delete from closed_tenant where tenant in ($1, $2)", tenant, other);
        query("update api_key set revoked_at = null where tenant in ($1, $2)", tenant, other);
        Cancellable erasing = new StoredTenants(() -> pool, Duration.ofHours(1))
                .erase(tenant, true)
                .subscribe()
                .with(gone -> {});

        Until.holds("it is closed", () -> rows("closed_tenant", tenant) == 1);
        assertThat(keysThatOpen(tenant)).isZero();
        assertThat(rows("item", tenant)).isEqualTo(1);
        assertThat(rows("closed_tenant", other)).isZero();
        assertThat(keysThatOpen(other)).isEqualTo(1);
        erasing.cancel();
    }

    private long keysThatOpen(String whose) {
        return query("select count(*) from api_key where tenant = $1 and revoked_at is null", whose)
                .get(0)
                .getLong(0);
    }

    @Test
    void the_operators_own_tenant_stays_open_to_tokens() {
        query(TenantSql.CLOSE, "default");

        assertThat(rows("closed_tenant", "default")).isZero();
    }

    /** Written when audits go, behind the answers that are known. */
    @Test
    void what_is_written_down_while_it_goes_goes_too() {
        fill(tenant);
        String name = "late_" + UUID.randomUUID().toString().replace("-", "");
        query("create function " + name + "() returns trigger language plpgsql as $$ begin"
                + " insert into known_answer values (old.tenant, 't', 'v', '', '{}', now()); return null; end $$");
        query("create trigger " + name + " after delete on audit for each row when (old.tenant = '" + tenant
                + "') execute function " + name + "()");
        try {
            Map<String, Long> gone = BulkRun.await(data.erase(tenant, true));

            assertThat(gone).containsEntry("known_answer", 2L).containsEntry("audit", 1L);
            assertThat(rows("known_answer", tenant)).isZero();
        } finally {
            query("drop trigger " + name + " on audit");
            query("drop function " + name + "()");
        }
    }

    @Test
    void while_jobs_run_nothing_is_forgotten_unless_it_is_told() {
        fill(tenant);
        query("update job set state = 'running', due_at = now() + interval '1 year' where tenant = $1", tenant);

        assertThatThrownBy(() -> BulkRun.await(data.erase(tenant, false)))
                .isInstanceOf(TenantData.JobsRun.class)
                .hasMessageContaining("1 of its jobs");
        assertThat(tables()).allSatisfy(table -> assertThat(rows(table, tenant)).isPositive());

        BulkRun.await(data.erase(tenant, true));
        assertThat(rows("job", tenant)).isZero();
    }
}
