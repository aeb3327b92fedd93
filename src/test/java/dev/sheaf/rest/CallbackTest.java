package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.app.Until;
import dev.sheaf.app.WokenResource;
import dev.sheaf.events.Receiver;
import dev.sheaf.events.Seal;
import dev.sheaf.events.Secret;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is told of a job's end. */
@QuarkusTest
@WithTestResource(WokenResource.class)
class CallbackTest {
    @TestHTTPResource
    URI base;

    private final Receiver receiver = new Receiver();
    private Api api;

    @BeforeEach
    void begin() {
        api = new Api(base);
        api.sentiment("told");
    }

    @AfterEach
    void end() {
        receiver.close();
    }

    private Api.Reply submit(String rows, String lane, String callback) {
        String query =
                "/jobs?task=told&lane=" + lane + "&callback=" + URLEncoder.encode(callback, StandardCharsets.UTF_8);
        return api.send(api.posted(query, BodyPublishers.ofString(rows), "Content-Type", "text/csv"));
    }

    @Test
    void a_job_that_ends_is_told_of_once_with_what_it_came_to() {
        Api.Reply made = submit(
                "text\nA great joy.\nDull.\n", "online", receiver.uri("/told").toString());
        String id = made.json().path("id").asText();

        Until.holds("it is told of", () -> !receiver.calls().isEmpty());

        Receiver.Call call = receiver.calls().get(0);
        Seal seal = new Seal(List.of(Secret.of(WokenResource.SECRET)));
        assertThat(seal.fault(call.message(), Instant.now())).isEmpty();
        JsonNode event = Api.json(new String(call.body(), StandardCharsets.UTF_8));
        assertThat(event.path("type").asText()).isEqualTo("dev.sheaf.job.completed");
        assertThat(event.path("source").asText()).isEqualTo("/jobs/" + id);
        assertThat(event.at("/data/items/answered").asInt()).isEqualTo(2);
        Until.holds(
                "the job shows it",
                () -> callback(id).at("/events/0/state").asText().equals("delivered"));
        assertThat(callback(id).path("address").asText())
                .isEqualTo(receiver.uri("/told").toString());
        assertThat(callback(id).at("/events/0/id").asText())
                .isEqualTo(event.path("id").asText());
        assertThat(receiver.calls()).hasSize(1);
        assertThat(api.metric("sheaf_events_out_total{outcome=\"delivered\"}")).isPositive();
    }

    private JsonNode callback(String id) {
        return api.get("/jobs/" + id).json().path("callback");
    }

    @Test
    void a_job_that_cannot_begin_is_told_of_too() {
        Api.Reply made =
                submit("text\n\"\"\n\"\"\n", "online", receiver.uri("/").toString());
        assertThat(made.json().path("state").asText()).as(made.raw().body()).isEqualTo("failed");

        Until.holds("it is told of", () -> !receiver.calls().isEmpty());

        JsonNode event = Api.json(new String(receiver.calls().get(0).body(), StandardCharsets.UTF_8));
        assertThat(event.path("type").asText()).isEqualTo("dev.sheaf.job.failed");
        assertThat(event.at("/data/reason/code").asText()).isEqualTo("too_many_bad_rows");
    }

    @Test
    void what_is_not_taken_shows_in_the_job_until_it_is() {
        receiver.answering(number -> 500);
        String id = submit("text\nA great joy.\n", "online", receiver.uri("/").toString())
                .json()
                .path("id")
                .asText();

        Until.holds("it was tried", () -> callback(id).at("/events/0/attempts").asInt() > 0);

        JsonNode event = callback(id).at("/events/0");
        assertThat(event.path("state").asText()).isEqualTo("waiting");
        assertThat(event.path("answer").asText()).isEqualTo("status 500");
        assertThat(event.has("nextAttempt")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.org/", "ftp://localhost/", "localhost", "http://user@localhost/"})
    void a_callback_that_may_not_be_named_is_refused_before_anything_is_read(String callback) {
        Api.Reply reply = submit("text\nA great joy.\n", "online", callback);

        RefusalTest.assertProblem(reply, 400, "invalid_request");
        assertThat(reply.violations()).hasSize(1).allMatch(line -> line.startsWith("callback: "));
    }
}
