package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.pack.Seeds;
import dev.sheaf.simulator.FaultPlan;
import dev.sheaf.simulator.Simulator;
import dev.sheaf.store.StoredLedger;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the ledger says of a whole run, against the simulator's bill. */
@QuarkusTest
@WithTestResource(SimulatorResource.class)
class CostsSimulatorTest {
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TASK = "costs";
    /** Whose calls meet no faults: repairs and lost calls cost what nothing is saved by. */
    private static final String QUIET = "costs-quiet";

    private static final int ROWS = 100;

    Simulator simulator;

    @Inject
    Pool pool;

    @Inject
    StoredLedger ledger;

    @TestHTTPResource
    URI service;

    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void calm() {
        simulator.change(simulator.options().withFaults(FaultPlan.NONE));
    }

    /** @param taken confirmed: what the provider said, replies that came */
    private record Books(long input, long output, long taken) {
        Books minus(Books other) {
            return new Books(input - other.input, output - other.output, taken - other.taken);
        }
    }

    private JsonNode send(String method, String path, String type, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(service.resolve(path))
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofString(body))
                .build();
        return JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
    }

    private JsonNode get(String path) throws Exception {
        return send("GET", path, "application/json", "");
    }

    private void putTask(String task) throws Exception {
        send(
                "PUT",
                "/tasks/" + task,
                "application/json",
                "{\"instructions\":\"" + "Classify the comment by its sentiment. ".repeat(20)
                        + "\",\"labels\":[\"GOOD\",\"BAD\"]," + "\"packing\":{\"maxItems\":10}}");
    }

    private static String text(int row) {
        return String.format(Locale.ROOT, "Lamp number %d is %s.", row, row % 2 == 0 ? "great" : "awful");
    }

    private void answer(String task, int requests) throws Exception {
        for (int request = 0; request < requests; request++) {
            int first = 1_000 * request;
            String items = IntStream.range(0, 15)
                    .mapToObj(i -> "{\"id\":\"" + i + "\",\"text\":\"" + text(first + i) + "\"}")
                    .collect(Collectors.joining(","));
            JsonNode reply =
                    send("POST", "/tasks/" + task + "/answers", "application/json", "{\"items\":[" + items + "]}");
            assertThat(reply.path("answers").size()).isEqualTo(15);
        }
    }

    private void runJob(String task, String lane) throws Exception {
        String rows =
                IntStream.range(0, ROWS).mapToObj(CostsSimulatorTest::text).collect(Collectors.joining("\n"));
        JsonNode job = send("POST", "/jobs?task=" + task + "&lane=" + lane, "text/csv", "text\n" + rows + "\n");
        String id = job.path("id").asText();
        Until.holds("the job is over", BOUND, () -> {
            try {
                return get("/jobs/" + id).path("state").asText().equals("completed");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private Row row(String sql) {
        return pool.query(sql).execute().await().atMost(BOUND).iterator().next();
    }

    private Books booked() {
        ledger.write().await().atMost(BOUND);
        Row row =
                row("select coalesce(sum(input), 0)::bigint as i, coalesce(sum(output), 0)::bigint as o, count(*) as n"
                        + " from ledger where confirmed");
        return new Books(row.getLong("i"), row.getLong("o"), row.getLong("n"));
    }

    /** What was served, and came in whole. */
    private Books delivered() throws IOException, InterruptedException {
        URI address = simulator.baseUrl().resolve("/simulator/bill");
        JsonNode bill =
                JSON.readTree(client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                        .body());
        return books(bill).minus(books(bill.path("undelivered")));
    }

    private static Books books(JsonNode total) {
        return new Books(
                total.path("inputTokens").asLong(),
                total.path("outputTokens").asLong(),
                total.path("calls").asLong());
    }

    static List<Arguments> runs() {
        return List.of(arguments("", 1), arguments("all=0.05", 2), arguments("all=0.1", 3))
                .subList(0, 1 + Seeds.share(2));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void the_ledger_of_a_whole_run_is_the_bill_less_what_was_never_delivered(String faults, long seed)
            throws Exception {
        putTask(TASK);
        Books billedBefore = delivered();
        Books bookedBefore = booked();
        simulator.change(simulator
                .options()
                .withSeed(seed)
                .withFaults(faults.isEmpty() ? FaultPlan.NONE : FaultPlan.parse(faults)));

        answer(TASK, 8);
        runJob(TASK, "batch");
        runJob(TASK, "online");

        awaitEven(bookedBefore, billedBefore);
        assertSumsAreTheLedgers();
    }

    /** A call that its caller gave up may still be on its way into either book. */
    private void awaitEven(Books bookedBefore, Books billedBefore) throws Exception {
        try {
            Until.holds("booked is what was delivered", () -> {
                try {
                    return booked().minus(bookedBefore).equals(delivered().minus(billedBefore));
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        } finally {
            assertThat(booked().minus(bookedBefore)).isEqualTo(delivered().minus(billedBefore));
        }
    }

    private void assertSumsAreTheLedgers() {
        String figures = List.of(
                        "input",
                        "cached",
                        "output",
                        "reasoning",
                        "items",
                        "cost",
                        "alone",
                        "alone_cached",
                        "packed",
                        "batch",
                        "packed_batch")
                .stream()
                .map(name -> "coalesce(sum(" + name + "), 0)::numeric")
                .collect(Collectors.joining(" || ' ' || "));
        Row ledger = row("select count(*)::numeric || ' ' || " + scaled(figures) + " as all from ledger");
        Row days = row("select sum(calls) || ' ' || " + scaled(figures) + " as all from cost_day");
        assertThat(days.getString(0)).isEqualTo(ledger.getString(0));
    }

    private static String scaled(String figures) {
        return figures.replace("::numeric", "::numeric(40, 12)");
    }

    @Test
    void what_was_saved_is_told_for_each_lane() throws Exception {
        putTask(QUIET);
        answer(QUIET, 2);
        runJob(QUIET, "batch");
        ledger.write().await().atMost(BOUND);

        JsonNode costs = get("/costs?by=task,lane");

        List<JsonNode> lines = new ArrayList<>();
        costs.path("costs").forEach(lines::add);
        lines.removeIf(line -> !line.path("task").asText().equals(QUIET));
        assertThat(lines).extracting(line -> line.path("lane").asText()).containsExactlyInAnyOrder("batch", "online");
        assertThat(lines).allSatisfy(line -> {
            BigDecimal cost = line.path("cost").decimalValue();
            boolean batch = line.path("lane").asText().equals("batch");
            assertThat(cost).isPositive();
            assertThat(line.path("alone").decimalValue()).isGreaterThan(cost);
            assertThat(line.path(batch ? "packedBatch" : "packed").decimalValue())
                    .isEqualByComparingTo(cost);
            assertThat(line.path("saved").decimalValue()).isPositive();
        });
        assertThat(costs.path("total").path("cost").decimalValue()).isPositive();
    }
}
