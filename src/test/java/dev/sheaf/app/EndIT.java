package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the packaged service ends, and how it does not begin. */
@Tag("processes")
class EndIT {
    private final DatabaseResource database = new DatabaseResource();
    private final StagedProvider provider = new StagedProvider();
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    private Path here;

    @BeforeEach
    void lay() {
        environment.putAll(database.startForProcess());
        environment.put("OPENAI_BASE_URL", provider.baseUrl().toString());
        environment.put("OPENAI_API_KEY", "sk-test-0123456789");
    }

    @AfterEach
    void clear() {
        provider.close();
        database.stop();
    }

    @Test
    void what_was_accepted_before_the_end_is_answered_and_nothing_after_it() throws Exception {
        var held = provider.hold("held at the end");
        try (ServiceProcess service = serve()) {
            Client client = new Client(service);
            client.send(
                            "PUT",
                            "/tasks/end",
                            "{'instructions':'Sentiment?','labels':['POSITIVE','NEGATIVE'],"
                                    + "'packing':{'maxWait':'PT1M'}}")
                    .join();
            CompletableFuture<HttpResponse<String>> waits =
                    client.send("POST", "/tasks/end/answers", "{'text':'great, held at the end'}");
            Until.holds("it waits", () -> client.metric("sheaf_queue_items") == 1);

            terminate(service);
            Until.holds("it is asked without waiting for company", () -> held.arrived() == 1);
            assertThat(new Client(client).isRefused("/tasks/end/answers")).isTrue();
            assertThat(new Client(client).get("/q/health/ready").statusCode()).isEqualTo(503);
            assertThat(waits).isNotDone();
            held.release();

            assertThat(waits.join().statusCode()).isEqualTo(200);
            assertThat(waits.join().body()).contains("\"label\":\"POSITIVE\"");
            // as a shell has it: ended by signal 15
            assertThat(service.exitCode()).isEqualTo(143);
            assertThat(service.rest()).noneMatch(line -> line.contains("ERROR") || line.contains("Exception"));
        }
    }

    @Test
    void a_step_of_a_job_is_ended_and_what_it_held_is_given_back() throws Exception {
        var held = provider.hold("held by a job");
        try (ServiceProcess service = serve()) {
            Client client = new Client(service);
            client.send("PUT", "/tasks/steps", "{'instructions':'Sentiment?','labels':['POSITIVE','NEGATIVE']}")
                    .join();
            String rows = "{'id':'1','text':'great, held by a job'}";
            assertThat(client.send("POST", "/jobs?task=steps&lane=online", "application/x-ndjson", rows)
                            .join()
                            .statusCode())
                    .isEqualTo(201);
            Until.holds("it is asked", () -> held.arrived() == 1);
            assertThat(database.ask("select count(*) from part where lease_owner is not null"))
                    .isEqualTo(1);

            terminate(service);
            Until.holds("no more is taken", () -> new Client(client).isRefused("/tasks/steps/answers"));
            held.release();

            assertThat(service.exitCode()).isEqualTo(143);
            assertThat(database.ask("select count(*) from part where lease_owner is not null"))
                    .isZero();
            assertThat(database.ask("select count(*) from job where lease_owner is not null"))
                    .isZero();
            assertThat(database.ask("select count(*) from item where state = 2"))
                    .isEqualTo(1);
        }
    }

    @Test
    void logs_for_programs_are_json_from_the_first_line_to_the_last() throws Exception {
        environment.put("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true");
        environment.put("QUARKUS_LOG_LEVEL", "DEBUG");
        try (ServiceProcess service = serve()) {
            String first = service.line("Sheaf answers at ");
            terminate(service);

            List<String> said = service.rest();
            assertThat(said).anyMatch(line -> line.contains("\"level\":\"DEBUG\""));
            said.add(first);
            for (String line : said) {
                JsonNode entry = new ObjectMapper().readTree(line);
                assertThat(entry.fieldNames()).toIterable().as(line).contains("timestamp", "level", "message");
            }
        }
    }

    @Test
    void without_anything_to_answer_it_ends_at_once() throws Exception {
        try (ServiceProcess service = serve()) {
            new Client(service);
            terminate(service);
            assertThat(service.exitCode()).isEqualTo(143);
        }
    }

