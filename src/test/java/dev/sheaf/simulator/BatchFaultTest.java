package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The shape of each fault of files and batches. */
class BatchFaultTest {
    static final int LINES = 30;
    static final List<String> ASKED =
            IntStream.range(0, LINES).mapToObj(i -> "r-" + i).toList();

    Simulator simulator;
    Caller caller;
    BatchCaller batches;

    @BeforeEach
    void start() {
        simulator = Simulator.start(SimulatorOptions.DEFAULT
                .withLatency(Latency.NONE)
                .withHang(Duration.ofMillis(20))
                .withBatches(BatchTest.QUICK));
        caller = new Caller(simulator);
        batches = new BatchCaller(caller);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    void strike(Fault... faults) {
        Map<Fault, Double> each = new java.util.EnumMap<>(Fault.class);
        for (Fault fault : faults) {
            each.put(fault, 1.0);
        }
        simulator.change(simulator.options().withFaults(new FaultPlan(0, each)));
    }

    /** A batch that is over, by when nothing goes wrong any more. */
    JsonNode struck(Fault... faults) throws IOException {
        strike(faults);
        JsonNode over = batches.over(batches.ordered(BatchCaller.lines(LINES)));
        strike();
        return over;
    }

    List<JsonNode> output(JsonNode batch) throws IOException {
        return batches.read(batch.get("output_file_id"));
    }

    List<JsonNode> errors(JsonNode batch) throws IOException {
        return batches.read(batch.get("error_file_id"));
    }

    static String status(JsonNode batch) {
        return batch.get("status").asText();
    }

    static String counts(JsonNode batch) {
        return batch.get("request_counts").toString();
    }

    @Test
    void a_refused_line_has_its_error_in_the_body_in_either_file() throws IOException {
        JsonNode done = struck(Fault.BATCH_NESTED_ERROR);
        List<JsonNode> lines = new ArrayList<>(output(done));
        List<JsonNode> errors = errors(done);
        assertThat(lines).isNotEmpty();
        assertThat(errors).isNotEmpty();
        lines.addAll(errors);
        assertThat(BatchCaller.ids(lines)).containsExactlyInAnyOrderElementsOf(ASKED);
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.get("error").isNull()).isTrue();
            assertThat(line.at("/response/body/error/code").asText()).isEqualTo("invalid_prompt");
        });
        assertThat(simulator.bill().calls()).isZero();
    }

    @Test
    void status_zero_has_an_empty_body_and_counts_as_completed() throws IOException {
        JsonNode done = struck(Fault.BATCH_STATUS_ZERO);
        assertThat(counts(done)).isEqualTo("{\"total\":30,\"completed\":30,\"failed\":0}");
        Set<String> bodies = new HashSet<>();
        for (JsonNode line : output(done)) {
            assertThat(line.at("/response/status_code").asInt(-1)).isZero();
            bodies.add(line.at("/response/body").toString());
        }
        assertThat(bodies).containsExactlyInAnyOrder("null", "\"\"", "{}");
        assertThat(simulator.bill().calls()).isZero();
    }

    @Test
    void a_lost_line_is_counted_as_failed_and_stands_in_no_file() throws IOException {
        JsonNode done = struck(Fault.BATCH_LOST_LINE);
        assertThat(status(done)).isEqualTo("completed");
        assertThat(counts(done)).isEqualTo("{\"total\":30,\"completed\":0,\"failed\":30}");
        assertThat(done.get("output_file_id").isNull()).isTrue();
        assertThat(done.get("error_file_id").isNull()).isTrue();
    }

    @Test
    void a_line_that_timed_out_is_an_error_line() throws IOException {
        assertThat(errors(struck(Fault.BATCH_LINE_TIMEOUT))).hasSize(LINES).allSatisfy(line -> {
            assertThat(line.get("response").isNull()).isTrue();
            assertThat(line.at("/error/code").asText()).isEqualTo("request_timeout");
        });
    }

    @Test
    void a_line_of_a_broken_server_has_its_status() throws IOException {
        Set<Integer> seen = new HashSet<>();
        for (JsonNode line : errors(struck(Fault.BATCH_LINE_5XX))) {
            seen.add(line.at("/response/status_code").asInt());
            assertThat(line.at("/response/body/error/type").asText()).isEqualTo("server_error");
        }
        assertThat(seen).containsExactlyInAnyOrder(500, 503);
    }

    @Test
    void without_an_output_file_all_lines_failed_and_the_batch_completed() throws IOException {
        JsonNode done = struck(Fault.BATCH_NO_OUTPUT_ID);
        assertThat(status(done)).isEqualTo("completed");
        assertThat(done.get("output_file_id").isNull()).isTrue();
        assertThat(errors(done)).hasSize(LINES);
        assertThat(simulator.bill().calls()).isZero();
    }

    @Test
    void the_error_files_id_can_be_an_empty_text() throws IOException {
        JsonNode done = struck(Fault.BATCH_EMPTY_ERROR_ID);
        assertThat(done.get("error_file_id").asText("none")).isEmpty();
        assertThat(output(done)).hasSize(LINES);
    }

    @ParameterizedTest
    @CsvSource({"BATCH_EXPIRED,expired", "BATCH_CANCELLED,cancelled"})
    void a_batch_that_ends_early_keeps_a_part_and_names_the_rest(Fault fault, String end) throws IOException {
        JsonNode over = struck(fault);
        assertThat(status(over)).isEqualTo(end);
        List<JsonNode> lines = new ArrayList<>(output(over));
        assertThat(lines).hasSizeLessThan(LINES);
        assertThat(simulator.bill().batchRequests()).isEqualTo(lines.size());
        List<JsonNode> rest = errors(over);
        assertThat(rest)
                .allSatisfy(line -> assertThat(line.at("/error/code").asText()).isEqualTo("batch_" + end));
        lines.addAll(rest);
        assertThat(BatchCaller.ids(lines)).containsExactlyInAnyOrderElementsOf(ASKED);
    }

    @Test
    void a_right_file_can_fail_and_passes_the_next_time() throws IOException {
        JsonNode failed = struck(Fault.BATCH_FAILED_VALIDATION);
        assertThat(status(failed)).isEqualTo("failed");
        assertThat(failed.at("/errors/data/0/line").asLong()).isBetween(1L, 30L);
        assertThat(status(batches.over(batches.ordered(BatchCaller.lines(LINES)))))
                .isEqualTo("completed");
    }

    @Test
    void too_many_tokens_can_be_said_later() throws IOException {
        JsonNode failed = struck(Fault.BATCH_TOKEN_LIMIT);
        assertThat(status(failed)).isEqualTo("failed");
        assertThat(failed.at("/errors/data/0/code").asText()).isEqualTo("token_limit_exceeded");
    }

    @Test
    void stuck_batches_go_on_after_a_while_or_expire_and_can_be_cancelled() throws IOException {
        simulator.change(simulator.options().withBatches(BatchTest.QUICK.withWindow(Duration.ofMillis(400))));
        Set<String> ends = new HashSet<>();
        for (int i = 0; i < 20 && ends.size() < 2; i++) {
            ends.add(status(struck(Fault.BATCH_STUCK)));
        }
        assertThat(ends).containsExactlyInAnyOrder("completed", "expired");
        simulator.change(simulator.options().withBatches(BatchTest.SLOW).withSpeed(5_000));
        strike(Fault.BATCH_STUCK);
        String id = batches.ordered(BatchCaller.lines(LINES));
        batches.until(id, Set.of("in_progress"));
        simulator.change(simulator.options().withSpeed(1));
        caller.post("/v1/batches/" + id + "/cancel", "");
        simulator.change(simulator.options().withSpeed(1_000_000));
        assertThat(status(batches.over(id))).isEqualTo("cancelled");
    }

    @Test
    void an_order_can_be_taken_without_a_reply() throws IOException {
        String file = batches.upload(BatchCaller.lines(LINES));
        strike(Fault.BATCH_CREATE_TIMEOUT);
        assertThatIOException().isThrownBy(() -> batches.create(BatchCaller.order(file)));
        JsonNode listed = Caller.json(caller.get("/v1/batches")).get("data");
        assertThat(listed.findValuesAsText("input_file_id")).containsExactly(file);
        assertThat(status(batches.over(listed.get(0).get("id").asText()))).isEqualTo("completed");
    }

    @Test
    void an_order_can_fail_and_then_there_is_none() throws IOException {
        String file = batches.upload(BatchCaller.lines(LINES));
        strike(Fault.BATCH_CREATE_5XX);
        assertThat(batches.create(BatchCaller.order(file)).statusCode()).isEqualTo(500);
        assertThat(Caller.json(caller.get("/v1/batches")).get("data")).isEmpty();
    }

    @Test
    void an_upload_can_be_taken_without_a_reply() throws IOException {
        strike(Fault.BATCH_UPLOAD_TIMEOUT);
        assertThatIOException().isThrownBy(() -> batches.uploading("one.jsonl", "x"));
        assertThat(Caller.json(caller.get("/v1/files")).get("data").findValuesAsText("filename"))
                .containsExactly("one.jsonl");
    }

    @Test
    void a_download_can_break_off() throws IOException {
        String file = batches.upload(BatchCaller.lines(LINES));
        strike(Fault.BATCH_DOWNLOAD_RESET);
        assertThatIOException().isThrownBy(() -> caller.get("/v1/files/" + file + "/content"));
        strike();
        assertThat(caller.get("/v1/files/" + file + "/content").body()).isEqualTo(BatchCaller.lines(LINES));
    }

    @Test
    void a_batch_can_be_unknown_at_first_by_its_id_only() throws IOException {
        strike(Fault.BATCH_GET_404);
        String id = batches.ordered(BatchCaller.lines(1));
        assertThat(Caller.json(caller.get("/v1/batches")).get("data").findValuesAsText("id"))
                .containsExactly(id);
        assertThat(caller.get("/v1/batches/" + id).statusCode()).isEqualTo(404);
        assertThat(caller.get("/v1/batches/" + id).statusCode()).isEqualTo(404);
        assertThat(status(batches.over(id))).isEqualTo("completed");
    }

    @Test
    void a_batch_can_be_listed_late() throws IOException {
        simulator.change(simulator.options().withSpeed(0.001));
        strike(Fault.BATCH_LATE_LISTING);
        String id = batches.ordered(BatchCaller.lines(1));
        assertThat(Caller.json(caller.get("/v1/batches")).get("data")).isEmpty();
        assertThat(caller.get("/v1/batches/" + id).statusCode()).isEqualTo(200);
        simulator.change(simulator.options().withSpeed(1_000_000));
        assertThat(status(batches.over(id))).isEqualTo("completed");
        assertThat(Caller.json(caller.get("/v1/batches")).get("data")).hasSize(1);
    }

    @Test
    void questions_for_batches_can_fail() throws IOException {
        String id = batches.ordered(BatchCaller.lines(1));
        strike(Fault.BATCH_GET_5XX);
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            seen.add(caller.get("/v1/batches/" + id).statusCode());
            seen.add(caller.get("/v1/batches").statusCode());
        }
        assertThat(seen).containsExactlyInAnyOrder(500, 502, 503);
        strike(Fault.BATCH_GET_429);
        HttpResponse<String> busy = caller.get("/v1/batches/" + id);
        assertThat(busy.statusCode()).isEqualTo(429);
        assertThat(busy.headers().firstValue("retry-after-ms")).isPresent();
    }

    @Test
    void an_answer_can_stand_twice() throws IOException {
        JsonNode done = struck(Fault.BATCH_DUPLICATE_LINE);
        List<String> ids = BatchCaller.ids(output(done));
        assertThat(ids).hasSize(2 * LINES);
        assertThat(new HashSet<>(ids)).containsExactlyInAnyOrderElementsOf(ASKED);
        assertThat(simulator.bill().batchRequests()).isEqualTo(LINES);
        assertThat(simulator.bill().paidTwice()).isEmpty();
    }

    @Test
    void an_answer_can_be_nobodys() throws IOException {
        JsonNode done = struck(Fault.BATCH_UNKNOWN_ID);
        List<String> ids = BatchCaller.ids(output(done));
        assertThat(ids).hasSize(2 * LINES).containsAll(ASKED);
        assertThat(simulator.bill().batchRequests()).isEqualTo(LINES);
    }

    @Test
    void a_custom_id_can_be_no_utf8_and_its_answer_is_undelivered() throws Exception {
        JsonNode done = struck(Fault.BATCH_BAD_UTF8);
        byte[] bytes = java.net.http.HttpClient.newHttpClient()
                .send(
                        caller.request("/v1/files/" + done.get("output_file_id").asText() + "/content")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .body();
        assertThat(new String(bytes, StandardCharsets.UTF_8).lines()).hasSize(LINES);
        org.assertj.core.api.Assertions.assertThatExceptionOfType(CharacterCodingException.class)
                .isThrownBy(() -> StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)));
        Bill bill = simulator.bill();
        assertThat(bill.undelivered()).isEqualTo(new Bill.Total(LINES, bill.inputTokens(), bill.outputTokens()));
    }

    @Test
    void the_last_line_can_be_cut_and_is_undelivered() throws IOException {
        JsonNode done = struck(Fault.BATCH_CUT_LINE);
        String content = batches.content(done.get("output_file_id"));
        assertThat(content).doesNotEndWith("\n");
        List<String> lines = content.lines().toList();
        assertThat(lines).hasSize(LINES);
        assertThat(lines.subList(0, LINES - 1))
                .allSatisfy(line -> assertThat(line).endsWith("}"));
        assertThat(lines.get(LINES - 1)).doesNotEndWith("}");
        assertThat(simulator.bill().undelivered().calls()).isEqualTo(1);
    }

    @Test
    void the_output_can_be_empty_and_all_of_it_is_undelivered() throws IOException {
        JsonNode done = struck(Fault.BATCH_EMPTY_FILE);
        assertThat(counts(done)).isEqualTo("{\"total\":30,\"completed\":30,\"failed\":0}");
        assertThat(batches.content(done.get("output_file_id"))).isEmpty();
        assertThat(simulator.bill().undelivered().calls()).isEqualTo(LINES);
    }

    @Test
    void lines_can_end_in_crlf() throws IOException {
        JsonNode done = struck(Fault.BATCH_CRLF);
        assertThat(batches.content(done.get("output_file_id")).split("\r\n")).hasSize(LINES);
        assertThat(output(done)).hasSize(LINES);
    }

    @Test
    void counts_can_lie() throws IOException {
        assertThat(counts(struck(Fault.BATCH_COUNTS_LIE))).isEqualTo("{\"total\":30,\"completed\":29,\"failed\":1}");
        assertThat(counts(struck(Fault.BATCH_COUNTS_LIE, Fault.BATCH_LINE_TIMEOUT)))
                .isEqualTo("{\"total\":30,\"completed\":30,\"failed\":0}");
    }

    @Test
    void replies_in_a_batch_carry_the_faults_of_replies() throws IOException {
        assertThat(output(struck(Fault.EMPTY))).hasSize(LINES).allSatisfy(line -> assertThat(
                        line.at("/response/body/choices/0/message/content").asText("none"))
                .isEmpty());
        assertThat(simulator.bill().faults()).containsEntry("empty", (long) LINES);
    }

    @ParameterizedTest
    @EnumSource(names = {"TOO_MANY_REQUESTS", "TIMEOUT_AFTER", "RESET"})
    void what_breaks_a_connection_breaks_no_line(Fault fault) throws IOException {
        assertThat(output(struck(fault))).hasSize(LINES);
    }

    @Test
    void every_kind_has_a_test_and_strikes_where_it_is_named() throws IOException {
        Set<Fault> ofBatches = Fault.at(
                Fault.Stage.UPLOAD,
                Fault.Stage.DOWNLOAD,
                Fault.Stage.POLL,
                Fault.Stage.FATE,
                Fault.Stage.MARK,
                Fault.Stage.LINE);
        assertThat(ofBatches).allSatisfy(fault -> {
            assertThat(fault.word()).startsWith("batch-");
            assertThat(FaultPlan.parse(fault.word() + "=0.5").each()).containsEntry(fault, 0.5);
        });
        assertThat(caller.ask(Caller.sentiment()).statusCode()).isEqualTo(200);
        simulator.change(simulator.options().withFaults(new FaultPlan(0, each(ofBatches))));
        assertThat(caller.ask(Caller.sentiment()).statusCode()).isEqualTo(200);
    }

    private static Map<Fault, Double> each(Set<Fault> faults) {
        Map<Fault, Double> each = new java.util.EnumMap<>(Fault.class);
        faults.forEach(fault -> each.put(fault, 1.0));
        return each;
    }
}
