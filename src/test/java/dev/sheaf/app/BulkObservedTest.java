package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.simulator.FaultPlan;
import dev.sheaf.simulator.Simulator;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see of jobs. */
@QuarkusTest
@WithTestResource(SimulatorResource.class)
class BulkObservedTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @TestHTTPResource
    URI base;

    Simulator simulator;

    private Figures before;

    @BeforeEach
    void look() throws Exception {
        String task = "{\"instructions\":\"Sentiment?\",\"labels\":[\"POSITIVE\",\"NEGATIVE\"],"
                + "\"packing\":{\"maxItems\":20}}";
        send("PUT", "/tasks/observed-jobs", "application/json", task);
        before = Figures.of(http, base);
    }

    @AfterEach
    void calm() {
        simulator.change(simulator.options().withFaults(FaultPlan.NONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch", "online"})
    void a_job_that_is_completed_is_seen_with_its_part_and_its_items(String lane) throws Exception {
        submit(lane, rows(50));
        awaitEnd("completed");

        assertThat(grown())
                .containsEntry("sheaf_jobs_total{state=\"failed\"}", 0.0)
                .containsEntry("sheaf_jobs_total{state=\"cancelled\"}", 0.0)
                .containsEntry("sheaf_parts_total{failure=\"none\",lane=\"" + lane + "\"}", 1.0)
                .containsEntry("sheaf_job_items_total{lane=\"" + lane + "\",outcome=\"answered\"}", 50.0)
                .containsEntry("sheaf_job_items_total{lane=\"" + lane + "\",outcome=\"failed\"}", 0.0)
                .containsEntry("sheaf_job_items_total{lane=\"" + lane + "\",outcome=\"again\"}", 0.0);
    }

    @Test
    void the_calls_of_a_batch_are_seen() throws Exception {
        submit("batch", rows(50));
        awaitEnd("completed");

        assertThat(grown())
                .containsEntry("sheaf_batch_latency_seconds_count{operation=\"upload\",outcome=\"ok\"}", 1.0)
                .containsEntry("sheaf_batch_latency_seconds_count{operation=\"create\",outcome=\"ok\"}", 1.0)
                .containsEntry("sheaf_batch_latency_seconds_count{operation=\"fetch\",outcome=\"ok\"}", 1.0)
                .containsEntry("sheaf_batch_latency_seconds_count{operation=\"delete\",outcome=\"ok\"}", 2.0);
    }

    @Test
    void a_part_is_seen_with_what_it_came_to() throws Exception {
        simulator.change(simulator.options().withFaults(FaultPlan.parse("batch-token-limit=1")));
        submit("batch", rows(50));
        Until.holds("a part is closed", () -> failures("token_limit_exceeded") > 0);
        calm();
        awaitEnd("completed");

        assertThat(grown()).containsEntry("sheaf_job_items_total{lane=\"batch\",outcome=\"answered\"}", 50.0);
    }

    @Test
    void items_that_are_asked_again_are_seen() throws Exception {
        simulator.change(simulator.options().withFaults(FaultPlan.parse("empty=1")));
        submit("batch", rows(20));
        Until.holds(
                "they are asked again", () -> grownOf("sheaf_job_items_total{lane=\"batch\",outcome=\"again\"}") >= 20);
        calm();
        awaitEnd("completed");
    }

    @Test
    void a_job_that_is_cancelled_is_seen() throws Exception {
        simulator.change(simulator.options().withFaults(FaultPlan.parse("batch-stuck=1")));
        String job = submit("batch", rows(50));
        send("POST", "/jobs/" + job + "/cancel", "text/plain", "");
        awaitEnd("cancelled");

        assertThat(grown()).containsEntry("sheaf_jobs_total{state=\"completed\"}", 0.0);
    }

    @Test
    void a_job_whose_file_is_too_bad_is_seen() throws Exception {
        submit("batch", "id,text\n1,\n2,\n3,good\n");

        assertThat(grown()).containsEntry("sheaf_jobs_total{state=\"failed\"}", 1.0);
    }

    private String submit(String lane, String file) throws Exception {
        String made = send("POST", "/jobs?task=observed-jobs&lane=" + lane, "text/csv", file);
        return new ObjectMapper().readTree(made).path("id").asText();
    }

    private static String rows(int count) {
        return IntStream.range(0, count)
                .mapToObj(row -> "Lamp " + row + " is great.\n")
                .collect(Collectors.joining("", "text\n", ""));
    }

    /** Jobs are counted when all else has been. */
    private void awaitEnd(String state) {
        Until.holds("the job is seen", () -> grownOf("sheaf_jobs_total{state=\"" + state + "\"}") == 1);
    }

    private double failures(String failure) {
        return grownOf("sheaf_parts_total{failure=\"" + failure + "\",lane=\"batch\"}");
    }

    private double grownOf(String name) {
        return grown().getOrDefault(name, 0.0);
    }

    private Map<String, Double> grown() {
        try {
            return Figures.of(http, base).since(before);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String send(String method, String path, String type, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> reply = http.send(request, BodyHandlers.ofString());
        assertThat(reply.statusCode()).as(reply.body()).isIn(200, 201);
        return reply.body();
    }
}
