package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sheaf.access.Role;
import dev.sheaf.app.KeyedResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every operation of the API's document, asked by those who may not. */
@QuarkusTest
@WithTestResource(KeyedResource.class)
class AccessTest {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    private static final List<Role> PLAIN = List.of(Role.ASK, Role.RUN, Role.READ);

    /** What is not here may be done by administrators only; a new operation that others may do has to be added. */
    private static final Map<String, Set<Role>> ALLOWED = allowed("""
            GET    /tasks                       ask run read
            GET    /tasks/{name}                ask run read
            POST   /tasks/{name}/answers        ask
            POST   /tasks/{name}/audits         run
            GET    /tasks/{name}/audits         run read
            GET    /tasks/{name}/audits/{id}    run read
            GET    /tasks/{name}/audits/{id}/report run read
            POST   /estimates                   ask run read
            POST   /validations                 ask run read
            GET    /costs                       run read
            GET    /caps                        run read
            GET    /jobs                        run read
            POST   /jobs                        run
            POST   /events                      run
            GET    /jobs/{id}                   run read
            DELETE /jobs/{id}                   run
            GET    /jobs/{id}/answers           run read
            GET    /jobs/{id}/events            run read
            GET    /jobs/{id}/items/{item}      run read
            POST   /jobs/{id}/cancel            run
            POST   /jobs/{id}/pause             run
            POST   /jobs/{id}/resume            run
            POST   /jobs/{id}/retry             run
            """);

    @TestHTTPResource
    URI base;

    private Api api;
    private Tenants tenants;
    private JsonNode document;

    private static Map<String, Set<Role>> allowed(String table) {
        Map<String, Set<Role>> all = new TreeMap<>();
        table.lines()
                .map(line -> List.of(line.split(" +")))
                .forEach(words -> all.put(
                        words.get(0) + " " + words.get(1),
                        Set.copyOf(words.subList(2, words.size()).stream()
                                .map(word -> Role.of(word).orElseThrow())
                                .toList())));
        return all;
    }

    /** An operation as the document has it. */
    private record Operation(String method, String path, JsonNode node) {
        String name() {
            return method + " " + path;
        }

        /** By whoever sends it, in the place of a key. */
        boolean isSigned() {
            return node.has("security") && node.path("security").isEmpty();
        }

        /** @param body of the request, where it takes one */
        HttpRequest.Builder on(Api api, String address, String body) {
            JsonNode content = node.path("requestBody").path("content");
            HttpRequest.Builder request = api.request(address);
            if (content.isEmpty()) {
                return request.method(method, BodyPublishers.noBody());
            }
            String type = content.has("application/json")
                    ? "application/json"
                    : content.fieldNames().next();
            return request.header("Content-Type", type).method(method, BodyPublishers.ofString(Api.quoted(body)));
        }

        /** Of nobody. */
        HttpRequest.Builder nowhere(Api api) {
            return on(api, path.replaceAll("\\{\\w+}", "nobodys"), "{}");
        }
    }

    @BeforeEach
    void begin() throws IOException {
        api = new Api(base);
        tenants = new Tenants(api);
        document = new YAMLMapper().readTree(api.get("/openapi").raw().body());
    }

