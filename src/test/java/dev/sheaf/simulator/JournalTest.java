package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a simulator with a directory knows after it ended, however it ended. */
class JournalTest {
    @TempDir
    Path data;

    Simulator start() {
        return Simulator.start(SimulatorOptions.DEFAULT
                .withLatency(Latency.NONE)
                .withBatches(BatchTest.QUICK)
                .withData(data));
    }

    static void ask(Caller caller, String id, ObjectNode body) throws IOException {
        caller.send(caller.request("/v1/chat/completions")
                .header("X-Client-Request-Id", id)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    static String bill(Caller caller) throws IOException {
        ObjectNode bill = (ObjectNode) Caller.json(caller.get("/simulator/bill"));
        bill.remove("replies");
        return bill.toString();
    }

    @Test
    void files_batches_and_bill_are_there_after_a_restart() throws IOException {
        String file;
        String batch;
        String files;
        String listed;
        String bill;
        try (Simulator first = start()) {
            Caller caller = new Caller(first);
            BatchCaller batches = new BatchCaller(caller);
            file = batches.upload(BatchCaller.lines(5));
            batch = Caller.json(batches.create(BatchCaller.order(file)))
                    .get("id")
                    .asText();
            batches.over(batch);
            ask(caller, "a", Caller.sentiment());
            files = caller.get("/v1/files").body();
            listed = caller.get("/v1/batches").body();
            bill = bill(caller);
        }
        try (Simulator second = start()) {
            Caller caller = new Caller(second);
            BatchCaller batches = new BatchCaller(caller);
            assertThat(caller.get("/v1/files").body()).isEqualTo(files);
            assertThat(caller.get("/v1/batches").body()).isEqualTo(listed);
            assertThat(bill(caller)).isEqualTo(bill);
            assertThat(batches.read(batches.over(batch).get("output_file_id"))).hasSize(5);
            ask(caller, "a", Caller.sentiment());
            batches.over(batches.ordered(BatchCaller.line("r-1", 99)));
            assertThat(second.bill().paidTwice()).hasSize(2);
            assertThat(batches.upload("x")).isNotEqualTo(file);
        }
        try (Simulator third = start()) {
            assertThat(third.bill().paidTwice().stream().map(Bill.PaidTwice::request))
                    .containsExactly("a", "r-1");
            assertThat(third.bill().batchRequests()).isEqualTo(6);
        }
    }

    @Test
    void a_cleared_bill_stays_cleared() throws IOException {
        try (Simulator first = start()) {
            Caller caller = new Caller(first);
            BatchCaller batches = new BatchCaller(caller);
            batches.over(batches.ordered(BatchCaller.lines(2)));
            caller.send(caller.request("/simulator/bill").DELETE());
        }
        try (Simulator second = start()) {
            assertThat(second.bill().calls()).isZero();
            BatchCaller batches = new BatchCaller(new Caller(second));
            batches.over(batches.ordered(BatchCaller.lines(2)));
            assertThat(second.bill().batchRequests()).isEqualTo(2);
            assertThat(second.bill().paidTwice()).isEmpty();
        }
    }

    @Test
    void damaged_records_are_left_out() throws IOException {
        String batch;
        try (Simulator first = start()) {
            BatchCaller batches = new BatchCaller(new Caller(first));
            batch = batches.ordered(BatchCaller.lines(2));
            batches.over(batch);
            batches.upload("second");
        }
        Files.writeString(data.resolve("bill/bill.log"), "{\"what\":\"sale\",\"num", StandardOpenOption.APPEND);
        Files.writeString(data.resolve("batches/batch_0.json"), "{\"batch\":");
        Files.writeString(data.resolve("files/file-0.json"), "");
        Files.writeString(data.resolve("files/file-1.draft"), "half a file");
        Files.writeString(data.resolve("batches/batch_1.input"), "ordered by nobody");
        try (Simulator second = start()) {
            Caller caller = new Caller(second);
            assertThat(second.bill().batchRequests()).isEqualTo(2);
            assertThat(Caller.json(caller.get("/v1/batches")).get("data").findValuesAsText("id"))
                    .containsExactly(batch);
            assertThat(Caller.json(caller.get("/v1/files?purpose=batch")).get("data"))
                    .hasSize(2);
            caller.ask(Caller.sentiment());
            assertThat(data.resolve("files/file-1.draft")).doesNotExist();
            assertThat(data.resolve("batches/batch_1.input")).doesNotExist();
        }
        try (Simulator third = start()) {
            assertThat(third.bill().calls()).isEqualTo(3);
        }
    }

    @Test
    void a_directory_has_one_simulator() {
        try (Simulator first = start()) {
            assertThat(first.port()).isPositive();
            assertThatThrownBy(this::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another simulator");
        }
    }

    @Test
    void without_a_directory_nothing_is_left() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        Set<Path> before = left(temporary);
        try (Simulator simulator = Simulator.start(SimulatorOptions.DEFAULT)) {
            new BatchCaller(new Caller(simulator)).upload("x");
            assertThat(left(temporary)).hasSizeGreaterThan(before.size());
        }
        assertThat(before).containsAll(left(temporary));
    }

    private static Set<Path> left(Path temporary) throws IOException {
        try (Stream<Path> paths = Files.list(temporary)) {
            return new java.util.HashSet<>(
                    paths.filter(path -> path.getFileName().toString().startsWith("sheaf-simulator"))
                            .toList());
        }
    }

    @Test
    void killed_in_the_middle_a_batch_goes_on_where_it_was_and_is_billed_once() throws IOException {
        Duration turnaround = Duration.ofSeconds(30);
        String id;
        try (SimulatorProcess first = SimulatorProcess.start(data, "", turnaround, 1)) {
            Caller caller = new Caller(first.port());
            BatchCaller batches = new BatchCaller(caller);
            id = batches.ordered(BatchCaller.lines(300));
            awaitCompleted(caller, id, 40);
        }
        String kept = whole(Files.readString(answers(id)));
        assertThat(kept.lines()).hasSizeGreaterThanOrEqualTo(40);
        Files.writeString(answers(id), kept + "0\t0\t77");
        try (SimulatorProcess second = SimulatorProcess.start(data, "", turnaround, 1)) {
            Caller caller = new Caller(second.port());
            awaitCompleted(caller, id, 60);
        }
        assertThat(Files.readString(answers(id))).startsWith(kept);
        try (SimulatorProcess third = SimulatorProcess.start(data, "", turnaround, 100)) {
            Caller caller = new Caller(third.port());
            BatchCaller batches = new BatchCaller(caller);
            JsonNode over = batches.over(id);
            assertThat(over.get("request_counts").toString())
                    .isEqualTo("{\"total\":300,\"completed\":300,\"failed\":0}");
            List<JsonNode> output = batches.read(over.get("output_file_id"));
            assertThat(BatchCaller.ids(output))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 300).mapToObj(i -> "r-" + i).toList());
            JsonNode bill = Caller.json(caller.get("/simulator/bill"));
            assertThat(bill.get("batchRequests").asInt()).isEqualTo(300);
            assertThat(bill.get("inputTokens").asLong())
                    .isEqualTo(over.at("/usage/input_tokens").asLong());
            assertThat(bill.get("paidTwice")).isEmpty();
        }
    }

