package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.app.ServiceResource;
import dev.sheaf.app.Until;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobFile;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.MemoryJobs;
import dev.sheaf.bulk.Verbatim;
import dev.sheaf.task.Answer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(HandledJobs.class)
@WithTestResource(ServiceResource.class)
class JobAnswersTest {
    private static final Answer YES = new Answer.OneLabel("POSITIVE");
    private static final Answer NO = new Answer.OneLabel("NEGATIVE");

    @TestHTTPResource
    URI base;

    @Inject
    MemoryJobs jobs;

    @Inject
    JobWatch watch;

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(base);
        api.sentiment("answers");
    }

    @Test
    void rows_come_out_as_they_went_in_with_their_answers() {
        String id = made("\ufeffn;text\r\n1;good\r\n2;\"says \"\"no\"\"\r\nand goes\"\r\n3;\r\n4;odd\r\n", "text/csv");
        jobs.answer(id, 1, YES);
        jobs.answer(id, 2, NO);
        jobs.answer(id, 4, new Answer.NoAnswer("answer_refused", "The model refused to answer."));
        jobs.complete(id);

        Api.Reply reply = api.get("/jobs/" + id + "/answers");

        assertThat(reply.type()).contains("text/csv;charset=UTF-8");
        assertThat(reply.raw().body())
                .isEqualTo("\ufeffn;text;label;error\r\n1;good;POSITIVE;\r\n"
                        + "2;\"says \"\"no\"\"\r\nand goes\";NEGATIVE;\r\n"
                        + "3;;;empty_text: line 5 has no text\r\n"
                        + "4;odd;;answer_refused: The model refused to answer.\r\n");
    }

    @Test
    void a_job_of_a_batch_has_its_replies_in_the_batchs_files() {
        var what = new Verbatim(Verbatim.CHAT, "m");
        Job job = new Job(
                "default",
                "job_of_a_batch",
                null,
                what.task(),
                what.version(),
                Lane.BATCH,
                JobFile.asked(JobFile.NDJSON, null, "custom_id", null),
                null,
                Map.of(),
                JobState.INGESTING,
                false,
                null,
                Job.Counts.NONE,
                1,
                Instant.now(),
                null,
                null);
        String id = jobs.open(job, Duration.ofMinutes(1))
                .await()
                .indefinitely()
                .job()
                .id();

        Api.Reply reply = api.get("/jobs/" + id + "/answers");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.raw().body()).contains("the batch's files");
        assertThat(api.get("/jobs/" + id).raw().body()).contains("\"task\":\"/v1/chat/completions\"");
    }

    @Test
    void json_lines_get_a_member() {
        String id = made("{\"n\":1.50,\"text\":\"good\"}\n{\"text\":\"bad\",\"answer\":7}\n", Api.NDJSON);
        jobs.answer(id, 1, YES);
        jobs.answer(id, 2, NO);
        jobs.complete(id);

        Api.Reply reply = api.get("/jobs/" + id + "/answers");

        assertThat(reply.type()).contains(Api.NDJSON);
        assertThat(reply.raw().body())
                .isEqualTo("{\"n\":1.50,\"text\":\"good\",\"answer\":{\"label\":\"POSITIVE\"}}\n"
                        + "{\"text\":\"bad\",\"answer\":7,\"sheaf_answer\":{\"label\":\"NEGATIVE\"}}\n");
        RefusalTest.assertProblem(answers(id, "Accept", "text/csv"), 406, "not_acceptable");
    }

    @Test
    void csv_comes_out_as_json_lines_where_that_is_wanted() {
        String id = made("n,text\n1,good\n", "text/csv");
        jobs.answer(id, 1, YES);
        jobs.complete(id);

        assertThat(answers(id, "Accept", Api.NDJSON).raw().body())
                .isEqualTo("{\"n\":\"1\",\"text\":\"good\",\"answer\":{\"label\":\"POSITIVE\"}}\n");
        assertThat(answers(id, "Accept", "*/*").type()).contains("text/csv;charset=UTF-8");
        RefusalTest.assertProblem(answers(id, "Accept", "text/html"), 406, "not_acceptable");
    }

    @Test
    void answers_stream_in_order_while_the_job_still_runs() throws IOException, InterruptedException {
        String id = made("text\na\nb\nc\n", "text/csv");
        jobs.answer(id, 1, YES);
        jobs.answer(id, 3, YES);
        HttpResponse<InputStream> reply = stream("/jobs/" + id + "/answers");
        try (BufferedReader lines = reader(reply)) {
            assertThat(lines.readLine()).isEqualTo("text,label,error");
            assertThat(lines.readLine()).isEqualTo("a,POSITIVE,");
            jobs.answer(id, 2, NO);
            assertThat(lines.readLine()).isEqualTo("b,NEGATIVE,");
            assertThat(lines.readLine()).isEqualTo("c,POSITIVE,");
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void a_job_that_ends_lets_those_who_wait_go() throws IOException, InterruptedException {
        String id = made("text\na\nb\n", "text/csv");
        jobs.answer(id, 1, YES);
        HttpResponse<InputStream> reply = stream("/jobs/" + id + "/answers");
        try (BufferedReader lines = reader(reply)) {
            lines.readLine();
            assertThat(lines.readLine()).isEqualTo("a,POSITIVE,");
            jobs.cancel("default", id).await().indefinitely();
            assertThat(lines.readLine()).isEqualTo("b,,job_cancelled: The job was cancelled before this was asked.");
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void a_job_that_is_deleted_meanwhile_breaks_the_file_off() throws IOException, InterruptedException {
        String id = made("text\na\nb\n", "text/csv");
        jobs.answer(id, 1, YES);
        HttpResponse<InputStream> reply = stream("/jobs/" + id + "/answers");
        try (BufferedReader lines = reader(reply)) {
            lines.readLine();
            lines.readLine();
            jobs.forget(id);
            assertThatThrownBy(lines::readLine).isInstanceOf(IOException.class);
        }
    }

    @Test
    void those_who_do_not_wait_get_what_is_there() {
        String id = made("text\na\nb\nc\n", "text/csv");
        jobs.answer(id, 2, NO);

        assertThat(api.get("/jobs/" + id + "/answers?wait=false").raw().body())
                .isEqualTo("text,label,error\na,,open: It is not answered yet.\nb,NEGATIVE,\n"
                        + "c,,open: It is not answered yet.\n");
        RefusalTest.assertProblem(api.get("/jobs/" + id + "/answers?wait=no"), 400, "invalid_request");
    }

    @Test
    void formulas_are_guarded_unless_that_is_turned_off() {
        String id = made("n,text\n-5,=1+1\n", "text/csv");
        jobs.answer(id, 1, YES);
        jobs.complete(id);

        assertThat(api.get("/jobs/" + id + "/answers").raw().body())
                .isEqualTo("n,text,label,error\n-5,'=1+1,POSITIVE,\n");
        assertThat(api.get("/jobs/" + id + "/answers?guard=false").raw().body())
                .isEqualTo("n,text,label,error\n-5,=1+1,POSITIVE,\n");
    }

    @Test
    void many_rows_come_out_in_their_order_and_packed() throws IOException, InterruptedException {
        String rows = IntStream.range(0, 5_000).mapToObj(i -> "row " + i + "\n").collect(Collectors.joining());
        String id = made("text\n" + rows, "text/csv");
        for (int seq = 1; seq <= 5_000; seq++) {
            jobs.answer(id, seq, YES);
        }
        jobs.complete(id);

        HttpResponse<byte[]> reply = api.http()
                .send(
                        api.request("/jobs/" + id + "/answers")
                                .header("Accept-Encoding", "deflate, gzip;q=0.8")
                                .build(),
                        BodyHandlers.ofByteArray());

        assertThat(reply.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(reply.body().length).isLessThan(60_000);
        String file = new String(
                new GZIPInputStream(new ByteArrayInputStream(reply.body())).readAllBytes(), StandardCharsets.UTF_8);
        assertThat(file.lines().skip(1))
                .containsExactlyElementsOf(IntStream.range(0, 5_000)
                        .mapToObj(i -> "row " + i + ",POSITIVE,")
                        .toList());
    }

    @Test
    void who_does_not_take_gzip_gets_none() {
        String id = made("text\na\n", "text/csv");
        jobs.answer(id, 1, YES);

        assertThat(answers(id, "Accept-Encoding", "gzip;q=0, br").header("Content-Encoding"))
                .isEmpty();
    }

    @Test
    void news_come_as_events_until_the_job_is_over() throws IOException, InterruptedException {
        String id = made("text\na\nb\n", "text/csv");
        HttpResponse<InputStream> reply = stream("/jobs/" + id + "/events");
        assertThat(reply.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        try (BufferedReader lines = reader(reply)) {
            assertThat(event(lines)).isEqualTo("running 0");
            jobs.answer(id, 1, YES);
            assertThat(event(lines)).isEqualTo("running 1");
            jobs.pause("default", id).await().indefinitely();
            assertThat(event(lines)).isEqualTo("paused 1");
            jobs.resume("default", id).await().indefinitely();
            jobs.answer(id, 2, YES);
            jobs.complete(id);
            List<String> last =
                    lines.lines().filter(line -> line.startsWith("data:")).toList();
            assertThat(shown(last.get(last.size() - 1))).isEqualTo("completed 2");
        }
        Until.holds("nobody watches", () -> watch.size() == 0);
    }

    @Test
    void a_job_that_is_over_has_one_event() {
        String id = made("text\na\n", "text/csv");
        jobs.complete(id);

        String events = api.get("/jobs/" + id + "/events").raw().body();

        assertThat(events).startsWith("event: job\ndata: {\"id\":\"" + id).endsWith("}\n\n");
        assertThat(events.lines().filter(line -> line.startsWith("event:"))).hasSize(1);
    }

    @Test
    void many_who_watch_one_job_cost_one_look_and_who_leaves_costs_none() throws IOException, InterruptedException {
        String id = made("text\na\n", "text/csv");
        List<BufferedReader> all = List.of(
                reader(stream("/jobs/" + id + "/events")),
                reader(stream("/jobs/" + id + "/events")),
                reader(stream("/jobs/" + id + "/events")));
        for (BufferedReader lines : all) {
            assertThat(event(lines)).isEqualTo("running 0");
        }
        Until.holds("one look for all", () -> watch.size() == 1);
        jobs.answer(id, 1, YES);
        for (BufferedReader lines : all) {
            assertThat(event(lines)).isEqualTo("running 1");
        }
        for (BufferedReader lines : all) {
            lines.close();
        }
        Until.holds("nobody watches", () -> watch.size() == 0);
    }

    private static String event(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (!line.startsWith("data:")) {
            line = lines.readLine();
        }
        return shown(line);
    }

    private static String shown(String data) {
        var job = Api.json(data.substring(5));
        return job.path("state").asText() + " " + job.at("/items/answered").asText();
    }

    private static BufferedReader reader(HttpResponse<InputStream> reply) {
        return new BufferedReader(new InputStreamReader(reply.body(), StandardCharsets.UTF_8));
    }

    private HttpResponse<InputStream> stream(String path) throws IOException, InterruptedException {
        return api.http().send(api.request(path).build(), BodyHandlers.ofInputStream());
    }

    private Api.Reply answers(String id, String... headers) {
        HttpRequest.Builder request = api.request("/jobs/" + id + "/answers");
        return api.send(request.headers(headers));
    }

    private String made(String file, String type) {
        Api.Reply made = api.send(
                api.posted("/jobs?task=answers&text=text", BodyPublishers.ofString(file), "Content-Type", type));
        return made.json().path("id").asText();
    }
}
