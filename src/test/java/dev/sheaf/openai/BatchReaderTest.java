package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.model.RemoteBatch;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchReaderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new AssertionError(broken);
        }
    }

    private static RemoteBatch batch(String members) {
        return BatchReader.batch(json("{\"id\":\"batch_1\",\"status\":\"completed\"" + members + "}"))
                .orElseThrow();
    }

    @Test
    void an_id_and_a_state_are_enough() {
        RemoteBatch batch = batch("");

        assertThat(batch.inputFile()).isEmpty();
        assertThat(batch.outputFile()).isNull();
        assertThat(batch.errorFile()).isNull();
        assertThat(batch.errors()).isEmpty();
        assertThat(batch.counts()).isEqualTo(RemoteBatch.Counts.NONE);
        assertThat(batch.metadata()).isEmpty();
        assertThat(batch.createdAt()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\" \"", "null", "{}", "[]"})
    void an_empty_file_id_is_none(String empty) {
        RemoteBatch batch = batch(",\"output_file_id\":" + empty + ",\"error_file_id\":" + empty);

        assertThat(batch.outputFile()).isNull();
        assertThat(batch.errorFile()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "validating,VALIDATING",
        "failed,FAILED",
        "in_progress,IN_PROGRESS",
        "finalizing,FINALIZING",
        "completed,COMPLETED",
        "expired,EXPIRED",
        "cancelling,CANCELLING",
        "cancelled,CANCELLED",
        "queued_for_later,OTHER",
        "'',OTHER",
    })
    void a_state_is_the_providers_word_and_an_unknown_one_is_under_way(String word, RemoteBatch.State state) {
        RemoteBatch batch = BatchReader.batch(json("{\"id\":\"b\",\"status\":\"" + word + "\"}"))
                .orElseThrow();

        assertThat(batch.state()).isEqualTo(state);
        assertThat(RemoteBatch.State.OTHER.isOver()).isFalse();
    }

    @Test
    void why_a_batch_failed_is_told_line_by_line() {
        RemoteBatch batch = batch("""
                ,"errors":{"object":"list","data":[
                {"code":"invalid_json_line","message":"Not JSON.","param":null,"line":7},
                {"code":"token_limit_exceeded","message":"Enqueued token limit reached.","param":"body.model","line":null},
                {"message":"odd","line":"x"},"odder",null]}
                """);

        assertThat(batch.errors())
                .containsExactly(
                        new RemoteBatch.Problem("invalid_json_line", "Not JSON.", null, 7L),
                        new RemoteBatch.Problem(
                                "token_limit_exceeded", "Enqueued token limit reached.", "body.model", null),
                        new RemoteBatch.Problem("", "odd", null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"data\":null}", "[]", "\"none\""})
    void no_errors_are_none(String none) {
        assertThat(batch(",\"errors\":" + none).errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"x\"", "{}", "{\"total\":null}", "{\"total\":-1}"})
    void missing_counts_are_none(String none) {
        assertThat(batch(",\"request_counts\":" + none).counts()).isEqualTo(RemoteBatch.Counts.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "\"x\"",
                "{}",
                "{\"input_tokens\":1}",
                "{\"input_tokens\":\"1\",\"output_tokens\":1}"
            })
    void a_usage_that_is_not_whole_is_none(String none) {
        assertThat(batch(",\"usage\":" + none).usage()).isNull();
    }

    @Test
    void metadata_that_is_no_text_is_read_as_far_as_it_can_be() {
        assertThat(batch(",\"metadata\":{\"a\":\"x\",\"b\":7,\"c\":null,\"d\":{}}")
                        .metadata())
                .isEqualTo(Map.of("a", "x", "b", "7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"2026-01-01T00:00:00Z\"", "9223372036854775807", "{}"})
    void a_time_that_is_none_is_left_out(String odd) {
        assertThat(batch(",\"created_at\":" + odd).createdAt()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "7", "{\"id\":\"\",\"status\":\"completed\"}", "{\"id\":\"x\"}"})
    void what_has_no_id_or_no_state_is_no_batch(String body) {
        assertThat(BatchReader.batch(json(body))).isEmpty();
    }

    @Test
    void no_value_of_any_member_breaks_the_reading() {
        String[] members = {
            "id",
            "status",
            "input_file_id",
            "output_file_id",
            "error_file_id",
            "errors",
            "request_counts",
            "metadata",
            "created_at",
            "data",
            "has_more"
        };
        String[] values = {
            "null",
            "7",
            "-1.5e300",
            "\"\"",
            "\"x\"",
            "[]",
            "[null,{}]",
            "{}",
            "{\"data\":[[]]}",
            "true",
            "{\"total\":\"x\"}",
            "123456789012345678901234567890"
        };
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            StringBuilder body = new StringBuilder("{\"x\":0");
            for (String member : members) {
                body.append(",\"" + member + "\":" + values[random.nextInt(values.length)]);
            }
            JsonNode odd = json(body.append('}').toString());

            assertThat(BatchReader.batch(odd)).as("seed " + seed).isNotNull();
            assertThat(BatchReader.page(odd, "x")).isNotNull();
            assertThat(FileList.read(odd, "x", null)).isNotNull();
        }
    }
}
