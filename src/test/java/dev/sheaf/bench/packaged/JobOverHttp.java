package dev.sheaf.bench.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A job of the batch lane, from its file's first byte to its last answer; each request and the whole have a limit. */
final class JobOverHttp {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Set<String> OVER = Set.of("completed", "failed", "cancelled");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI service;
    private final Rows rows;
    private final Duration limit;

    JobOverHttp(URI service, Rows rows, Duration limit) {
        this.service = service;
        this.rows = rows;
        this.limit = limit;
    }

    void putTask() throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/tasks/mood").header("Content-Type", "application/json");
        json(request.PUT(BodyPublishers.ofString(Question.DEFINITION)), 201);
    }

    /** Fails where a row has no answer. */
    JobSeen run() throws Exception {
        Instant began = Instant.now();
        long start = System.nanoTime();
        String id = submit();
        double ingest = since(start);
        Watched watched = watch(id, start);
        double whole = since(start);
        assertAnswered(watched.job());
        long asked = System.nanoTime();
        assertThat(lines("/jobs/" + id + "/answers")).isEqualTo(rows.count() + 1L);
        return new JobSeen(
                ingest,
                Duration.between(began, compiled(watched.job())).toNanos() / 1e9,
                watched.collecting(),
                since(asked),
                whole,
                watched.job().at("/cost/calls").asLong(),
                watched.job().at("/cost/usd").decimalValue());
    }

    private String submit() throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request("/jobs?task=mood&lane=batch&text=text&id=id").header("Content-Type", "text/csv");
        return json(request.POST(BodyPublishers.ofFile(rows.file())), 201)
                .path("id")
                .asText();
    }

    /** The job at its end, and the seconds in which a finished batch was seen that was not closed yet. */
    private record Watched(JsonNode job, double collecting) {}

    private Watched watch(String id, long start) throws IOException, InterruptedException {
        JsonNode job = json(request("/jobs/" + id), 200);
        long seen = System.nanoTime();
        double collecting = 0;
        while (!OVER.contains(job.path("state").asText())) {
            assertThat(since(start)).as("seconds of %s", job).isLessThan(limit.toSeconds());
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            boolean collects = parts(job).anyMatch(JobOverHttp::isCollected);
            job = json(request("/jobs/" + id), 200);
            collecting += collects ? since(seen) : 0;
            seen = System.nanoTime();
        }
        return new Watched(job, collecting);
    }

    private static boolean isCollected(JsonNode part) {
        return part.path("batchState").asText().equals("completed")
                && !part.path("state").asText().equals("closed");
    }

    /** When the last part of the first round had its file, which is noted just before it is uploaded. */
    private static Instant compiled(JsonNode job) {
        return parts(job)
                .filter(part -> part.path("round").asInt() == 1)
                .map(part -> Instant.parse(part.path("beganAt").asText()))
                .max(Instant::compareTo)
                .orElseThrow();
    }

    private static Stream<JsonNode> parts(JsonNode job) {
        return StreamSupport.stream(job.path("parts").spliterator(), false);
    }

    private void assertAnswered(JsonNode job) {
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("completed");
        assertThat(job.at("/items/answered").asLong()).as(job.toString()).isEqualTo(rows.count());
    }

    /** Counted as they come, and not held. */
    private long lines(String path) throws InterruptedException, ExecutionException, TimeoutException {
        AtomicLong lines = new AtomicLong();
        HttpResponse<Void> reply = http.sendAsync(
                        request(path).build(), BodyHandlers.ofByteArrayConsumer(bytes -> lines.addAndGet(count(bytes))))
                .get(limit.toSeconds(), TimeUnit.SECONDS);
        assertThat(reply.statusCode()).isEqualTo(200);
        return lines.get();
    }

    private static long count(Optional<byte[]> some) {
        long lines = 0;
        for (byte one : some.orElse(new byte[0])) {
            lines += one == '\n' ? 1 : 0;
        }
        return lines;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(service.resolve(path)).timeout(limit);
    }

    private JsonNode json(HttpRequest.Builder request, int status) throws IOException, InterruptedException {
        HttpResponse<String> reply = http.send(request.build(), BodyHandlers.ofString());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        return JSON.readTree(reply.body());
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
