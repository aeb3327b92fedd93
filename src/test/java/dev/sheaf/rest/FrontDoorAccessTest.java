package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.access.Role;
import dev.sheaf.app.KeyedResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every address of the provider's wire, as the router has it, asked by those who may not. */
@QuarkusTest
@WithTestResource(KeyedResource.class)
class FrontDoorAccessTest {
    private static final List<Role> PLAIN = List.of(Role.ASK, Role.RUN, Role.READ);
    private static final Set<Role> SEE = Set.of(Role.RUN, Role.READ);

    private static final Map<String, Set<Role>> ALLOWED = Map.ofEntries(
            Map.entry("GET /v1/models", Set.of(Role.ASK, Role.RUN, Role.READ)),
            Map.entry("GET /v1/models/", Set.of(Role.ASK, Role.RUN, Role.READ)),
            Map.entry("POST /v1/chat/completions", Set.of(Role.ASK)),
            Map.entry("POST /v1/completions", Set.of(Role.ASK)),
            Map.entry("POST /v1/embeddings", Set.of(Role.ASK)),
            Map.entry("POST /v1/responses", Set.of(Role.ASK)),
            Map.entry("POST /v1/moderations", Set.of(Role.ASK)),
            Map.entry("POST /v1/images/generations", Set.of(Role.ASK)),
            Map.entry("POST /v1/images/edits", Set.of(Role.ASK)),
            Map.entry("POST /v1/images/variations", Set.of(Role.ASK)),
            Map.entry("POST /v1/audio/speech", Set.of(Role.ASK)),
            Map.entry("POST /v1/audio/transcriptions", Set.of(Role.ASK)),
            Map.entry("POST /v1/audio/translations", Set.of(Role.ASK)),
            Map.entry("GET /v1/files", SEE),
            Map.entry("GET /v1/files/:id", SEE),
            Map.entry("GET /v1/files/:id/content", SEE),
            Map.entry("HEAD /v1/files/:id/content", SEE),
            Map.entry("POST /v1/files", Set.of(Role.RUN)),
            Map.entry("DELETE /v1/files/:id", Set.of(Role.RUN)),
            Map.entry("GET /v1/batches", SEE),
            Map.entry("GET /v1/batches/:batch", SEE),
            Map.entry("POST /v1/batches", Set.of(Role.RUN)),
            Map.entry("POST /v1/batches/:batch/cancel", Set.of(Role.RUN)));

    @Inject
    Router router;

    @TestHTTPResource
    URI base;

    private Api api;
    private Tenants tenants;

    /** @param path as the router has it; what ends with a slash goes on */
    private record Address(HttpMethod method, String path) {
        String name() {
            return method + " " + path;
        }

        boolean hasBody() {
            return !name().startsWith("HEAD");
        }

        /** Of nobody, and with nothing that could be asked. */
        HttpRequest.Builder nowhere(Api api) {
            return at(api, path.replaceAll(":\\w+", "nobodys").replaceAll("/$", "/nobodys"));
        }

        HttpRequest.Builder at(Api api, String address) {
            HttpRequest.Builder request = api.request(address);
            return method.equals(HttpMethod.POST)
                    ? request.header("Content-Type", "application/json").POST(BodyPublishers.ofString("no json"))
                    : request.method(method.name(), BodyPublishers.noBody());
        }
    }

    @BeforeEach
    void begin() {
        api = new Api(base);
        tenants = new Tenants(api);
    }

    private Set<Address> addresses() {
        return router.getRoutes().stream()
                .filter(route -> route.getPath() != null && route.getPath().startsWith("/v1/"))
                .flatMap(FrontDoorAccessTest::addresses)
                .collect(Collectors.toSet());
    }

    /** One without methods refuses. */
    private static Stream<Address> addresses(Route route) {
        return route.methods() == null
                ? Stream.empty()
                : route.methods().stream().map(method -> new Address(method, route.getPath()));
    }

    @Test
    void every_address_is_known_here() {
        assertThat(addresses()).extracting(Address::name).containsExactlyInAnyOrderElementsOf(ALLOWED.keySet());
    }

