package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.events.Receiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job without a service that works on it: one process after the other, each of which ends. */
@Tag("processes")
class TickIT {
    private static final int ROWS = 100;
    private static final int MOST_TICKS = 8;
    private static final List<String> MOODS = List.of("great", "awful");
    private static final List<String> LABELS = List.of("POSITIVE", "NEGATIVE");
    private static final Map<String, String> PACE = Map.of(
            "SHEAF_BULK_POLL", "PT5S",
            "SHEAF_BULK_LEASE", "PT10S",
            "SHEAF_OPENAI_BATCH_TIMEOUT", "PT5S");

    private final DatabaseResource database = new DatabaseResource();
    private final Map<String, String> environment = new HashMap<>(PACE);
    private final Receiver receiver = new Receiver();
    private ProviderProcess provider;

    @TempDir
    private Path here;

    @BeforeEach
    void lay() throws Exception {
        environment.putAll(database.startForProcess());
        provider = ProviderProcess.start(here, Duration.ofMillis(10));
        environment.put("SHEAF_EVENTS_CALLBACK_SECRETS", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        environment.put("SHEAF_EVENTS_CALLBACK_HOSTS", "localhost");
        environment.put("SHEAF_EVENTS_CALLBACK_NETWORKS", "127.0.0.1/32,::1/128");
        environment.put("SHEAF_EVENTS_CALLBACK_HTTP", "true");
        environment.put("OPENAI_API_KEY", "sk-test-0123456789");
        environment.put("OPENAI_BASE_URL", provider.address().toString());
    }

    @AfterEach
    void clear() throws Exception {
        receiver.close();
        provider.close();
        database.stop();
    }

    @Test
    void ticks_alone_bring_a_job_to_its_end() throws Exception {
        layJob();
        assertThat(provider.bill().path("calls").asLong()).isZero();

        List<Tick> ticks = new ArrayList<>(List.of(tick()));
        while (last(ticks).nextDue() != null && ticks.size() < MOST_TICKS) {
            Instant due = last(ticks).nextDue();
            Until.holds("something is due", () -> Instant.now().isAfter(due));
            ticks.add(tick());
        }

        assertThat(ticks).hasSizeGreaterThan(1).allMatch(tick -> tick.steps() > 0);
        assertThat(last(ticks).nextDue()).isNull();
        assertThat(receiver.calls())
                .extracting(call -> json(new String(call.body(), StandardCharsets.UTF_8))
                        .path("type")
                        .asText())
                .containsExactly("dev.sheaf.job.completed");
        assertThat(answers()).containsExactlyElementsOf(expected());
        assertThat(provider.bill().path("batchRequests").asLong()).isEqualTo(ROWS / 20);
        assertThat(provider.bill().path("paidTwice")).isEmpty();
    }

    @Test
    void a_tick_takes_away_what_was_kept_long_enough() throws Exception {
        environment.put("SHEAF_RETENTION_ITEMS", "PT1M");
        layJob();
        assertThat(database.ask("select count(*) from item")).isEqualTo(ROWS);
        database.ask("update job set state = 'cancelled', ended_at = now() - interval '2 minutes' returning 1");

        assertThat(tick().nextDue()).isNull();

        assertThat(database.ask("select count(*) from job where purged_at is not null"))
                .isEqualTo(1);
        assertThat(database.ask("select count(*) from item")).isZero();
    }

    private record Tick(long steps, @Nullable Instant nextDue) {}

    private static final List<String> RUN =
            List.of("run", "rows.csv", "--task", "tick.yaml", "--lane", "batch", "--local");

    /** No service runs, neither now nor later. */
    private void layJob() throws Exception {
        Files.writeString(here.resolve("tick.yaml"), """
                instructions: Sentiment?
                labels: [POSITIVE, NEGATIVE]
                packing: {maxItems: 20}
                """);
        Files.writeString(
                here.resolve("rows.csv"),
                IntStream.range(0, ROWS)
                        .mapToObj(row -> text(row) + "\n")
                        .collect(Collectors.joining("", "text\n", "")));
        assertThat(run("--detach", "--callback", receiver.uri("/told").toString()))
                .last()
                .asString()
                .startsWith("job_");
    }

    private List<String> answers() throws Exception {
        run("--callback", receiver.uri("/told").toString(), "--out", "answered.csv");
        List<String> lines = Files.readAllLines(here.resolve("answered.csv"));
        return lines.subList(1, lines.size());
    }

    private List<String> run(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(RUN);
        arguments.addAll(List.of(options));
        try (ServiceProcess process = ServiceProcess.start(here, environment, arguments.toArray(String[]::new))) {
            List<String> said = process.rest();
            assertThat(process.exitCode()).as(String.valueOf(said)).isZero();
            return said;
        }
    }

    /** What one of them says: a line of JSON, and nothing else. A service beside it may have the ports it is told. */
    private Tick tick() throws Exception {
        Map<String, String> crowded = new HashMap<>(environment);
        crowded.put("QUARKUS_HTTP_HOST", "0.0.0.0");
        crowded.put(
                "SHEAF_HTTP_MANAGEMENT_PORT", String.valueOf(provider.address().getPort()));
        try (ServiceProcess process = ServiceProcess.start(here, crowded, "tick", "--for", "PT1M")) {
            List<String> said = process.rest();
            assertThat(said).hasSize(1);
            assertThat(process.exitCode()).isZero();
            JsonNode tick = json(said.get(0));
            JsonNode of = tick.path("stepsOf");
            assertThat(of.fieldNames()).toIterable().containsExactlyInAnyOrder("jobs", "parts", "batches", "events");
            assertThat(StreamSupport.stream(of.spliterator(), false)
                            .mapToLong(JsonNode::asLong)
                            .sum())
                    .isEqualTo(tick.path("steps").asLong());
            JsonNode due = tick.path("nextDue");
            return new Tick(tick.path("steps").asLong(), due.isNull() ? null : Instant.parse(due.asText()));
        }
    }

    private static Tick last(List<Tick> ticks) {
        return ticks.get(ticks.size() - 1);
    }

    private static List<String> expected() {
        return IntStream.range(0, ROWS)
                .mapToObj(row -> text(row) + "," + LABELS.get(row % 2) + ",")
                .toList();
    }

    private static String text(int row) {
        return "Lamp " + row + " is " + MOODS.get(row % 2) + ".";
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