    private List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        document.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(member -> METHODS.contains(member.getKey()))
                .map(member ->
                        new Operation(member.getKey().toUpperCase(Locale.ROOT), path.getKey(), member.getValue()))
                .forEach(all::add));
        assertThat(all).hasSizeGreaterThan(30);
        assertThat(all)
                .filteredOn(Operation::isSigned)
                .extracting(Operation::name)
                .containsExactly("POST /hooks/provider");
        all.removeIf(Operation::isSigned);
        return all;
    }

    /** Another key than the provider's signature opens nothing there; and here nothing could be signed. */
    @Test
    void what_needs_a_signature_needs_no_key_and_takes_none() {
        for (String key : List.of("", KeyedResource.OPERATOR, tenants.admin())) {
            Api.Reply reply = tenants.as(key, api.posted("/hooks/provider", BodyPublishers.ofString("{}")));
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.json().path("detail").asText()).contains("sheaf.events.provider-secrets");
        }
    }

    @Test
    void without_a_key_nothing_is_answered() {
        assertThat(operations()).allSatisfy(operation -> {
            Api.Reply reply = api.send(operation.nowhere(api));
            assertRefused(operation, reply, 401, "unauthenticated");
            assertThat(reply.header("WWW-Authenticate")).contains("Bearer");
        });
    }

    /** Unless the operator says otherwise: {@link OpenTicksTest}. */
    @Test
    void a_tick_needs_a_key() {
        Api.Reply reply = api.post(
                "/events", "{}", "ce-specversion", "1.0", "ce-id", "1", "ce-source", "x", "ce-type", "dev.sheaf.tick");

        assertThat(reply.status()).isEqualTo(401);
    }

    @Test
    void an_event_asks_for_a_job_of_its_senders_tenant_only() {
        Belongings.of(api, tenants);
        String event = Api.quoted("{'specversion':'1.0','id':'1','source':'x','type':'dev.sheaf.job.requested',"
                + "'data':{'task':'taste','source':{'items':[{'text':'A great joy.'}]}}}");
        var request =
                api.posted("/events", BodyPublishers.ofString(event), "Content-Type", "application/cloudevents+json");

        assertThat(tenants.as(tenants.rivals, request).code()).isEqualTo("unknown_task");
        assertThat(tenants.as(tenants.keys.get(Role.ASK), request).code()).isEqualTo("forbidden");
        Api.Reply made = tenants.as(tenants.keys.get(Role.RUN), request);
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        String job = made.json().path("id").asText();
        assertThat(tenants.as(tenants.rivals, api.request("/jobs/" + job).GET()).code())
                .isEqualTo("unknown_job");
    }

    @Test
    void a_revoked_key_and_one_that_never_was_open_nothing() {
        String madeUp = tenants.admin().substring(0, 19) + "x".repeat(43);
        assertThat(operations()).allSatisfy(operation -> {
            for (String key : List.of(tenants.revoked, madeUp, "any", "")) {
                assertRefused(operation, tenants.as(key, operation.nowhere(api)), 401, "unauthenticated");
            }
        });
    }

    @Test
    void a_role_may_do_what_it_is_for_and_nothing_else() {
        assertThat(operations()).allSatisfy(operation -> {
            Set<Role> allowed = ALLOWED.getOrDefault(operation.name(), Set.of());
            for (Role role : PLAIN) {
                Api.Reply reply = tenants.as(tenants.keys.get(role), operation.nowhere(api));
                if (allowed.contains(role)) {
                    assertThat(reply.status())
                            .as("%s as %s", operation.name(), role)
                            .isNotIn(401, 403, 500);
                } else {
                    assertRefused(operation, reply, 403, "forbidden");
                }
            }
            assertThat(tenants.as(tenants.admin(), operation.nowhere(api)).status())
                    .as("%s as administrator", operation.name())
                    .isNotIn(401, 403, 500);
        });
    }

    @Test
    void every_permission_is_one_of_an_operation() {
        assertThat(operations()).extracting(Operation::name).containsAll(ALLOWED.keySet());
    }

    private static void assertRefused(Operation operation, Api.Reply reply, int status, String code) {
        assertThat(reply.status()).as(operation.name()).isEqualTo(status);
        assertThat(reply.type()).as(operation.name()).contains(Problem.MEDIA_TYPE);
        assertThat(reply.code()).as(operation.name()).isEqualTo(code);
    }

    /** Bodies with which the operations would do their work for the tenant whose task it is. */
    private static final Map<String, String> SOUND = Map.of(
            "POST /tasks/{name}/answers", "{'text':'A great joy.'}",
            "POST /tasks/{name}/audits",
                    "{'items':[{'id':'a','text':'A great joy.'},{'id':'b','text':'Dull.'}],'sizes':[2]}",
            "POST /estimates", "{'task':'taste','text':'A great joy.'}",
            "POST /jobs", "text\nA great joy.\n",
            "PUT /caps/tasks/{name}", "{'usdPerDay':5}");

    @Test
    void what_belongs_to_another_tenant_is_not_there() {
        Belongings shops = Belongings.of(api, tenants);
        assertThat(operations()).allSatisfy(operation -> {
            boolean named = operation.path.contains("{")
                    || Set.of("POST /estimates", "POST /jobs").contains(operation.name());
            if (!named || operation.name().equals("PUT /tasks/{name}")) {
                return;
            }
            String query = operation.name().equals("POST /jobs") ? "?task=taste" : "";
            Api.Reply reply = tenants.as(
                    tenants.rivals,
                    operation.on(api, shops.in(operation.path) + query, SOUND.getOrDefault(operation.name(), "{}")));
            assertThat(reply.status())
                    .as("%s: %s", operation.name(), reply.raw().body())
                    .isEqualTo(404);
            assertThat(reply.code()).as(operation.name()).startsWith("unknown_");
        });
        shops.assertUnharmed();
    }

    @Test
    void no_list_shows_what_belongs_to_another_tenant() {
        Belongings shops = Belongings.of(api, tenants);
        assertThat(operations())
                .filteredOn(operation -> operation.method.equals("GET") && !operation.path.contains("{"))
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(operation -> {
                    Api.Reply reply = tenants.as(tenants.rivals, operation.on(api, operation.path, ""));
                    assertThat(reply.status()).as(operation.name()).isEqualTo(200);
                    assertThat(reply.raw().body()).as(operation.name()).doesNotContain(shops.marks());
                });
        shops.assertListed();
    }

    @Test
    void the_same_name_is_another_task_for_each_tenant() {
        Belongings shops = Belongings.of(api, tenants);
        Api.Reply put = tenants.as(
                tenants.rivals,
                api.request("/tasks/taste")
                        .header("Content-Type", Api.JSON)
                        .PUT(BodyPublishers.ofString("{\"instructions\":\"Other.\",\"labels\":[\"A\",\"B\"]}")));
        assertThat(put.status()).isEqualTo(201);

        Api.Reply deleted =
                tenants.as(tenants.rivals, api.request("/tasks/taste").DELETE());

        assertThat(deleted.status()).isEqualTo(204);
        shops.assertUnharmed();
    }

    @Test
    void an_administrator_makes_keys_of_its_own_tenant_only() {
        assertThat(made(tenants.rivals, tenants.shop).code()).isEqualTo("forbidden");
        assertThat(made(tenants.rivals, tenants.rival).status()).isEqualTo(201);
        assertThat(made(KeyedResource.OPERATOR, tenants.rival).status()).isEqualTo(201);
    }

    private Api.Reply made(String key, String tenant) {
        String wish = "{'tenant':'" + tenant + "','roles':['admin']}";
        return tenants.as(key, api.posted("/keys", BodyPublishers.ofString(Api.quoted(wish))));
    }

    @Test
    void what_is_wrong_with_a_new_key_is_named_at_once() {
        Api.Reply reply = tenants.as(
                KeyedResource.OPERATOR,
                api.posted(
                        "/keys",
                        BodyPublishers.ofString(
                                Api.quoted("{'tenant':'No Such','name':'a\\u0000b','roles':['king'],'limit':5}"))));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.violations())
                .extracting(line -> line.replaceAll(":.*", ""))
                .containsExactlyInAnyOrder("tenant", "name", "roles[0]", "limit");
    }

    @Test
    void a_key_is_shown_once_and_never_in_a_list() {
        String key = tenants.admin();
        Api.Reply list = tenants.as(key, api.request("/keys").GET());

        assertThat(list.raw().body()).contains(Tenants.id(key)).doesNotContain(key.substring(19));
        assertThat(list.json().path("keys")).hasSize(5).allSatisfy(shown -> {
            assertThat(shown.has("key")).isFalse();
            assertThat(shown.path("tenant").asText()).isEqualTo(tenants.shop);
        });
    }

    @Test
    void the_operator_sees_the_keys_of_one_tenant_and_others_their_own_only() {
        assertThat(listed(KeyedResource.OPERATOR, tenants.shop).json().findValuesAsText("tenant"))
                .hasSize(5)
                .containsOnly(tenants.shop);
        assertThat(listed(tenants.rivals, tenants.rival).status()).isEqualTo(200);
        assertThat(listed(tenants.rivals, tenants.shop).code()).isEqualTo("forbidden");
        assertThat(listed(KeyedResource.OPERATOR, "No%00Such").code()).isEqualTo("invalid_request");
    }

    private Api.Reply listed(String key, String tenant) {
        return tenants.as(key, api.request("/keys?tenant=" + tenant).GET());
    }

    @Test
    void probes_and_the_document_need_no_key() {
        assertThat(List.of("/q/health/live", "/q/health/ready", "/openapi"))
                .allSatisfy(path -> assertThat(api.get(path).status()).as(path).isEqualTo(200));
    }

    /** They name tenants and what these spend. */
    @Test
    void figures_are_for_the_operator_alone() {
        assertThat(api.get("/q/metrics").code()).isEqualTo("unauthenticated");
        assertThat(figures(tenants.admin()).code()).isEqualTo("forbidden");
        assertThat(figures(KeyedResource.OPERATOR).status()).isEqualTo(200);
        String watcher = tenants.as(
                        KeyedResource.OPERATOR,
                        api.request("/keys")
                                .header("Content-Type", Api.JSON)
                                .POST(BodyPublishers.ofString("{\"roles\":[\"read\"]}")))
                .json()
                .path("key")
                .asText();
        assertThat(figures(watcher).raw().body()).contains("sheaf_items_total");
    }

    private Api.Reply figures(String key) {
        return tenants.as(key, api.request("/q/metrics").GET());
    }

    @Test
    void no_way_of_writing_an_address_leads_around_the_door() {
        assertThat(List.of(
                        "/q/../tasks",
                        "/v1/../tasks",
                        "//tasks",
                        "/./tasks",
                        "/openapi/../tasks",
                        "/tasks/",
                        "/%74asks",
                        "/tasks;a=b",
                        "/q/%2e%2e/tasks",
                        "/openapi.yaml/../tasks"))
                .allSatisfy(path -> assertThat(api.send(HttpRequest.newBuilder(
                                                URI.create(base.toString().replaceAll("/$", "") + path))
                                        .GET())
                                .status())
                        .as(path)
                        .isIn(401, 404));
    }
}