    @Test
    void without_a_good_key_nothing_is_answered() {
        String madeUp = tenants.admin().substring(0, 19) + "x".repeat(43);
        assertThat(addresses()).allSatisfy(address -> {
            assertThat(api.send(address.nowhere(api)).status())
                    .as(address.name())
                    .isEqualTo(401);
            for (String key : List.of(tenants.revoked, madeUp, "any")) {
                Api.Reply reply = tenants.as(key, address.nowhere(api));
                assertThat(reply.status()).as(address.name()).isEqualTo(401);
                assertCode(address, reply, "invalid_api_key");
            }
        });
    }

    @Test
    void a_role_may_do_what_it_is_for_and_nothing_else() {
        assertThat(addresses()).allSatisfy(address -> {
            for (Role role : PLAIN) {
                Api.Reply reply = tenants.as(tenants.keys.get(role), address.nowhere(api));
                if (ALLOWED.get(address.name()).contains(role)) {
                    assertThat(reply.status())
                            .as("%s as %s", address.name(), role)
                            .isNotIn(401, 403, 500);
                } else {
                    assertThat(reply.status())
                            .as("%s as %s", address.name(), role)
                            .isEqualTo(403);
                    assertCode(address, reply, "insufficient_permissions");
                }
            }
            assertThat(tenants.as(tenants.admin(), address.nowhere(api)).status())
                    .as("%s as administrator", address.name())
                    .isNotIn(401, 403, 500);
        });
    }

    private static void assertCode(Address address, Api.Reply reply, String code) {
        if (address.hasBody()) {
            assertThat(reply.json().path("error").path("code").asText())
                    .as(address.name())
                    .isEqualTo(code);
        }
    }

    @Test
    void what_belongs_to_another_tenant_is_not_there() {
        String file = uploaded(tenants.admin());
        String batch = ordered(tenants.admin(), file);
        assertThat(addresses())
                .filteredOn(address -> address.path.contains(":"))
                .hasSizeGreaterThanOrEqualTo(6)
                .allSatisfy(address -> {
                    String path = address.path.replace(":id", file).replace(":batch", batch);
                    assertThat(tenants.as(tenants.rivals, address.at(api, path)).status())
                            .as(address.name())
                            .isEqualTo(404);
                });
        assertThat(List.of("/v1/files", "/v1/batches", "/v1/models")).allSatisfy(list -> assertThat(
                        tenants.as(tenants.rivals, api.request(list)).raw().body())
                .doesNotContain(file, batch, "sheaf/taste"));
        assertThat(tenants.as(tenants.admin(), api.request("/v1/files/" + file)).status())
                .isEqualTo(200);
        assertThat(tenants.as(tenants.admin(), api.request("/v1/batches/" + batch))
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("validating");
    }

    @Test
    void another_tenants_task_is_no_model() {
        Belongings.of(api, tenants);
        String asked = Api.quoted("{'model':'sheaf/taste','messages':[{'role':'user','content':'A great joy.'}]}");
        HttpRequest.Builder request = api.posted("/v1/chat/completions", BodyPublishers.ofString(asked));

        Api.Reply reply = tenants.as(tenants.rivals, request);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.json().path("error").path("code").asText()).isEqualTo("model_not_found");
        assertThat(tenants.as(tenants.rivals, api.request("/v1/models/sheaf/taste"))
                        .status())
                .isEqualTo(404);
        assertThat(tenants.as(tenants.keys.get(Role.ASK), api.request("/v1/models/sheaf/taste"))
                        .status())
                .isEqualTo(200);
    }

    private String uploaded(String key) {
        String form = String.join(
                "\r\n",
                "--edge",
                "Content-Disposition: form-data; name=\"purpose\"",
                "",
                "batch",
                "--edge",
                "Content-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"",
                "Content-Type: application/jsonl",
                "",
                "{}",
                "--edge--",
                "");
        Api.Reply reply = tenants.as(
                key,
                api.posted(
                        "/v1/files",
                        BodyPublishers.ofString(form),
                        "Content-Type",
                        "multipart/form-data; boundary=edge"));
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        return reply.json().path("id").asText();
    }

    private String ordered(String key, String file) {
        String order = Api.quoted(
                "{'input_file_id':'" + file + "','endpoint':'/v1/chat/completions','completion_window':'24h'}");
        Api.Reply reply = tenants.as(key, api.posted("/v1/batches", BodyPublishers.ofString(order)));
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        return reply.json().path("id").asText();
    }
}
