package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.app.ServiceResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API refuses, and how it says so. */
@QuarkusTest
@WithTestResource(ServiceResource.class)
class RefusalTest {
    private static final String ANSWERS = "/tasks/refusal/answers";
    private static final int LIMIT = 10 * 1024 * 1024;

    @TestHTTPResource
    URI base;

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(base);
        api.sentiment("refusal");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /nothing,                 404, not_found",
        "GET,    /tasks/a/b/c,             404, not_found",
        "POST,   /tasks/nobody/answers,    404, unknown_task",
        "GET,    /tasks/nobody,            404, unknown_task",
        "PATCH,  /tasks/refusal,           405, method_not_allowed",
        "POST,   /tasks/refusal,           405, method_not_allowed",
        "DELETE, /tasks,                   405, method_not_allowed",
        "GET,    /tasks/refusal/answers,   405, method_not_allowed",
        "PUT,    /tasks/refusal/answers,   405, method_not_allowed",
    })
    void an_address_or_method_that_is_not_there_is_a_problem(String method, String path, int status, String code) {
        BodyPublisher body =
                method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{\"text\":\"x\"}");
        assertProblem(api.send(api.request(path).method(method, body).header("Content-Type", Api.JSON)), status, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tasks/%zz", "/tasks/%", "/tasks/refusal?x=%z", "/tasks/a|b"})
    void an_address_that_is_no_uri_gets_as_far_as_the_server_only(String path) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(reply).startsWith("HTTP/1.1 400 ").endsWith("\r\n\r\n");
        }
    }

    @Test
    void while_there_is_no_key_a_web_page_of_elsewhere_is_refused_at_both_doors() {
        String page = "https://shop.example";

        assertProblem(
                api.send(api.request("/jobs/any/cancel").header("Origin", page).POST(BodyPublishers.noBody())),
                403,
                "foreign_page");
        Api.Reply wire = api.send(api.request("/v1/models")
                .header("Origin", page)
                .header("Authorization", "Bearer any")
                .GET());
        assertThat(wire.status()).isEqualTo(403);
        assertThat(wire.json().path("error").path("code").asText()).isEqualTo("foreign_page");
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain,                Accept, 415, unsupported_media_type",
        "garbage,                   Accept, 415, unsupported_media_type",
        "application/xml,           Accept, 415, unsupported_media_type",
        "application/json,          text/html, 406, not_acceptable",
        "application/json,          application/xml, 406, not_acceptable",
        "application/json,          garbage, 400, invalid_request",
    })
    void a_media_type_that_is_not_spoken_is_a_problem(String sent, String wanted, int status, String code) {
        HttpRequest.Builder request = api.posted(ANSWERS, BodyPublishers.ofString("{\"text\":\"x\"}"));
        request.setHeader("Content-Type", sent);
        if (!wanted.equals("Accept")) {
            request.setHeader("Accept", wanted);
        }
        assertProblem(api.send(request), status, code);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /jobs/%00/pause",
        "POST, /jobs/a%00b/retry",
        "DELETE, /keys/%00",
        "GET, /jobs?after=%00",
        "GET, /tasks/%00"
    })
    void nothing_has_a_name_that_cannot_be_stored(String method, String path) {
        assertProblem(api.send(api.request(path).method(method, BodyPublishers.noBody())), 400, "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/estimates?task=refusal", "/jobs?task=refusal"})
    void a_file_of_no_type_is_refused(String path) {
        assertProblem(
                api.send(api.request(path).POST(BodyPublishers.ofString("text\na\n"))), 415, "unsupported_media_type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=utf-8", "application/json;q=1"})
    void json_is_json_with_parameters_too(String type) {
        HttpRequest.Builder request = api.posted(ANSWERS, BodyPublishers.ofString("{\"text\":\"great\"}"));
        assertThat(api.send(request.setHeader("Content-Type", type)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'text':\\n  oops}        | line 2, column 3",
                "{'text':'a','text':'b'}   | line 1, column 19",
                "{'text':'a'} x            | line 1, column 14",
                "{'text':'a'}{'text':'b'}  | line 1, column 13",
                "{'text':'a'               | line 1, column 12",
                "{'text':NaN}              | line 1, column",
                "{text:'a'}                | line 1, column 2",
                "\\t                       | empty",
                "{'a':[ ,1]}               | line 1, column"
            })
    void what_is_no_json_is_refused_with_its_place(String body, String place) {
        String sent = body.replace("\\n", "\n").replace("\\t", "\t");
        for (Api.Reply reply : Arrays.asList(api.post(ANSWERS, sent), api.put("/tasks/refusal", sent))) {
            assertProblem(reply, 400, "malformed_json");
            assertThat(reply.json().path("detail").asText()).contains(place);
        }
    }

    @Test
    void a_body_that_is_not_utf_8_is_refused() {
        byte[] latin = "{\"text\":\"Gr\u00fc\u00dfe\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertProblem(api.send(api.posted(ANSWERS, BodyPublishers.ofByteArray(latin))), 400, "malformed_json");
    }

    @ParameterizedTest
    @EnumSource
    void an_empty_body_is_refused(HttpClient.Version version) {
        Api api = new Api(base, version);
        Api.Reply reply = api.send(api.posted(ANSWERS, BodyPublishers.noBody()));
        assertProblem(reply, 400, "malformed_json");
        assertThat(reply.json().path("detail").asText()).contains("empty");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 999, 1_001, 100_000})
    void what_is_nested_too_deep_is_refused(int depth) {
        String nest = "[".repeat(depth) + "]".repeat(depth);
        assertProblem(api.post(ANSWERS, "{'text':" + nest + "}"), 400, "malformed_json");
        assertProblem(
                api.put("/tasks/deep", "{'instructions':'x','labels':['A','B'],'parameters':{'x':" + nest + "}}"),
                400,
                "malformed_json");
    }

    @Test
    void a_number_of_many_digits_is_refused() {
        assertProblem(api.post(ANSWERS, "{'text':" + "1".repeat(5_000) + "}"), 400, "malformed_json");
    }

    @ParameterizedTest
    @EnumSource
    void a_body_over_the_limit_is_413_whether_it_says_its_length_or_not(HttpClient.Version version) {
        Api api = new Api(base, version);
        byte[] large = ("{\"text\":\"" + "a".repeat(LIMIT) + "\"}").getBytes(StandardCharsets.UTF_8);
        assertProblem(api.send(api.posted(ANSWERS, BodyPublishers.ofByteArray(large))), 413, "too_large");
        assertProblem(api.send(api.posted(ANSWERS, chunked(large))), 413, "too_large");
        assertProblem(
                api.send(api.request("/tasks/refusal")
                        .header("Content-Type", Api.JSON)
                        .PUT(chunked(large))),
                413,
                "too_large");
    }

    @ParameterizedTest
    @EnumSource
    void a_body_just_within_the_limit_is_read(HttpClient.Version version) {
        Api api = new Api(base, version);
        String json = "{\"text\":\"\"" + " ".repeat(LIMIT - 11) + "}";
        assertThat(json).hasSize(LIMIT);
        byte[] body = json.getBytes(StandardCharsets.UTF_8);

        assertProblem(api.send(api.posted(ANSWERS, BodyPublishers.ofByteArray(body))), 400, "invalid_request");
        assertProblem(api.send(api.posted(ANSWERS, chunked(body))), 400, "invalid_request");
    }

    @Test
    void a_caller_who_wants_to_hear_first_whether_to_send_is_told() {
        HttpRequest.Builder request = api.posted(ANSWERS, BodyPublishers.ofString("{\"text\":\"great\"}"));
        assertThat(api.send(request.expectContinue(true)).status()).isEqualTo(200);
    }

    private static BodyPublisher chunked(byte[] body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
    }

    @ParameterizedTest
    @CsvSource({
        "soon,      must be a number of seconds",
        "0,         must be over 0 and at most 900 seconds",
        "-1,        must be a number of seconds",
        "PT-1S,     must be over 0",
        "0.0001,    must be a number of seconds",
        "901,       must be over 0 and at most 900 seconds",
        "PT16M,     must be over 0 and at most 900 seconds",
        "99999999,  must be a number of seconds",
        "1e3,       must be a number of seconds",
        "PT9999999999999999H, must be a number of seconds",
    })
    void a_patience_that_cannot_be_is_refused(String header, String message) {
        Api.Reply reply = api.post(ANSWERS, "{'text':'great'}", "X-Request-Timeout", header);
        assertProblem(reply, 400, "invalid_request");
        assertThat(reply.violations()).singleElement().asString().startsWith("X-Request-Timeout: " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "0.5", "PT30S", " 30 "})
    void a_patience_is_seconds_or_a_duration(String header) {
        assertThat(api.post(ANSWERS, "{'text':'great'}", "X-Request-Timeout", header)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void every_wrong_item_is_named() {
        Api.Reply reply = api.post(
                ANSWERS,
                "{'items':[{'id':'a','text':'x'},{'id':'a','text':'x'},{'text':'x'},{'id':'b'},{'id':'c','text':7},"
                        + "{'id':'','text':'x'},{'id':'d','text':' '},7,{'id':'e','text':'x','more':1},"
                        + "{'id':'f','columns':{'a':'x'}},{'id':'g','text':'\\u0000'},{'id':'\\ud83d','text':'x'},"
                        + "{'id':'h','text':'🌾'}],'text':'x','other':1}");

        assertProblem(reply, 400, "invalid_request");
        assertThat(reply.json().path("violations").findValuesAsText("field"))
                .containsExactlyInAnyOrder(
                        "items[1].id",
                        "items[2].id",
                        "items[3].text",
                        "items[4].text",
                        "items[5].id",
                        "items[6].text",
                        "items[7]",
                        "items[8].more",
                        "items[9].columns",
                        "items[10].text",
                        "items[11].id",
                        "text",
                        "other");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                       | text: is required",
                "{'items':[]}             | items: must hold at least one item",
                "{'items':{}}             | items: must be an array",
                "{'items':null}           | text: is required",
                "{'text':''}              | text: must not be blank",
                "{'text':['x']}           | text: must be a string",
                "[]                       | body: must be an object",
                "7                        | body: must be an object",
            })
    void a_request_without_a_question_is_refused(String body, String violation) {
        Api.Reply reply = api.post(ANSWERS, body);
        assertProblem(reply, 400, "invalid_request");
        assertThat(reply.violations()).contains(violation);
    }

    @Test
    void too_many_items_are_refused_and_too_many_violations_are_cut() {
        assertThat(api.post(ANSWERS, items(1_001, "x")).violations())
                .containsExactly("items: must have at most 100 elements, has 1001");
        String twiceWrong = items(100, "").replaceAll("'id':'\\d+'", "'id':' '");
        assertThat(api.post(ANSWERS, twiceWrong).violations()).hasSize(100);
    }

    @Test
    void a_text_that_is_too_long_is_refused_by_its_length() {
        assertThat(api.post(ANSWERS, "{'text':'" + "a".repeat(400_001) + "'}").violations())
                .containsExactly("text: must have at most 400000 characters, has 400001");
    }

    private static String items(int count, String text) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{'id':'" + i + "','text':'" + text + "'}")
                .collect(Collectors.joining(",", "{'items':[", "]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {Api.JSON, Api.NDJSON})
    void whoever_wants_a_stream_is_refused_as_a_problem_too(String wanted) {
        assertProblem(api.post(ANSWERS, "{'txt':'x'}", "Accept", wanted), 400, "invalid_request");
        assertProblem(api.post(ANSWERS, "{", "Accept", wanted), 400, "malformed_json");
        assertProblem(api.post("/tasks/nobody/answers", "{'text':'x'}", "Accept", wanted), 404, "unknown_task");
    }

    static void assertProblem(Api.Reply reply, int status, String code) {
        JsonNode problem = reply.json();
        assertThat(Map.of("status", reply.status(), "code", problem.path("code").asText()))
                .as(reply.raw().body())
                .isEqualTo(Map.of("status", status, "code", code));
        assertThat(reply.type()).contains(Problem.MEDIA_TYPE);
        assertThat(problem.path("type").asText()).isEqualTo("urn:sheaf:problem:" + code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotBlank();
    }
}
