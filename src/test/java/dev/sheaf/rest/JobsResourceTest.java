package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.app.ServiceResource;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.MemoryJobs;
import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.PartState;
import dev.sheaf.model.Usage;
import dev.sheaf.task.Answer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@TestProfile(HandledJobs.class)
@WithTestResource(ServiceResource.class)
class JobsResourceTest {
    private static final Answer YES = new Answer.OneLabel("POSITIVE");

    @TestHTTPResource
    URI base;

    @Inject
    MemoryJobs jobs;

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(base);
        api.sentiment("jobs");
    }

    @Test
    void a_file_becomes_a_job() {
        Api.Reply made = upload("task=jobs&lane=batch&deadline=PT6H", "text\ngood\nbad\n");

        assertThat(made.status()).isEqualTo(201);
        String id = made.json().path("id").asText();
        assertThat(made.header("Location")).contains("/jobs/" + id);
        JsonNode job = api.get("/jobs/" + id).json();
        assertThat(job.path("task").asText()).isEqualTo("jobs");
        assertThat(job.path("version").asText()).isNotEmpty();
        assertThat(job.path("state").asText()).isEqualTo("running");
        assertThat(job.path("lane").asText()).isEqualTo("batch");
        assertThat(job.path("items").toString())
                .isEqualTo("{\"total\":2,\"answered\":0,\"failed\":0,\"bad\":0,\"open\":2,\"isolated\":0}");
        assertThat(job.path("parts")).isEmpty();
        assertThat(job.path("cost").path("calls").asLong()).isZero();
        assertThat(job.has("eta")).isFalse();
        assertThat(Instant.parse(job.path("deadline").asText()))
                .isAfter(Instant.parse(job.path("createdAt").asText()).plusSeconds(21_000));
    }

    @ParameterizedTest
    @EnumSource
    void a_file_that_is_larger_than_other_bodies_is_taken_in(HttpClient.Version version) {
        String rows = ("word ".repeat(400) + "\n").repeat(1_500);
        api = new Api(base, version);

        Api.Reply made = upload("task=jobs", "text\n" + rows);

        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        assertThat(made.json().at("/items/total").asLong()).isEqualTo(1_500);
    }

    @ParameterizedTest
    @EnumSource
    void a_file_beyond_its_bound_is_refused_whether_it_says_its_length_or_not(HttpClient.Version version) {
        String rows = "text\n" + ("word ".repeat(400) + "\n").repeat(2_500);
        api = new Api(base, version);

        RefusalTest.assertProblem(upload("task=jobs", rows), 413, "too_large");
        byte[] bytes = rows.getBytes(StandardCharsets.UTF_8);
        RefusalTest.assertProblem(
                api.send(api.posted(
                        "/jobs?task=jobs",
                        BodyPublishers.fromPublisher(BodyPublishers.ofByteArrays(List.of(bytes))),
                        "Content-Type",
                        "text/csv")),
                413,
                "too_large");
    }

    @Test
    void a_packed_file_is_read_and_bounded_as_it_unpacks() throws IOException {
        assertThat(packed("text\ngood\n").status()).isEqualTo(201);
        RefusalTest.assertProblem(packed("text\n" + ("word ".repeat(400) + "\n").repeat(2_500)), 413, "too_large");
        RefusalTest.assertProblem(
                upload("task=jobs", "text\ngood\n", "Content-Encoding", "gzip"), 400, "upload_incomplete");
        RefusalTest.assertProblem(
                upload("task=jobs", "text\ngood\n", "Content-Encoding", "br"), 415, "unsupported_media_type");
    }

    private Api.Reply packed(String file) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(file.getBytes(StandardCharsets.UTF_8));
        }
        return api.send(api.posted(
                "/jobs?task=jobs",
                BodyPublishers.ofByteArray(bytes.toByteArray()),
                "Content-Type",
                "text/csv",
                "Content-Encoding",
                "gzip"));
    }

    @Test
    void the_same_key_gives_the_same_job_and_another_order_is_refused() {
        String key = UUID.randomUUID().toString();
        String order = "task=jobs&deadline=PT1H&knownAnswers=P1D";
        Api.Reply first = upload(order, "text\ngood\n", "Idempotency-Key", key);
        Api.Reply again = upload(order, "text\ngood\n", "Idempotency-Key", key);

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        for (String other : List.of(
                "task=jobs",
                "task=jobs&knownAnswers=P1D",
                "task=jobs&deadline=PT1H",
                order.replace("PT1H", "PT2H"),
                order.replace("P1D", "P2D"),
                order + "&lane=online")) {
            Api.Reply refused = upload(other, "text\ngood\n", "Idempotency-Key", key);
            RefusalTest.assertProblem(refused, 409, "key_taken");
            assertThat(refused.header("Location")).isEqualTo(first.header("Location"));
        }
    }

    @Test
    void who_asks_before_sending_a_known_file_is_answered_without_it() throws IOException {
        String key = UUID.randomUUID().toString();
        upload("task=jobs", "text\ngood\n", "Idempotency-Key", key);

        assertThat(asking("task=jobs", key, "")).startsWith("HTTP/1.1 200").contains("\"total\":1");
        assertThat(asking("task=jobs&lane=online", key, ""))
                .startsWith("HTTP/1.1 409")
                .contains("key_taken");
        assertThat(asking("task=jobs", UUID.randomUUID().toString(), "text\ngood\n"))
                .startsWith("HTTP/1.1 100")
                .contains("HTTP/1.1 201", "\"total\":1");
    }

    /** All that is answered until the connection ends: the file comes only where it is wanted. */
    private String asking(String order, String key, String file) throws IOException {
        try (var socket = new java.net.Socket(base.getHost(), base.getPort())) {
            int length = file.isEmpty() ? 1_000_000 : file.length();
            String head = "POST /jobs?" + order + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
                    + "Idempotency-Key: " + key + "\r\nExpect: 100-continue\r\nContent-Length: " + length
                    + (file.isEmpty() ? "" : "\r\nConnection: close") + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            String first = new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
            if (first.endsWith("100")) {
                socket.getOutputStream().write(file.getBytes(StandardCharsets.UTF_8));
            }
            return first + new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void a_file_with_too_many_bad_rows_is_a_job_that_failed() {
        Api.Reply made = upload("task=jobs&text=text", "id,text\n1,\n2,\n3,good\n");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().path("state").asText()).isEqualTo("failed");
        assertThat(made.json().at("/reason/code").asText()).isEqualTo("too_many_bad_rows");
        assertThat(made.json().at("/reason/message").asText()).contains("2 of the first 3 rows", "line 2 has no text");
    }

    @Test
    void everything_that_is_wrong_is_told() {
        Api.Reply refused =
                upload("lane=fast&deadline=soon&delimiter=%22&txt=a", "text\ngood\n", "Idempotency-Key", "a b");

        RefusalTest.assertProblem(refused, 400, "invalid_request");
        assertThat(refused.violations())
                .containsExactly(
                        "txt: is not known",
                        "task: is required",
                        "Idempotency-Key: must be 1 to 255 printable ASCII characters without spaces",
                        "lane: must be auto, batch or online",
                        "delimiter: must be one character, or tab",
                        "deadline: must be an ISO 8601 duration like PT6H, over 0 and at most 365 days");
    }

    @ParameterizedTest
    @CsvSource({
        "task=nobody,          text/csv,                   404, unknown_task",
        "task=jobs,            application/json,           415, unsupported_media_type",
        "task=jobs,            text/csv;charset=latin1,    415, unsupported_media_type",
        "task=jobs&text=words, text/csv,                   400, unfit_file",
        "task=jobs&id=id,      text/csv,                   400, unfit_file",
    })
    void what_cannot_be_done_is_a_problem(String query, String type, int status, String code) {
        RefusalTest.assertProblem(upload(query, "text\ngood\n", "Content-Type", type), status, code);
    }

    @Test
    void an_empty_file_is_a_problem() {
        RefusalTest.assertProblem(upload("task=jobs", ""), 400, "invalid_request");
        RefusalTest.assertProblem(
                upload("task=jobs", "", "Content-Type", "application/x-ndjson"), 400, "invalid_request");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /jobs/nothing",
        "GET,    /jobs/nothing/answers",
        "GET,    /jobs/nothing/events",
        "GET,    /jobs/nothing/items/1",
        "POST,   /jobs/nothing/cancel",
        "POST,   /jobs/nothing/pause",
        "POST,   /jobs/nothing/resume",
        "POST,   /jobs/nothing/retry",
        "DELETE, /jobs/nothing",
    })
    void a_job_that_is_not_there_is_a_problem(String method, String path) {
        RefusalTest.assertProblem(
                api.send(api.request(path).method(method, HttpRequest.BodyPublishers.noBody())), 404, "unknown_job");
    }

    @Test
    void jobs_are_listed_newest_first_page_by_page_and_by_state() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            made.add(0, made("text\nlisted " + i + "\n"));
        }
        jobs.complete(made.get(1));

        JsonNode first = api.get("/jobs?limit=2").json();
        JsonNode second =
                api.get("/jobs?limit=1&after=" + first.path("next").asText()).json();

        assertThat(first.path("jobs").findValuesAsText("id")).containsExactly(made.get(0), made.get(1));
        assertThat(second.path("jobs").findValuesAsText("id")).containsExactly(made.get(2));
        assertThat(api.get("/jobs?state=completed&limit=1").json().path("jobs").findValuesAsText("id"))
                .containsExactly(made.get(1));
        RefusalTest.assertProblem(api.get("/jobs?state=done"), 400, "invalid_request");
        RefusalTest.assertProblem(api.get("/jobs?limit=0"), 400, "invalid_request");
        RefusalTest.assertProblem(api.get("/jobs?limit=1001"), 400, "invalid_request");
    }

    @Test
    void a_job_is_paused_resumed_cancelled_and_deleted() {
        String id = made("text\na\nb\n");
        jobs.answer(id, 1, YES);

        assertThat(state(post(id, "pause"))).isEqualTo("paused");
        assertThat(state(post(id, "pause"))).isEqualTo("paused");
        assertThat(state(post(id, "resume"))).isEqualTo("running");
        RefusalTest.assertProblem(api.delete("/jobs/" + id), 409, "wrong_state");
        RefusalTest.assertProblem(post(id, "retry"), 409, "wrong_state");
        assertThat(state(post(id, "cancel"))).isEqualTo("cancelled");
        assertThat(state(post(id, "cancel"))).isEqualTo("cancelled");
        RefusalTest.assertProblem(post(id, "pause"), 409, "wrong_state");
        assertThat(api.get("/jobs/" + id).json().at("/items/answered").asLong()).isEqualTo(1);
        assertThat(api.delete("/jobs/" + id).status()).isEqualTo(204);
        RefusalTest.assertProblem(api.get("/jobs/" + id), 404, "unknown_job");
    }

    @Test
    void what_has_a_reason_is_asked_again() {
        String id = made("text\na\nb\n\"\"\n");
        jobs.answer(id, 1, YES);
        jobs.answer(id, 2, new Answer.NoAnswer("answer_refused", "The model refused to answer."));
        jobs.complete(id);

        JsonNode again = post(id, "retry").json();

        assertThat(again.path("retried").asLong()).isEqualTo(1);
        assertThat(again.at("/job/state").asText()).isEqualTo("running");
        assertThat(again.at("/job/items/open").asLong()).isEqualTo(1);
    }

    @Test
    void a_completed_job_cannot_be_cancelled() {
        String id = made("text\na\n");
        jobs.complete(id);

        RefusalTest.assertProblem(post(id, "cancel"), 409, "wrong_state");
        assertThat(post(id, "cancel").json().path("detail").asText())
                .isEqualTo("The job is completed and cannot be cancelled.");
    }

    @Test
    void parts_and_cost_are_shown() {
        String id = made("text\na\nb\n");
        Instant begin = Instant.now().minusSeconds(60);
        Part part = new Part(
                "default",
                7,
                id,
                Lane.BATCH,
                "gpt-4o-mini",
                1,
                PartState.CREATED,
                "print",
                new Part.Size(2, 2, 900, 80),
                true,
                1,
                "file-1",
                1,
                begin,
                "batch_1",
                "in_progress",
                1,
                null,
                null,
                false,
                0,
                null,
                begin,
                begin,
                null);
        jobs.parts(id, List.of(part), new JobStore.Spent(2, 80, 10, 8, new BigDecimal("0.00012"), 0, 1, Usage.NONE));

        JsonNode job = api.get("/jobs/" + id).json();

        assertThat(job.at("/parts/0").toString())
                .startsWith("{\"id\":7,\"lane\":\"batch\",\"model\":\"gpt-4o-mini\",\"round\":1,\"state\":\"created\","
                        + "\"requests\":2,\"items\":2,\"batch\":\"batch_1\",\"batchState\":\"in_progress\"");
        assertThat(api.get("/jobs/" + id).raw().body())
                .contains(
                        "\"cost\":{\"usd\":0.00012,\"calls\":2,\"inputTokens\":80,\"cachedTokens\":10,\"outputTokens\":8,"
                                + "\"unpriced\":0,\"unconfirmed\":1}");
        assertThat(Instant.parse(job.path("eta").asText())).isAfter(begin);
    }

    @Test
    void an_item_tells_its_story() {
        Api.Reply made = upload("task=jobs&id=id&text=text", "id,text\nfirst one,same\nb,same\n");
        String id = made.json().path("id").asText();
        jobs.answer(id, 1, YES);

        assertThat(api.get("/jobs/" + id + "/items/b").json().toString())
                .isEqualTo("{\"id\":\"b\",\"row\":2,\"line\":3,\"answer\":{\"label\":\"POSITIVE\"},\"askedAs\":1,"
                        + "\"round\":0,\"askings\":[]}");
        assertThat(api.get("/jobs/" + id + "/items/first%20one")
                        .json()
                        .path("row")
                        .asLong())
                .isEqualTo(1);
        RefusalTest.assertProblem(api.get("/jobs/" + id + "/items/c"), 404, "unknown_item");
    }

    private String made(String file) {
        return upload("task=jobs&text=text", file).json().path("id").asText();
    }

    private Api.Reply post(String id, String action) {
        return api.send(api.request("/jobs/" + id + "/" + action).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static String state(Api.Reply reply) {
        return reply.json().path("state").asText();
    }

    private Api.Reply upload(String query, String file, String... headers) {
        List<String> all = new ArrayList<>(List.of("Content-Type", "text/csv"));
        all.addAll(List.of(headers));
        return api.send(api.posted("/jobs?" + query, BodyPublishers.ofString(file), all.toArray(String[]::new)));
    }
}
