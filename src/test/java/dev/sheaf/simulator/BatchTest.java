package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTest {
    static final BatchSettings QUICK = BatchSettings.DEFAULT.withTurnaround(Duration.ofMillis(50));
    static final BatchSettings SLOW =
            BatchSettings.DEFAULT.withTurnaround(Duration.ofDays(1)).withWindow(Duration.ofDays(2));

    Simulator simulator;
    Caller caller;
    BatchCaller batches;

    @BeforeEach
    void start() {
        simulator = Simulator.start(
                SimulatorOptions.DEFAULT.withLatency(Latency.NONE).withBatches(QUICK));
        caller = new Caller(simulator);
        batches = new BatchCaller(caller);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    void run(BatchSettings settings) {
        simulator.change(simulator.options().withBatches(settings));
    }

    @Test
    void a_batch_is_described_with_the_providers_members() throws IOException {
        ObjectNode order = BatchCaller.order(batches.upload(BatchCaller.lines(2)));
        order.putObject("metadata").put("job", "7");
        JsonNode batch = Caller.json(batches.create(order));
        assertThat(batch.fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "object",
                        "endpoint",
                        "model",
                        "errors",
                        "input_file_id",
                        "completion_window",
                        "status",
                        "output_file_id",
                        "error_file_id",
                        "created_at",
                        "in_progress_at",
                        "finalizing_at",
                        "completed_at",
                        "failed_at",
                        "expired_at",
                        "cancelling_at",
                        "cancelled_at",
                        "expires_at",
                        "request_counts",
                        "usage",
                        "metadata");
        assertThat(batch.get("id").asText()).matches("batch_[0-9a-f]{24}");
        assertThat(batch.get("status").asText()).isEqualTo("validating");
        assertThat(batch.get("metadata").toString()).isEqualTo("{\"job\":\"7\"}");
        JsonNode done = batches.over(batch.get("id").asText());
        assertThat(done.get("status").asText()).isEqualTo("completed");
        assertThat(done.get("request_counts").toString()).isEqualTo("{\"total\":2,\"completed\":2,\"failed\":0}");
        assertThat(done.get("error_file_id").isNull()).isTrue();
        assertThat(done.get("model").asText()).isEqualTo("gpt-4o-mini");
        for (String time : List.of("created_at", "in_progress_at", "finalizing_at", "completed_at")) {
            assertThat(done.get(time).asLong())
                    .isBetween(
                            batch.get("created_at").asLong(),
                            done.get("expires_at").asLong());
        }
    }

    @Test
    void each_line_is_answered_once_as_a_call_would_be_and_in_another_order() throws IOException {
        JsonNode done = batches.over(batches.ordered(BatchCaller.lines(40)));
        List<JsonNode> output = batches.read(done.get("output_file_id"));
        List<String> asked = IntStream.range(0, 40).mapToObj(i -> "r-" + i).toList();
        assertThat(BatchCaller.ids(output))
                .containsExactlyInAnyOrderElementsOf(asked)
                .isNotEqualTo(asked);
        String told = caller.content(Caller.sentiment());
        long input = 0;
        for (JsonNode line : output) {
            assertThat(line.fieldNames()).toIterable().containsExactly("id", "custom_id", "response", "error");
            assertThat(line.get("id").asText()).startsWith("batch_req_");
            assertThat(line.get("error").isNull()).isTrue();
            assertThat(line.at("/response/status_code").asInt()).isEqualTo(200);
            assertThat(line.at("/response/request_id").asText()).isNotBlank();
            assertThat(line.at("/response/body/choices/0/message/content").asText())
                    .isEqualTo(told);
            input += line.at("/response/body/usage/prompt_tokens").asLong();
        }
        assertThat(done.at("/usage/input_tokens").asLong()).isEqualTo(input);
        assertThat(output.stream().map(line -> line.get("id").asText()).distinct())
                .hasSize(40);
        Bill bill = simulator.bill();
        assertThat(bill.batchRequests()).isEqualTo(40);
        assertThat(bill.calls()).isEqualTo(41);
        assertThat(bill.undelivered().calls()).isZero();
        assertThat(bill.paidTwice()).isEmpty();
        assertThat(bill.models().get("gpt-4o-mini").calls()).isEqualTo(41);
    }

    @Test
    void a_line_that_is_refused_stands_in_the_error_file_with_its_status() throws IOException {
        String bad = BatchCaller.line("bad", 1).replace("\"temperature\":0", "\"temperature\":9");
        JsonNode done = batches.over(batches.ordered(bad + "\n\n" + BatchCaller.line("good", 2)));
        assertThat(done.get("request_counts").toString()).isEqualTo("{\"total\":2,\"completed\":1,\"failed\":1}");
        assertThat(BatchCaller.ids(batches.read(done.get("output_file_id")))).containsExactly("good");
        JsonNode line = batches.read(done.get("error_file_id")).get(0);
        assertThat(line.get("error").isNull()).isTrue();
        assertThat(line.at("/response/status_code").asInt()).isEqualTo(400);
        assertThat(line.at("/response/body/error/code").asText()).isEqualTo("decimal_above_max_value");
        assertThat(simulator.bill().batchRequests()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json|invalid_json_line|2",
                "[1]|invalid_json_line|2",
                "{\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{}}|missing_required_parameter|2",
                "{\"custom_id\":\"x\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\"}|missing_required_parameter|2",
                "{\"custom_id\":\"x\",\"method\":\"GET\",\"url\":\"/v1/chat/completions\",\"body\":{}}|invalid_method|2",
                "{\"custom_id\":\"x\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":{}}|url_mismatch|2",
                "{\"custom_id\":\"x\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"gpt-4o\"}}|model_mismatch|2",
                "{\"custom_id\":\"x\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"no\"}}|model_not_found|2",
                "{\"custom_id\":\"r\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"gpt-4o-mini\"}}|duplicate_custom_id|2"
            })
    void a_wrong_line_fails_the_batch_later_and_is_named(String line, String code, long number) throws IOException {
        JsonNode failed = batches.over(batches.ordered(BatchCaller.line("r", 0) + "\n" + line + "\n"));
        assertThat(failed.get("status").asText()).isEqualTo("failed");
        assertThat(failed.get("failed_at").isNull()).isFalse();
        JsonNode problem = failed.at("/errors/data/0");
        assertThat(problem.fieldNames()).toIterable().containsExactly("code", "message", "param", "line");
        assertThat(problem.get("code").asText()).isEqualTo(code);
        assertThat(problem.get("line").asLong()).isEqualTo(number);
        assertThat(failed.get("output_file_id").isNull()).isTrue();
        assertThat(simulator.bill().calls()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n  \r\n"})
    void a_file_without_a_request_is_empty(String content) throws IOException {
        JsonNode failed = batches.over(batches.ordered(content));
        assertThat(failed.at("/errors/data/0/code").asText()).isEqualTo("empty_file");
        assertThat(failed.at("/errors/data/0/line").isNull()).isTrue();
    }

    @Test
    void too_many_requests_fail_together() throws IOException {
        run(QUICK.withMaxLines(3));
        assertThat(batches.over(batches.ordered(BatchCaller.lines(3)))
                        .get("status")
                        .asText())
                .isEqualTo("completed");
        JsonNode failed = batches.over(batches.ordered(BatchCaller.lines("s-", 4)));
        assertThat(failed.at("/errors/data/0/code").asText()).isEqualTo("too_many_tasks");
    }

    @Test
    void a_huge_line_is_no_json_and_lines_may_end_in_crlf() throws IOException {
        String huge = "{\"custom_id\":\"" + "x".repeat(RequestLine.LONGEST) + "\"}";
        JsonNode failed = batches.over(batches.ordered(BatchCaller.line("r", 0) + "\r\n" + huge + "\r\n"));
        assertThat(failed.at("/errors/data/0/code").asText()).isEqualTo("invalid_json_line");
        assertThat(failed.at("/errors/data")).hasSize(1);
        assertThat(batches.over(batches.ordered(BatchCaller.lines(2).replace("\n", "\r\n")))
                        .get("status")
                        .asText())
                .isEqualTo("completed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "input_file_id|1",
                "input_file_id|null",
                "endpoint|\"/v1/embeddings\"",
                "endpoint|null",
                "completion_window|\"1h\"",
                "metadata|[]",
                "metadata|{\"a\":1}",
                "output_expires_after|{\"anchor\":\"created_at\",\"seconds\":10}",
                "output_expires_after|{\"anchor\":\"now\",\"seconds\":3600}",
                "surprise|1"
            })
    void parameters_are_checked_at_once(String name, String value) throws IOException {
        ObjectNode order = BatchCaller.order(batches.upload("x"));
        order.set(name, Caller.json(value));
        HttpResponse<String> response = batches.create(order);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(Caller.json(response).at("/error/param").asText()).startsWith(name);
        assertThat(Caller.json(caller.get("/v1/batches")).get("data")).isEmpty();
    }

    @Test
    void metadata_of_16_keys_passes_and_of_17_does_not() throws IOException {
        ObjectNode order = BatchCaller.order(batches.upload("x"));
        ObjectNode metadata = order.putObject("metadata");
        IntStream.range(0, 16).forEach(i -> metadata.put("k".repeat(62) + (i + 10), "v".repeat(512)));
        assertThat(batches.create(order).statusCode()).isEqualTo(200);
        metadata.put("one", "more");
        assertThat(batches.create(order).statusCode()).isEqualTo(400);
        assertThat(batches.create(order.deepCopy().set("metadata", Caller.json("{\"" + "k".repeat(65) + "\":\"\"}")))
                        .statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "null", ""})
    void an_order_that_is_no_object_is_400(String body) throws IOException {
        assertThat(caller.post("/v1/batches", body).statusCode()).isEqualTo(400);
    }

    @Test
    void a_file_that_is_not_there_or_not_for_batches_is_refused() throws IOException {
        assertThat(batches.create(BatchCaller.order("file-0")).statusCode()).isEqualTo(404);
        String other = Caller.json(batches.form(BatchCaller.part("purpose", "evals"), BatchCaller.file("a.jsonl", "x")))
                .get("id")
                .asText();
        assertThat(batches.create(BatchCaller.order(other)).statusCode()).isEqualTo(400);
        assertThat(caller.get("/v1/batches/batch_0").statusCode()).isEqualTo(404);
        assertThat(caller.post("/v1/batches/batch_0/cancel", "").statusCode()).isEqualTo(404);
        assertThat(caller.post("/v1/batches/batch_0/stop", "").statusCode()).isEqualTo(404);
    }

    @Test
    void batches_are_listed_newest_first_in_pages() throws IOException {
        run(SLOW);
        String file = batches.upload(BatchCaller.lines(1));
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(
                    0,
                    Caller.json(batches.create(BatchCaller.order(file)))
                            .get("id")
                            .asText());
        }
        JsonNode first = Caller.json(caller.get("/v1/batches?limit=2"));
        assertThat(first.get("data").findValuesAsText("id")).isEqualTo(made.subList(0, 2));
        assertThat(first.get("has_more").asBoolean()).isTrue();
        JsonNode rest = Caller.json(caller.get("/v1/batches?after=" + made.get(1)));
        assertThat(rest.get("data").findValuesAsText("id")).isEqualTo(made.subList(2, 5));
        assertThat(rest.get("has_more").asBoolean()).isFalse();
        assertThat(rest.get("last_id").asText()).isEqualTo(made.get(4));
        assertThat(caller.get("/v1/batches?limit=101").statusCode()).isEqualTo(400);
    }

    @Test
    void a_cancelled_batch_keeps_what_is_finished_and_names_the_rest() throws IOException {
        run(SLOW);
        simulator.change(simulator.options().withSpeed(5_000));
        String id = batches.ordered(BatchCaller.lines(200));
        JsonNode batch = batches.until(id, Set.of("in_progress"));
        while (batch.at("/request_counts/completed").asInt() == 0) {
            batch = Caller.json(caller.get("/v1/batches/" + id));
        }
        simulator.change(simulator.options().withSpeed(1));
        JsonNode cancelling = Caller.json(caller.post("/v1/batches/" + id + "/cancel", ""));
        assertThat(cancelling.get("status").asText()).isEqualTo("cancelling");
        assertThat(caller.post("/v1/batches/" + id + "/cancel", "").statusCode())
                .isEqualTo(200);
        simulator.change(simulator.options().withSpeed(1_000_000));
        JsonNode cancelled = batches.over(id);
        assertThat(cancelled.get("status").asText()).isEqualTo("cancelled");
        List<String> all = new ArrayList<>(BatchCaller.ids(batches.read(cancelled.get("output_file_id"))));
        assertThat(all)
                .hasSizeBetween(1, 199)
                .hasSize(cancelled.at("/request_counts/completed").asInt());
        assertThat(simulator.bill().batchRequests()).isEqualTo(all.size());
        List<JsonNode> rest = batches.read(cancelled.get("error_file_id"));
        assertThat(rest).allSatisfy(line -> {
            assertThat(line.get("response").isNull()).isTrue();
            assertThat(line.at("/error/code").asText()).isEqualTo("batch_cancelled");
        });
        all.addAll(BatchCaller.ids(rest));
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 200).mapToObj(i -> "r-" + i).toList());
        HttpResponse<String> late = caller.post("/v1/batches/" + id + "/cancel", "");
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("Cannot cancel a batch with status 'cancelled'.");
    }

    @Test
    void a_batch_that_takes_longer_than_its_window_expires_and_keeps_what_is_finished() throws IOException {
        run(BatchSettings.DEFAULT.withTurnaround(Duration.ofSeconds(4)).withWindow(Duration.ofSeconds(1)));
        JsonNode expired = batches.over(batches.ordered(BatchCaller.lines(100)));
        assertThat(expired.get("status").asText()).isEqualTo("expired");
        assertThat(expired.get("expired_at").isNull()).isFalse();
        List<JsonNode> done = batches.read(expired.get("output_file_id"));
        List<JsonNode> rest = batches.read(expired.get("error_file_id"));
        assertThat(done).hasSizeBetween(10, 60);
        assertThat(done.size() + rest.size()).isEqualTo(100);
        assertThat(rest)
                .allSatisfy(line -> assertThat(line.at("/error/code").asText()).isEqualTo("batch_expired"));
        assertThat(simulator.bill().batchRequests()).isEqualTo(done.size());
    }

    @Test
    void a_thousand_times_faster_a_batch_of_minutes_is_over_at_once() throws IOException {
        simulator.change(simulator
                .options()
                .withSpeed(1_000)
                .withBatches(new BatchSettings(Duration.ofMinutes(7), Duration.ofHours(24), 1_000_000, 50_000)));
        JsonNode done = batches.over(batches.ordered(BatchCaller.lines(10)));
        assertThat(done.get("status").asText()).isEqualTo("completed");
        assertThat(done.get("completed_at").asLong() - done.get("created_at").asLong())
                .isGreaterThanOrEqualTo(200);
    }

    @Test
    void outputs_expire_when_they_were_to() throws IOException {
        ObjectNode order = BatchCaller.order(batches.upload(BatchCaller.lines(1)));
        order.putObject("output_expires_after").put("anchor", "created_at").put("seconds", 3600);
        JsonNode done =
                batches.over(Caller.json(batches.create(order)).get("id").asText());
        JsonNode file =
                Caller.json(caller.get("/v1/files/" + done.get("output_file_id").asText()));
        assertThat(file.get("purpose").asText()).isEqualTo("batch_output");
        assertThat(file.get("expires_at").asLong())
                .isEqualTo(file.get("created_at").asLong() + 3600);
    }

    @Test
    void a_batch_goes_on_without_the_file_that_was_uploaded() throws IOException {
        String file = batches.upload(BatchCaller.lines(20));
        String id =
                Caller.json(batches.create(BatchCaller.order(file))).get("id").asText();
        caller.send(caller.request("/v1/files/" + file).DELETE());
        assertThat(batches.over(id).get("status").asText()).isEqualTo("completed");
    }

    @Test
    void tokens_under_way_are_limited_and_come_free_when_a_batch_is_over() throws IOException {
        String content = BatchCaller.lines(10);
        long tokens =
                batches.over(batches.ordered(content)).at("/usage/input_tokens").asLong();
        simulator.change(simulator.options().withLimits(Limits.NONE.withEnqueuedTokens(tokens + 1)));
        run(QUICK.withTurnaround(Duration.ofSeconds(10)));
        String first = batches.ordered(content);
        batches.until(first, Set.of("in_progress"));
        run(QUICK);
        JsonNode failed = batches.over(batches.ordered(content));
        assertThat(failed.get("status").asText()).isEqualTo("failed");
        assertThat(failed.at("/errors/data/0/code").asText()).isEqualTo("token_limit_exceeded");
        caller.post("/v1/batches/" + first + "/cancel", "");
        batches.over(first);
        assertThat(batches.over(batches.ordered(content)).get("status").asText())
                .isEqualTo("completed");
    }

    @Test
    void so_many_batches_an_hour_and_no_more() throws IOException {
        simulator.change(simulator.options().withLimits(Limits.NONE.withBatchesPerHour(2)));
        String file = batches.upload(BatchCaller.lines(1));
        assertThat(batches.create(BatchCaller.order(file)).statusCode()).isEqualTo(200);
        assertThat(batches.create(BatchCaller.order(file)).statusCode()).isEqualTo(200);
        HttpResponse<String> third = batches.create(BatchCaller.order(file));
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(Caller.json(third).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
        assertThat(third.headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void a_custom_id_that_is_answered_in_two_batches_is_paid_twice() throws IOException {
        batches.over(batches.ordered(BatchCaller.lines(3)));
        batches.over(batches.ordered(BatchCaller.line("r-1", 77)));
        assertThat(simulator.bill().paidTwice()).hasSize(1).allSatisfy(twice -> assertThat(twice.request())
                .isEqualTo("r-1"));
        caller.send(caller.request("/simulator/bill").method("DELETE", HttpRequest.BodyPublishers.noBody()));
        assertThat(simulator.bill().batchRequests()).isZero();
    }
}
