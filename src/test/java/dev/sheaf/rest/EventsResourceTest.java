package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.Until;
import dev.sheaf.app.WokenResource;
import dev.sheaf.events.Receiver;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CloudEvents in. */
@QuarkusTest
@WithTestResource(WokenResource.class)
class EventsResourceTest {
    private static final String WHOLE = "application/cloudevents+json";
    private static final String ITEMS = "{'items':[{'id':'a','text':'A great joy.'},{'id':'b','text':'Dull.'}]}";
    private static final int MANY = 20_000;

    @TestHTTPResource
    URI base;

    private final Receiver files = new Receiver();
    private final String id = UUID.randomUUID().toString();
    private Api api;

    @BeforeEach
    void begin() {
        api = new Api(base);
        api.sentiment("asked");
    }

    @AfterEach
    void end() {
        files.close();
    }

    private static String event(String type, String id, String data) {
        return "{'specversion':'1.0','type':'" + type + "','source':'/shop','id':'" + id + "','data':" + data + "}";
    }

    private Api.Reply whole(String type, String id, String data) {
        return api.post("/events", event(type, id, data), "Content-Type", WHOLE);
    }

    private Api.Reply asked(String id, String source, String... members) {
        String more = List.of(members).stream().map(member -> "," + member).collect(Collectors.joining());
        return whole("dev.sheaf.job.requested", id, "{'task':'asked','lane':'online','source':" + source + more + "}");
    }

    private Api.Reply headers(String type, String id, String data) {
        return api.post("/events", data, "ce-specversion", "1.0", "ce-type", type, "ce-source", "/shop", "ce-id", id);
    }

    private String url(String path) {
        return "{'url':'" + files.uri(path) + "'}";
    }

    private List<String> answers(Api.Reply made) {
        String job = "/jobs/" + made.json().path("id").asText();
        Until.holds(
                "the job is over",
                () -> api.get(job).json().path("state").asText().equals("completed"));
        return api.send(api.request(job + "/answers")
                        .header("Accept", Api.NDJSON)
                        .GET())
                .raw()
                .body()
                .lines()
                .map(line -> Api.json(line).at("/answer/label").asText())
                .toList();
    }

    @Test
    void a_job_that_is_asked_for_with_its_items_is_made_and_answered() {
        Api.Reply made = asked(id, ITEMS);

        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        assertThat(made.header("Location"))
                .contains("/jobs/" + made.json().path("id").asText());
        assertThat(made.json().path("lane").asText()).isEqualTo("online");
        assertThat(answers(made)).containsExactly("POSITIVE", "NEGATIVE");
    }

    @Test
    void the_same_event_again_is_the_same_job_in_either_form() {
        Api.Reply first = asked(id, ITEMS);
        Api.Reply second = asked(id, ITEMS);
        Api.Reply third =
                headers("dev.sheaf.job.requested", id, "{'task':'asked','lane':'online','source':" + ITEMS + "}");
        Api.Reply other = asked(id + "x", ITEMS);

        assertThat(List.of(first.status(), second.status(), third.status(), other.status()))
                .containsExactly(201, 200, 200, 201);
        assertThat(List.of(second, third))
                .allMatch(reply -> reply.json().path("id").equals(first.json().path("id")));
        assertThat(other.json().path("id")).isNotEqualTo(first.json().path("id"));
    }

    @Test
    void an_event_whose_job_was_deleted_makes_no_second_one() {
        Api.Reply first = asked(id, ITEMS);
        answers(first);
        String job = "/jobs/" + first.json().path("id").asText();
        assertThat(api.send(api.request(job).DELETE()).status()).isEqualTo(204);

        Api.Reply again = asked(id, ITEMS);

        assertThat(again.status()).isEqualTo(204);
        assertThat(api.get(job).status()).isEqualTo(404);
    }

    @Test
    void events_that_come_at_the_same_time_make_one_job() {
        List<CompletableFuture<Api.Reply>> sent = IntStream.range(0, 4)
                .mapToObj(i -> api.posting(
                        "/events",
                        event("dev.sheaf.job.requested", id, "{'task':'asked','source':" + ITEMS + "}"),
                        "Content-Type",
                        WHOLE))
                .toList();
        List<Api.Reply> replies = sent.stream().map(CompletableFuture::join).toList();

        assertThat(replies).filteredOn(reply -> reply.status() == 201).hasSize(1);
        assertThat(replies).extracting(Api.Reply::status).isSubsetOf(200, 201, 429);
        assertThat(replies)
                .filteredOn(reply -> reply.status() != 429)
                .extracting(reply -> reply.json().path("id").asText())
                .containsOnly(replies.stream()
                        .filter(reply -> reply.status() == 201)
                        .findFirst()
                        .orElseThrow()
                        .json()
                        .path("id")
                        .asText());
    }

    @Test
    void its_callback_is_told() {
        asked(id, ITEMS, "'callback':'" + files.uri("/told") + "'", "'deadline':'PT1H'");

        Until.holds("it is told", () -> files.calls().stream()
                .anyMatch(call -> call.path().equals("/told")));
    }