    @Test
    void a_database_that_is_gone_makes_it_unready_and_leaves_it_live() throws Exception {
        DatabaseResource passing = new DatabaseResource();
        environment.putAll(passing.startForProcess());
        try (ServiceProcess service = serve()) {
            Client client = new Client(service);
            assertThat(client.get("/q/health/ready").statusCode()).isEqualTo(200);
            passing.stop();

            Until.holds("it is not ready", () -> client.get("/q/health/ready").statusCode() == 503);
            assertThat(client.get("/q/health/live").statusCode()).isEqualTo(200);
            assertThat(client.get("/tasks").statusCode()).isEqualTo(500);
            assertThat(client.get("/tasks").headers().firstValue("Content-Type"))
                    .contains("application/problem+json");
        }
    }

    @Test
    void a_task_file_that_cannot_be_put_stops_the_start_in_one_sentence() throws Exception {
        Path tasks = Files.createDirectory(here.resolve("tasks"));
        Files.writeString(tasks.resolve("wrong.yaml"), "labels: [A, A]\n");
        environment.put("SHEAF_TASKS_DIRECTORY", tasks.toString());

        assertRefuses("wrong.yaml", "instructions is required", "must not hold \"A\" twice");
    }

    @Test
    void a_setting_out_of_bounds_stops_the_start_in_one_sentence() throws Exception {
        environment.put("SHEAF_API_MAX_ITEMS", "0");

        assertRefuses("sheaf.api.max-items", "1");
    }

    @Test
    void a_lease_that_an_order_may_outlast_stops_the_start_in_one_sentence() throws Exception {
        environment.put("SHEAF_BULK_LEASE", "PT10S");
        environment.put("SHEAF_OPENAI_BATCH_TIMEOUT", "PT10S");

        assertRefuses("sheaf.bulk.lease has to be longer than sheaf.openai.batch-timeout.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                                        | is not there.",
                "{ not yaml                                              | no YAML",
                "{date: 2026-01-31, models: [{names: [a], input: -1, output: 1}]} | a price is not negative"
            })
    void a_table_of_prices_that_is_none_stops_the_start_in_one_sentence(@Nullable String table, String why)
            throws Exception {
        Path prices = here.resolve("prices.yaml");
        if (table != null) {
            Files.writeString(prices, table);
        }
        environment.put("SHEAF_COST_PRICES", prices.toString());

        assertRefuses("sheaf.cost.prices: " + prices, why);
    }

    private void assertRefuses(String... words) throws Exception {
        try (ServiceProcess service = serve()) {
            List<String> said = service.rest();
            assertThat(said.get(said.size() - 1)).contains(words);
            assertThat(said).noneMatch(line -> line.startsWith("\tat ") || line.matches(".* (ERROR|WARN) .*"));
            assertThat(service.exitCode()).isEqualTo(2);
        }
    }

    private ServiceProcess serve() throws IOException {
        return ServiceProcess.start(here, environment, "serve", "--port", "0");
    }

    private static void terminate(ServiceProcess service) {
        assertThat(ProcessHandle.of(service.pid()).orElseThrow().destroy()).isTrue();
    }

    /** Talks to a service that has said where it is. */
    private static final class Client {
        private final HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final URI base;

        Client(ServiceProcess service) throws InterruptedException {
            base = URI.create(service.line("Sheaf answers at ").replaceFirst(".* ", ""));
        }

        /** With connections of its own. */
        Client(Client other) {
            base = other.base;
        }

        CompletableFuture<HttpResponse<String>> send(String method, String path, String body) {
            return send(method, path, "application/json", body);
        }

        CompletableFuture<HttpResponse<String>> send(String method, String path, String type, String body) {
            HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                    .timeout(Duration.ofSeconds(60))
                    .header("Content-Type", type)
                    .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
                    .build();
            return http.sendAsync(request, BodyHandlers.ofString());
        }

        HttpResponse<String> get(String path) {
            return http.sendAsync(HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.ofString())
                    .join();
        }

        boolean isRefused(String path) {
            try {
                HttpResponse<String> reply =
                        send("POST", path, "{'text':'too late'}").join();
                return reply.statusCode() == 503
                        && reply.body().contains("shutting_down")
                        && reply.headers().firstValue("Retry-After").isPresent();
            } catch (CompletionException e) {
                return e.getCause() instanceof ConnectException;
            }
        }

        double metric(String name) {
            return get("/q/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .sum();
        }
    }
}
