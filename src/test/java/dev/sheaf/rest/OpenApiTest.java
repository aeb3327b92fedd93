package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sheaf.app.ServiceResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The API's document: {@code docs/openapi.yaml} is what the service itself tells. */
@QuarkusTest
@WithTestResource(ServiceResource.class)
class OpenApiTest {
    private static final Path COMMITTED = Path.of("docs", "openapi.yaml");
    private static final String RENEW = "sheaf.openapi.renew";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    @TestHTTPResource
    URI base;

    private Api api;
    private String text;
    private JsonNode document;

    /** An operation by its method and path. */
    private record Operation(String method, String path, JsonNode node) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @BeforeEach
    void read() throws IOException {
        api = new Api(base);
        text = api.get("/openapi").raw().body();
        document = new YAMLMapper().readTree(text);
    }

    @Test
    void the_committed_document_is_the_services_own() throws IOException {
        if (Boolean.getBoolean(RENEW)) {
            Files.createDirectories(COMMITTED.getParent());
            Files.writeString(COMMITTED, text);
        }
        assertThat(COMMITTED)
                .as("the API has changed; renew its document with -Dtest=OpenApiTest -D" + RENEW + "=true")
                .exists()
                .hasContent(text);
    }

    @Test
    void every_operation_says_what_it_does_and_what_can_go_wrong() {
        assertThat(operations()).hasSize(35).allSatisfy(operation -> {
            JsonNode node = operation.node;
            assertThat(List.of("operationId", "summary", "tags"))
                    .as("%s", operation)
                    .allMatch(node::has);
            assertThat(node.path("responses").has("500")).as("%s", operation).isTrue();
            assertThat(node.path("requestBody").isMissingNode()
                            || node.path("responses").has("400")
                                    && (node.path("responses").has("413") || isOfAnySize(operation))
                                    && node.path("responses").has("415"))
                    .as("%s", operation)
                    .isTrue();
            assertThat(!operation.path.contains("{")
                            || operation.method.equals("put")
                            || node.path("responses").has("404"))
                    .as("%s", operation)
                    .isTrue();
        });
    }

    /** What a file is too large for is told in the reply to it. */
    private static boolean isOfAnySize(Operation operation) {
        return operation.path.equals("/validations");
    }

    @Test
    void every_failure_is_a_problem_and_every_success_is_described() {
        operations().forEach(operation -> operation
                .node
                .path("responses")
                .properties()
                .forEach(response -> {
                    String where = operation + " " + response.getKey();
                    if (response.getKey().startsWith("2")) {
                        assertThat(response.getValue().path("description").asText())
                                .as(where)
                                .isNotBlank();
                        assertThat(response.getKey().equals("204")
                                        || response.getValue().path("content").size() > 0)
                                .as(where)
                                .isTrue();
                    } else {
                        assertThat(resolved(response.getValue()).path("content").has(Problem.MEDIA_TYPE))
                                .as(where)
                                .isTrue();
                    }
                }));
    }

    @Test
    void every_reference_leads_somewhere_and_every_property_has_a_type() {
        List<String> bare = new ArrayList<>();
        document.path("components").path("schemas").properties().forEach(schema -> schema.getValue()
                .path("properties")
                .properties()
                .forEach(property -> {
                    JsonNode value = property.getValue();
                    boolean typed = isTyped(value)
                            && (!value.path("type").asText().equals("array") || isTyped(value.path("items")));
                    if (!typed) {
                        bare.add(schema.getKey() + "." + property.getKey());
                    }
                }));
        assertThat(bare).isEmpty();
        document.findValuesAsText("$ref").forEach(reference -> assertThat(
                        document.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
    }

    private static boolean isTyped(JsonNode schema) {
        return schema.has("type") || schema.has("$ref") || schema.has("oneOf") || schema.has("anyOf");
    }

    @Test
    void the_examples_work_as_they_stand() {
        JsonNode put = document.at("/paths/~1tasks~1{name}/put/requestBody/content/application~1json/examples");
        assertThat(put).hasSize(2).allSatisfy(example -> assertThat(
                        api.put("/tasks/openapi-example", example.path("value").toString())
                                .status())
                .isIn(200, 201));
        JsonNode post =
                document.at("/paths/~1tasks~1{name}~1answers/post/requestBody/content/application~1json/examples");
        assertThat(post).hasSize(2).allSatisfy(example -> assertThat(api.post(
                                "/tasks/openapi-example/answers",
                                example.path("value").toString())
                        .status())
                .isEqualTo(200));
    }

    @Test
    void the_wrong_method_is_told_the_documented_ones() {
        Map<String, Set<String>> documented = new TreeMap<>();
        operations().forEach(operation -> documented
                .computeIfAbsent(operation.path, path -> new TreeSet<>(Set.of("OPTIONS")))
                .addAll(operation.method.equals("get") ? Set.of("GET", "HEAD") : Set.of(upper(operation))));

        assertThat(documented).hasSize(27);
        documented.forEach((path, methods) -> {
            Api.Reply reply = api.send(
                    api.request(path.replaceAll("\\{\\w+}", "any")).method("PATCH", BodyPublishers.ofString("{}")));
            RefusalTest.assertProblem(reply, 405, "method_not_allowed");
            assertThat(reply.header("Allow")).contains(String.join(", ", methods));
        });
    }

    private static String upper(Operation operation) {
        return operation.method.toUpperCase(java.util.Locale.ROOT);
    }

    private List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(member -> {
                    if (METHODS.contains(member.getKey())) {
                        all.add(new Operation(member.getKey(), path.getKey(), member.getValue()));
                    }
                }));
        return all;
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }
}
