package dev.sheaf.store;

import static dev.sheaf.store.BatchRun.body;
import static dev.sheaf.store.BatchRun.line;
import static dev.sheaf.store.BulkRun.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Verbatim;
import dev.sheaf.gateway.Batch;
import dev.sheaf.gateway.Batch.State;
import dev.sheaf.gateway.FilePurpose;
import dev.sheaf.gateway.NewFile;
import dev.sheaf.model.RemoteBatch.Problem;
import io.smallrye.mutiny.Multi;
import io.vertx.mutiny.sqlclient.Pool;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that no batch can be made of: it fails, says why and where, and asks nobody. */
@ExtendWith(OwnDatabase.class)
class BatchRefusedTest {
    private static final String GOOD = line("good", body("m", "x"));

    private BatchRun run;

    @BeforeEach
    void begin(Pool pool) {
        run = new BatchRun(pool);
        run.put(BulkRun.PAIRS);
    }

    private Batch refused(String file, String endpoint, String code, @Nullable Long line) {
        Batch done = run.finish(run.order(file, endpoint, Lane.BATCH, Map.of(), null), run.bulk.replica());

        assertThat(done.state()).isEqualTo(State.FAILED);
        assertThat(done.times()).containsOnlyKeys(State.VALIDATING, State.FAILED);
        assertThat(done.result().errors()).anySatisfy(error -> {
            assertThat(error.code()).isEqualTo(code);
            assertThat(error.line()).isEqualTo(line);
            assertThat(error.message()).isNotEmpty();
        });
        assertThat(await(run.bulk.jobs.find(done.tenant(), done.job()))).isEmpty();
        assertThat(run.bulk.provider.calls).isEmpty();
        return done;
    }

    @Test
    void a_file_that_is_not_there_is_refused() {
        Batch done = refused("file-none", Verbatim.CHAT, "file_not_found", null);

        assertThat(done.result().errors()).extracting(Problem::param).containsExactly("input_file_id");
    }

    @Test
    void a_file_of_somebody_else_is_not_there() {
        var other = run.bulk.tenant + "-other";
        var file = new NewFile(other, "file-theirs", FilePurpose.BATCH, "x", Instant.now(), null);
        await(run.files.write(file, Multi.createFrom().item(GOOD.getBytes(StandardCharsets.UTF_8))));

        refused("file-theirs", Verbatim.CHAT, "file_not_found", null);
    }

    @Test
    void a_file_that_a_batch_has_written_is_no_request_file() {
        refused(run.upload(FilePurpose.BATCH_OUTPUT, GOOD), Verbatim.CHAT, "invalid_file_purpose", null);
    }

    private static Stream<Arguments> bad() {
        String embedding = line("e", "/v1/embeddings", "{\"model\":\"m\",\"input\":\"x\"}");
        return Stream.of(
                bad("", "empty_file", null),
                bad("\n \n", "empty_file", null),
                bad(GOOD + "\n{\"custom_id\":", "invalid_json_line", 2),
                bad(GOOD + "\n[]", "invalid_json_line", 2),
                bad(GOOD + "\n\n" + line("b", body("m", "y")), "invalid_json_line", 2),
                bad(without("custom_id"), "missing_required_parameter", 2),
                bad(without("method"), "missing_required_parameter", 2),
                bad(without("url"), "missing_required_parameter", 2),
                bad(without("body"), "missing_required_parameter", 2),
                bad(GOOD + "\n" + GOOD, "duplicate_custom_id", 2),
                bad(
                        GOOD + "\n" + line("b", body("m", "y").replace("{\"model\"", "{\"stream\":true,\"model\"")),
                        "unsupported_value",
                        2),
                bad(GOOD.replace("POST", "GET"), "invalid_method", 1),
                bad(embedding, "url_mismatch", 1),
                bad(GOOD + "\n" + embedding, "url_mismatch", 2),
                bad(GOOD + "\n" + line("b", body("another", "y")), "model_mismatch", 2),
                bad(GOOD + "\n" + line("b", body(BatchRun.TASK, "y")), "model_mismatch", 2),
                bad(line("a", body("sheaf/none", "y")), "model_not_found", null),
                bad(line("a", body("sheaf/No Such", "y")), "model_not_found", null),
                bad(line("a", body("m\\u0000", "y")), "model_not_found", null),
                bad(many(50_001), "too_many_tasks", null));
    }

    private static Arguments bad(String content, String code, @Nullable Integer line) {
        return Arguments.of(content, code, line == null ? null : Long.valueOf(line));
    }

    private static String without(String member) {
        String bad = line("b", body("m", "y"));
        return GOOD + "\n" + bad.replace("\"" + member + "\":", "\"other\":");
    }

    private static String many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> line("c-" + i, body("m", "x")))
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest(name = "{1} in line {2}")
    @MethodSource("bad")
    void a_file_with_a_mistake_is_refused(String content, String code, @Nullable Long line) {
        refused(run.upload(FilePurpose.BATCH, content), Verbatim.CHAT, code, line);
    }

    @Test
    void a_task_answers_chat_only() {
        String asked = line("a", "/v1/embeddings", "{\"model\":\"" + BatchRun.TASK + "\",\"input\":\"x\"}");

        refused(run.upload(FilePurpose.BATCH, asked), "/v1/embeddings", "invalid_endpoint", null);
    }

    @Test
    void an_id_that_no_database_can_hold_comes_back_as_it_was() {
        Batch done = run.finish(
                run.order(Lane.BATCH, List.of(line("a\\u0000b", body(BatchRun.TASK, "good")))), run.bulk.replica());

        assertThat(BatchRun.ids(run.output(done))).containsExactly("a\0b");
    }
}