    @ParameterizedTest
    @CsvSource({"text/csv; charset=utf-8, /rows", "application/octet-stream, /rows.csv", "text/plain, /a/rows.CSV?b=c"})
    void rows_that_lie_elsewhere_are_fetched(String type, String path) {
        files.serving(type, "", "text,kind\nA great joy.,1\nDull.,2\n".getBytes(StandardCharsets.UTF_8));

        Api.Reply made = asked(id, url(path));

        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        assertThat(answers(made)).containsExactly("POSITIVE", "NEGATIVE");
    }

    @Test
    void many_rows_come_packed_and_are_fetched_once() throws IOException {
        String rows = IntStream.range(0, MANY)
                .mapToObj(row -> "{\"n\":" + row + ",\"body\":\"A great joy.\"}\n")
                .collect(Collectors.joining());
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(rows.getBytes(StandardCharsets.UTF_8));
        }
        files.serving("application/x-ndjson", "gzip", packed.toByteArray());
        String source = "{'url':'" + files.uri("/rows") + "','id':'n','text':'body'}";

        Api.Reply made = asked(id, source);
        Api.Reply again = asked(id, source);

        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        assertThat(made.json().at("/items/total").asInt()).isEqualTo(MANY);
        assertThat(again.status()).isEqualTo(200);
        assertThat(files.calls()).hasSize(1);
    }

    @Test
    void rows_that_broke_off_are_fetched_again_for_the_same_job() {
        files.breakingOff("text/csv", "text\nA great joy.\nDull".getBytes(StandardCharsets.UTF_8));
        Api.Reply broken = asked(id, url("/rows"));
        RefusalTest.assertProblem(broken, 502, "source_unreadable");

        files.serving("text/csv", "", "text\nA great joy.\nDull.\n".getBytes(StandardCharsets.UTF_8));
        Api.Reply made = asked(id, url("/rows"));

        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        assertThat(answers(made)).containsExactly("POSITIVE", "NEGATIVE");
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 404, 500})
    void a_source_that_does_not_give_its_rows_is_told_of(int status) {
        files.answering(number -> status);

        Api.Reply reply = asked(id, url("/rows.csv"));

        RefusalTest.assertProblem(reply, 502, "source_unreadable");
        assertThat(reply.json().path("detail").asText()).contains("status " + status);
        assertThat(files.calls()).hasSize(1);
    }

    @Test
    void a_source_of_which_nobody_says_how_it_is_written_is_refused() {
        files.serving("text/html", "", "<p>".getBytes(StandardCharsets.UTF_8));

        RefusalTest.assertProblem(asked(id, url("/rows")), 400, "unfit_file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|data.task data.source.items",
                "[]|data data.task data.source.items",
                "{'task':5,'source':{'items':[]},'other':1}|data.task data.other",
                "{'task':'asked','source':{'url':'https://example.org/'}}|data.source.url",
                "{'task':'asked','source':{'url':'http://localhost/','items':[]}}|data.source.items",
                "{'task':'asked','source':{'items':[5]}}|data.source.items[0]",
                "{'task':'asked','source':{'items':[]},'callback':'ftp://localhost/'}|data.callback",
                "{'task':'asked','source':{'items':[]},'lane':'fast','deadline':'soon'}|data.lane data.deadline"
            })
    void everything_that_is_wrong_with_a_wish_is_named(String data, String fields) {
        Api.Reply reply = whole("dev.sheaf.job.requested", id, data);

        RefusalTest.assertProblem(reply, 400, "invalid_request");
        assertThat(reply.violations())
                .extracting(line -> line.replaceAll(":.*", ""))
                .containsExactlyInAnyOrder(fields.split(" "));
    }

    @Test
    void a_job_of_no_task_is_refused() {
        RefusalTest.assertProblem(
                whole("dev.sheaf.job.requested", id, "{'task':'nothing','source':" + ITEMS + "}"), 404, "unknown_task");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.sheaf.tick", "dev.knative.sources.ping"})
    void a_tick_says_what_it_did_and_when_to_come_again(String type) {
        for (Api.Reply reply : List.of(whole(type, id, "{}"), headers(type, id, "{}"))) {
            assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
            assertThat(reply.json().path("steps").isIntegralNumber()).isTrue();
            assertThat(!reply.json().has("nextDue")
                            || Instant.parse(reply.json().path("nextDue").asText()) != null)
                    .isTrue();
        }
    }

    @Test
    void other_types_and_several_at_once_are_refused() {
        RefusalTest.assertProblem(whole("dev.sheaf.tock", id, "{}"), 400, "invalid_request");
        Api.Reply several = api.post("/events", "[]", "Content-Type", "application/cloudevents-batch+json");
        RefusalTest.assertProblem(several, 415, "unsupported_media_type");
        RefusalTest.assertProblem(api.post("/events", "{}"), 400, "invalid_request");
        RefusalTest.assertProblem(
                api.send(api.posted("/events", BodyPublishers.ofString("{no json"), "Content-Type", WHOLE)),
                400,
                "malformed_json");
    }
}
