package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.app.ServiceResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceResource.class)
class TaskResourceTest {
    private static final String LABELS = "{'instructions':'Classify.','labels':['A','B']}";

    @TestHTTPResource
    URI base;

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(base);
    }

    @Test
    void a_new_task_is_201_and_complete() {
        Api.Reply reply = api.put("/tasks/res-new", LABELS);

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().path("definition").toString())
                .isEqualTo(Api.quoted("{'instructions':'Classify.','labels':['A','B'],'multiple':false,"
                        + "'allowNone':false,'model':'gpt-4o-mini','format':'lines','packing':{'maxItems':20,"
                        + "'maxTokens':8000,'maxOutputTokens':4000,'maxWait':'PT0.02S','shuffle':false,'echo':false},"
                        + "'quality':{'minAgreement':0.95},'reasoning':false,'parameters':{}}"));
        assertThat(reply.json().path("versions")).hasSize(1);
        assertThat(api.get("/tasks/res-new").json()).isEqualTo(reply.json());
    }

    @Test
    void what_is_shown_can_be_put_again_and_is_the_same_version() {
        JsonNode shown = api.put("/tasks/res-again", LABELS).json();
        Api.Reply again = api.put("/tasks/res-again", shown.path("definition").toString());

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(shown);
    }

    @Test
    void a_changed_definition_is_200_and_a_new_version_before_the_old_one() {
        String first =
                api.put("/tasks/res-change", LABELS).json().path("version").asText();
        Api.Reply second = api.put("/tasks/res-change", "{'instructions':'Classify!','labels':['A','B']}");
        String version = second.json().path("version").asText();

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json().path("versions").findValuesAsText("version")).containsExactly(version, first);
        assertThat(api.put("/tasks/res-change", LABELS).json().path("version").asText())
                .isEqualTo(first);
    }

    @Test
    void tasks_are_listed() {
        api.put("/tasks/res-list", LABELS);
        JsonNode listed = api.get("/tasks").json().path("tasks");

        assertThat(listed).anySatisfy(task -> {
            assertThat(task.path("name").asText()).isEqualTo("res-list");
            assertThat(task.path("format").asText()).isEqualTo("lines");
            assertThat(task.path("model").asText()).isEqualTo("gpt-4o-mini");
        });
        assertThat(listed.findValuesAsText("name")).isSorted();
    }

    @Test
    void a_deleted_task_is_204_and_then_404_everywhere() {
        api.put("/tasks/res-gone", LABELS);
        api.post("/tasks/res-gone/answers", "{'text':'x'}");
        Api.Reply deleted = api.delete("/tasks/res-gone");

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.raw().body()).isEmpty();
        assertThat(api.delete("/tasks/res-gone").code()).isEqualTo("unknown_task");
        assertThat(api.get("/tasks/res-gone").code()).isEqualTo("unknown_task");
        assertThat(api.post("/tasks/res-gone/answers", "{'text':'x'}").code()).isEqualTo("unknown_task");
        assertThat(api.put("/tasks/res-gone", LABELS).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "a%20b", "NOBODY", "%F0%9F%8C%BE"})
    void a_task_that_is_not_there_is_404(String name) {
        Api.Reply reply = api.get("/tasks/" + name);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.code()).isEqualTo("unknown_task");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPPER",
                "-a",
                ".a",
                "a%20b",
                "a%2Fb",
                "a1234567890123456789012345678901234567890123456789012345678901234"
            })
    void a_name_that_no_task_can_have_is_refused_by_name(String name) {
        Api.Reply reply = api.put("/tasks/" + name, LABELS);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.violations()).singleElement().asString().startsWith("name: must have 1 to 63 lower-case");
    }

    @Test
    void a_name_that_no_task_can_have_hides_nothing_of_the_body() {
        Api.Reply reply = api.put("/tasks/UPPER", "{'instructions':7,'labels':['A','A']}");

        assertThat(reply.json().path("violations").findValuesAsText("field"))
                .startsWith("name")
                .contains("instructions", "labels");
    }

    @Test
    void everything_that_is_wrong_is_said_at_once() {
        Api.Reply reply = api.put(
                "/tasks/res-wrong",
                "{'instructions':7,'labels':['A','A',{'description':'x'}],'multiple':'yes','format':'xml','model':' ',"
                        + "'packing':{'maxItems':0,'maxWait':'PT1H','turbo':true},'quality':{'minAgreement':2},"
                        + "'examples':[{'text':'x','label':'C'}],'input':'no column','parameters':{'stream':true},"
                        + "'other':1}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.type()).contains(Problem.MEDIA_TYPE);
        assertThat(reply.json().path("violations").findValuesAsText("field"))
                .contains(
                        "instructions",
                        "labels[2].name",
                        "labels",
                        "multiple",
                        "format",
                        "model",
                        "packing.maxItems",
                        "packing.maxWait",
                        "packing.turbo",
                        "quality.minAgreement",
                        "examples[0].label",
                        "input",
                        "parameters.stream",
                        "other");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'instructions':'x','labels':['A'],'schema':{'type':'object'}} | schema",
                "{'instructions':'x'}                                         | labels",
                "{'labels':['A']}                                             | instructions",
                "{'instructions':'x','schema':{'type':'object','properties':{'a':{'type':'wrong'}}}} | schema",
                "{'instructions':'x','labels':['A\\u0000']}                   | labels[0]",
                "{'instructions':'x\\u0000','labels':['A','B']}               | instructions",
                "{'instructions':'x\\ud83d','labels':['A','B']}               | instructions",
                "{'instructions':'x','labels':['A'],'parameters':{'a':['\\u0000']}} | parameters.a[0]",
                "{'instructions':'x','labels':['A'],'parameters':{'\\u0000':1}} | parameters",
                "[]                                                           | body",
                "null                                                         | body",
                "7                                                            | body"
            })
    void what_is_wrong_is_named_by_its_field(String body, String field) {
        Api.Reply reply = api.put("/tasks/res-field", body.replace("\\\\", "\\"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("invalid_request");
        assertThat(reply.json().path("violations").findValuesAsText("field"))
                .anySatisfy(found -> assertThat(found).startsWith(field));
    }

    @Test
    void a_definition_of_many_labels_and_words_is_taken_in() {
        String labels = IntStream.range(0, 1_000)
                .mapToObj(i -> "{'name':'label " + i + "','description':'" + "word ".repeat(20) + "'}")
                .collect(Collectors.joining(","));
        Api.Reply reply = api.put(
                "/tasks/res-big",
                "{'instructions':'Classify.','labels':[" + labels + "],'packing':{'maxTokens':100000}}");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(api.get("/tasks/res-big").json().path("definition").path("labels"))
                .hasSize(1_000);
    }

    @Test
    void the_order_of_a_schemas_properties_is_kept() {
        Api.Reply reply = api.put(
                "/tasks/res-order",
                "{'instructions':'Extract.','schema':{'type':'object','properties':{'z':{'type':'string'},"
                        + "'a':{'type':'integer'},'m':{'type':'string'}},'required':['z','a','m']}}");

        assertThat(reply.json()
                        .path("definition")
                        .path("schema")
                        .path("properties")
                        .fieldNames())
                .toIterable()
                .containsExactly("z", "a", "m");
        assertThat(reply.json().path("definition").path("format").asText()).isEqualTo("json_schema");
    }
}