    private static String whole(String log) {
        return log.substring(0, log.lastIndexOf('\n') + 1);
    }

    private Path answers(String batch) {
        return data.resolve("batches").resolve(batch + ".answers");
    }

    private static void awaitCompleted(Caller caller, String id, int least) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (Caller.json(caller.get("/v1/batches/" + id))
                        .at("/request_counts/completed")
                        .asInt()
                < least) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    @Test
    void a_reply_that_was_not_delivered_before_a_kill_never_is() throws IOException {
        try (SimulatorProcess first = SimulatorProcess.start(data, "timeout-after=1", Duration.ofMillis(50), 1)) {
            Caller caller = new Caller(first.port());
            caller.hangUp(Caller.sentiment(), () -> calls(caller) == 1);
        }
        String log = Files.readString(data.resolve("bill/bill.log"));
        List<String> unsettled = new ArrayList<>(log.lines()
                .filter(line -> !line.contains("\"undelivered\",\"number\""))
                .toList());
        assertThat(unsettled).hasSizeLessThan((int) log.lines().count());
        Files.write(data.resolve("bill/bill.log"), unsettled);
        try (Simulator second = start()) {
            assertThat(second.bill().calls()).isEqualTo(1);
            assertThat(second.bill().undelivered().calls()).isEqualTo(1);
        }
    }

    private static long calls(Caller caller) {
        try {
            return Caller.json(caller.get("/simulator/bill")).get("calls").asLong();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
