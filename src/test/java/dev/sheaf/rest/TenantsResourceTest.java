package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.access.Role;
import dev.sheaf.app.KeyedResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tenant's data over HTTP: taken along and forgotten, by those who may. */
@QuarkusTest
@WithTestResource(KeyedResource.class)
class TenantsResourceTest {
    @TestHTTPResource
    URI base;

    private Api api;
    private Tenants tenants;
    private Belongings shops;

    @BeforeEach
    void begin() {
        api = new Api(base);
        tenants = new Tenants(api);
        shops = Belongings.of(api, tenants);
    }

    private Api.Reply export(String key) {
        return tenants.as(key, api.request("/tenants/" + tenants.shop + "/export"));
    }

    private Api.Reply erase(String key, String query) {
        return tenants.as(key, api.request("/tenants/" + tenants.shop + query).DELETE());
    }

    private static List<JsonNode> lines(Api.Reply reply) {
        return reply.raw().body().lines().map(Api::json).toList();
    }

    private static List<String> tables(List<JsonNode> lines) {
        return lines.subList(0, lines.size() - 1).stream()
                .map(line -> line.path("table").asText())
                .distinct()
                .toList();
    }

    @Test
    void an_export_holds_all_and_says_where_it_ends() {
        List<JsonNode> lines = lines(export(tenants.admin()));

        assertThat(tables(lines)).contains("task", "task_version", "job", "item", "audit", "api_key");
        assertThat(lines.get(lines.size() - 1).path("end").asBoolean()).isTrue();
        assertThat(lines.get(lines.size() - 1).path("rows").asInt()).isEqualTo(lines.size() - 1);
        assertThat(lines)
                .filteredOn(line -> line.path("table").asText().equals("item"))
                .extracting(line -> line.path("row").path("text").asText())
                .containsExactly("A great joy.");
        assertThat(export(tenants.admin()).type()).contains(Api.NDJSON);
    }

    @Test
    void the_operator_may_and_lesser_roles_and_other_tenants_may_not() {
        assertThat(export(KeyedResource.OPERATOR).status()).isEqualTo(200);
        assertThat(export(tenants.keys.get(Role.READ)).status()).isEqualTo(403);
        assertThat(export(tenants.rivals).code()).isEqualTo("unknown_tenant");
        assertThat(erase(tenants.keys.get(Role.RUN), "").status()).isEqualTo(403);
        assertThat(erase(tenants.rivals, "?force=true").code()).isEqualTo("unknown_tenant");
        shops.assertUnharmed();
    }

    @Test
    void what_runs_is_not_erased_unless_it_is_told_and_then_nothing_but_stubs_is_left() {
        assertThat(erase(tenants.admin(), "?force=perhaps").violations()).hasSize(1);
        Api.Reply refused = erase(tenants.admin(), "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("jobs_run");
        shops.assertUnharmed();

        Api.Reply erased = erase(tenants.admin(), "?force=true");

        assertThat(erased.status()).as(erased.raw().body()).isEqualTo(200);
        assertThat(erased.json().path("rows").path("item").asInt()).isEqualTo(1);
        assertThat(export(tenants.admin()).status()).isEqualTo(401);
        List<JsonNode> left = lines(export(KeyedResource.OPERATOR));
        assertThat(tables(left)).isSubsetOf("api_key", "closed_tenant", "cost_day");
        assertThat(left.toString()).doesNotContain("taste");
        assertThat(erase(KeyedResource.OPERATOR, "").status()).isEqualTo(200);
    }
}
