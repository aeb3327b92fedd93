package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.StagedBatches;
import dev.sheaf.bulk.StagedBatches.Ran;
import dev.sheaf.bulk.Verbatim;
import dev.sheaf.bulk.Works;
import dev.sheaf.gateway.Batch;
import dev.sheaf.gateway.Batch.Counts;
import dev.sheaf.gateway.FilePurpose;
import dev.sheaf.gateway.StoredFile;
import dev.sheaf.model.Relay.Relayed;
import dev.sheaf.model.RemoteBatch;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.Tasks;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batches of the wire from their order to their files. */
@ExtendWith(OwnDatabase.class)
class BatchFlowTest {
    private static final String SAID = "{\"object\":\"chat.completion\",\"score\":1.50,"
            + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"prompt_tokens_details\":{\"cached_tokens\":2}}}";

    private BatchRun run;

    @BeforeEach
    void begin(Pool pool) {
        run = new BatchRun(pool);
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "c-" + i).toList();
    }

    @Test
    void a_thousand_questions_to_a_task_share_few_calls_and_each_has_its_line() {
        run.put(Tasks.sentiment("'packing':{'maxItems':7}"));
        List<String> texts = BulkRun.texts(1_000);
        Batch batch = run.order(Lane.BATCH, BatchRun.lines(BatchRun.TASK, texts));

        Batch done = run.finish(batch, run.bulk.replica());

        assertThat(done.state()).isEqualTo(Batch.State.COMPLETED);
        assertThat(done.model()).isEqualTo(BatchRun.TASK);
        assertThat(done.result().counts()).isEqualTo(new Counts(1_000, 1_000, 0));
        assertThat(done.result().errorFile()).isNull();
        assertThat(done.times())
                .containsOnlyKeys(
                        Batch.State.VALIDATING, Batch.State.IN_PROGRESS, Batch.State.FINALIZING, Batch.State.COMPLETED);
        assertThat(run.bulk.provider.bill).hasSize(143);
        List<JsonNode> lines = run.output(done);
        assertThat(BatchRun.ids(lines)).isEqualTo(ids(0, 1_000));
        for (int i = 0; i < lines.size(); i++) {
            assertAnswered(lines.get(i), String.valueOf(BulkRun.right(texts.get(i))));
        }
        assertThat(lines.stream().map(line -> line.path("id").asText())).doesNotHaveDuplicates();
        assertThat(lines.stream().map(line -> line.at("/response/body/id").asText()))
                .doesNotHaveDuplicates();
        assertShares(done, lines);
        assertThat(done.result().usage()).isEqualTo(new Usage(14_300, 0, 715, 0));
    }

    private static void assertAnswered(JsonNode line, String label) {
        assertThat(line.path("error").isNull()).isTrue();
        assertThat(line.at("/response/status_code").asInt()).isEqualTo(200);
        assertThat(line.at("/response/request_id").asText()).isNotEmpty();
        JsonNode body = line.at("/response/body");
        assertThat(body.path("object").asText()).isEqualTo("chat.completion");
        assertThat(body.path("model").asText()).isEqualTo(BatchRun.TASK);
        assertThat(body.at("/choices/0/message/content").asText()).isEqualTo(label);
        assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    private static void assertShares(Batch done, List<JsonNode> lines) {
        Usage usage = done.result().usage();
        assertThat(BatchRun.sum(lines, "/response/body/usage/prompt_tokens")).isEqualTo(usage.inputTokens());
        assertThat(BatchRun.sum(lines, "/response/body/usage/completion_tokens"))
                .isEqualTo(usage.outputTokens());
        assertThat(BatchRun.sum(lines, "/response/body/usage/total_tokens"))
                .isEqualTo(usage.inputTokens() + usage.outputTokens());
        assertThat(BatchRun.sum(lines, "/response/body/usage/prompt_tokens_details/cached_tokens"))
                .isEqualTo(usage.cachedTokens());
    }

    @Test
    void questions_to_a_task_that_votes_say_how_sure_their_answers_are() {
        run.put(Tasks.sentiment("'packing':{'maxItems':7},'quality':{'votes':3}"));
        List<String> texts = BulkRun.texts(20);
        Batch batch = run.order(Lane.BATCH, BatchRun.lines(BatchRun.TASK, texts));

        Batch done = run.finish(batch, run.bulk.replica());

        List<JsonNode> lines = run.output(done);
        assertThat(lines).hasSize(20).allSatisfy(line -> {
            assertThat(line.at("/response/body/sheaf/votes/agreed").asInt()).isEqualTo(2);
            assertThat(line.at("/response/body/sheaf/votes/asked").asInt()).isEqualTo(2);
        });
        assertShares(done, lines);
    }

    @Test
    void questions_that_are_the_same_are_asked_once_and_answered_each() {
        run.put(BulkRun.PAIRS);
        Batch batch = run.order(
                Lane.BATCH,
                BatchRun.lines(BatchRun.TASK, List.of("it is good", "it is bad", "it is good", "it is good")));

        Batch done = run.finish(batch, run.bulk.replica());

        assertThat(done.result().counts()).isEqualTo(new Counts(4, 4, 0));
        assertThat(run.output(done).stream().map(line -> line.at("/response/body/choices/0/message/content")
                        .asText()))
                .containsExactly("POSITIVE", "NEGATIVE", "POSITIVE", "POSITIVE");
        assertShares(done, run.output(done));
    }

    @Test
    void a_question_that_a_task_cannot_be_asked_has_its_error_and_spoils_nothing() {
        run.put(BulkRun.PAIRS);
        List<String> lines = new ArrayList<>(BatchRun.lines(BatchRun.TASK, BulkRun.texts(3)));
        String asked = "'messages':[{'role':'user','content':'good'}]";
        lines.add(1, BatchRun.line("tools", task(asked + ",'tools':[{'type':'function'}]")));
        lines.add(2, BatchRun.line("several", task(asked + ",'n':2")));
        lines.add(3, BatchRun.line("nobody", task("'messages':[{'role':'system','content':'good'}]")));
        lines.add(4, BatchRun.line("empty", task("'messages':[{'role':'user','content':' '}]")));
        lines.add(5, BatchRun.line("image", task("'messages':[{'role':'user','content':[{'type':'image_url'}]}]")));
        lines.add(6, BatchRun.line("text", task("'messages':'good'")));
        Batch batch = run.order(Lane.BATCH, lines);

        Batch done = run.finish(batch, run.bulk.replica());

        assertThat(done.state()).isEqualTo(Batch.State.COMPLETED);
        assertThat(done.result().counts()).isEqualTo(new Counts(9, 3, 6));
        assertThat(BatchRun.ids(run.output(done))).isEqualTo(ids(0, 3));
        assertShares(done, run.output(done));
        assertThat(run.errors(done)).allSatisfy(line -> {
            assertThat(line.path("response").isNull()).isTrue();
            assertThat(line.at("/error/message").asText()).isNotEmpty();
        });
        Map<String, String> codes = run.errors(done).stream()
                .collect(Collectors.toMap(line -> line.path("custom_id").asText(), line -> line.at("/error/code")
                        .asText()));
        assertThat(codes)
                .isEqualTo(Map.of(
                        "tools", "unsupported_parameter",
                        "several", "unsupported_value",
                        "nobody", "missing_user_message",
                        "empty", "empty_user_message",
                        "image", "unsupported_value",
                        "text", "invalid_type"));
    }

    /** Single quotes for double ones. */
    private static String task(String members) {
        return ("{'model':'" + BatchRun.TASK + "'," + members + "}").replace('\'', '"');
    }

    @Test
    void a_batch_of_which_nothing_can_be_asked_is_completed_without_replies() {
        run.put(BulkRun.PAIRS);
        Batch batch = run.order(Lane.BATCH, List.of(BatchRun.line("tools", task("'messages':'x'"))));

        Batch done = run.finish(batch, run.bulk.replica());

        assertThat(done.state()).isEqualTo(Batch.State.COMPLETED);
        assertThat(done.result().outputFile()).isNull();
        assertThat(done.result().counts()).isEqualTo(new Counts(1, 0, 1));
        assertThat(done.result().usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void requests_to_a_model_go_through_the_providers_batches_as_they_stand() {
        run.bulk.provider.course = (order, lines) -> new Ran(
                RemoteBatch.State.COMPLETED, lines.stream().map(this::said).toList(), null, List.of());
        Map<String, String> metadata =
                IntStream.range(0, 16).boxed().collect(Collectors.toMap(i -> "key" + i, i -> "value" + i));
        String file = run.upload(IntStream.range(0, 120)
                .mapToObj(i -> BatchRun.line("c-" + i, "/v1/embeddings", "{\"model\":\"m\",\"input\":\"" + i + "\"}"))
                .toList());
        Batch batch = run.order(file, "/v1/embeddings", Lane.BATCH, metadata, null);

        Batch done = run.finish(batch, run.bulk.replica());

        assertThat(done.result().counts()).isEqualTo(new Counts(120, 119, 1));
        assertThat(done.result().usage()).isEqualTo(new Usage(7 * 119, 2 * 119, 3 * 119, 0));
        assertThat(done.order().metadata()).isEqualTo(metadata);
        assertThat(run.bulk.provider.batches.values()).singleElement().satisfies(bought -> assertThat(bought.metadata())
                .isEqualTo(metadata));
        assertThat(run.bulk.provider.endpoint).isEqualTo("/v1/embeddings");
        List<String> good = new ArrayList<>(ids(0, 120));
        good.remove("c-5");
        assertThat(BatchRun.ids(run.output(done))).isEqualTo(good);
        assertThat(run.output(done))
                .allSatisfy(line -> assertThat(line.at("/response/body")).hasToString(SAID));
        assertThat(run.errors(done)).singleElement().satisfies(line -> {
            assertThat(line.path("custom_id").asText()).isEqualTo("c-5");
            assertThat(line.at("/response/status_code").asInt()).isEqualTo(400);
            assertThat(line.at("/response/body/error/code").asText()).isEqualTo("bad");
        });
    }

    private String said(String line) {
        return line.contains("\"input\":\"5\"")
                ? StagedBatches.said(line, 400, "{\"error\":{\"message\":\"no\",\"code\":\"bad\"}}")
                : StagedBatches.said(line, 200, SAID);
    }

    @Test
    void requests_to_a_model_go_one_by_one_where_that_is_asked_for() {
        List<String> sent = new ArrayList<>();
        run.bulk.relay = (passage, lost) -> {
            String body = new String(passage.body(), StandardCharsets.UTF_8);
            synchronized (sent) {
                sent.add(body);
            }
            boolean bad = body.contains("\"1\"");
            return Uni.createFrom()
                    .item(new Relayed(
                            bad ? 400 : 200,
                            Map.of("x-request-id", "r1"),
                            Multi.createFrom().item((bad ? "{\"error\":{}}" : SAID).getBytes(StandardCharsets.UTF_8))));
        };
        List<String> bodies =
                IntStream.range(0, 20).mapToObj(i -> BatchRun.body("m", "" + i)).toList();
        Batch batch = run.order(
                run.upload(IntStream.range(0, 20)
                        .mapToObj(i -> BatchRun.line("c-" + i, bodies.get(i)))
                        .toList()),
                Verbatim.CHAT,
                Lane.ONLINE,
                Map.of("sheaf_lane", "online"),
                null);

        Batch done = run.finish(batch, run.bulk.replica());

        assertThat(done.result().counts()).isEqualTo(new Counts(20, 19, 1));
        assertThat(sent).containsExactlyInAnyOrderElementsOf(bodies);
        assertThat(run.bulk.provider.calls).isEmpty();
        assertThat(BatchRun.ids(run.errors(done))).containsExactly("c-1");
        assertThat(run.output(done).get(0).at("/response/request_id").asText()).isEqualTo("r1");
        assertThat(done.result().usage()).isEqualTo(new Usage(7 * 19, 2 * 19, 3 * 19, 0));
    }

    @Test
    void what_a_batch_writes_lives_as_long_as_it_was_asked_to() {
        run.put(BulkRun.PAIRS);
        List<String> lines = new ArrayList<>(BatchRun.lines(BatchRun.TASK, BulkRun.texts(1)));
        lines.add(BatchRun.line("bad", task("'messages':'x'")));
        Batch batch = run.order(run.upload(lines), Verbatim.CHAT, Lane.BATCH, Map.of(), Duration.ofHours(2));

        Batch done = run.finish(batch, run.bulk.replica());

        assertThat(run.written()).hasSize(2).allSatisfy(file -> {
            assertThat(file.purpose()).isEqualTo(FilePurpose.BATCH_OUTPUT);
            assertThat(file.expiresAt()).isEqualTo(file.createdAt().plus(Duration.ofHours(2)));
        });
        assertThat(run.written())
                .extracting(StoredFile::id)
                .containsExactlyInAnyOrder(
                        done.result().outputFile(), done.result().errorFile());
    }

    @Test
    void two_replicas_at_once_do_it_once() {
        run.put(BulkRun.PAIRS);
        List<Batch> batches = IntStream.range(0, 4)
                .mapToObj(i -> run.order(Lane.BATCH, BatchRun.lines(BatchRun.TASK, BulkRun.texts(30))))
                .toList();
        var first = run.bulk.replica();
        var second = run.bulk.replica();

        batches.forEach(batch -> {
            Batch done = run.finish(batch, first, second);
            assertThat(done.result().counts()).isEqualTo(new Counts(30, 30, 0));
            assertThat(BatchRun.ids(run.output(done))).isEqualTo(ids(0, 30));
        });

        run.bulk.assertNoneTwice("by two");
        assertThat(run.bulk.provider.bill).hasSize(60);
        assertThat(run.written()).hasSize(4);
    }

    @Test
    void what_names_no_model_where_it_need_not_is_asked_of_the_documented_one() {
        List<String> sent = new ArrayList<>();
        run.bulk.provider.course = (order, lines) -> {
            sent.addAll(lines);
            return new Ran(
                    RemoteBatch.State.COMPLETED,
                    lines.stream()
                            .map(line -> StagedBatches.said(line, 200, SAID))
                            .toList(),
                    null,
                    List.of());
        };
        String usual = "omni-moderation-latest";
        String file = run.upload(List.of(
                BatchRun.line("a", "/v1/moderations", "{\"input\":\"x\"}"),
                BatchRun.line("b", "/v1/moderations", "{\"input\":\"y\",\"model\":null}"),
                BatchRun.line("c", "/v1/moderations", "{\"input\":\"z\",\"model\":\"" + usual + "\"}")));

        Batch done = run.finish(run.order(file, "/v1/moderations", Lane.BATCH, Map.of(), null), run.bulk.replica());

        assertThat(done.result().counts()).isEqualTo(new Counts(3, 3, 0));
        assertThat(done.model()).isEqualTo(usual);
        assertThat(sent).hasSize(3).allSatisfy(line -> assertThat(line).contains("\"model\":\"" + usual + "\""));
    }

    private static String bill(String line, int status, String code) {
        return StagedBatches.said(line, status, "{\"error\":{\"message\":\"no\",\"code\":\"" + code + "\"}}");
    }

    @ParameterizedTest
    @CsvSource({
        "401, invalid_api_key, provider_unauthorized",
        "403, '', provider_unauthorized",
        "429, insufficient_quota, provider_quota_exhausted",
        "400, billing_hard_limit_reached, provider_quota_exhausted"
    })
    void lines_that_only_people_can_help_pause_the_job_and_are_asked_again(int status, String code, String reason) {
        AtomicBoolean cured = new AtomicBoolean();
        run.bulk.provider.course = (order, lines) -> new Ran(
                RemoteBatch.State.COMPLETED,
                lines.stream()
                        .map(line -> cured.get() || line.contains("\"0\"")
                                ? StagedBatches.said(line, 200, SAID)
                                : bill(line, status, code))
                        .toList(),
                null,
                List.of());
        Batch batch = run.order(
                Lane.BATCH,
                BatchRun.lines("m", IntStream.range(0, 3).mapToObj(i -> "" + i).toList()));
        Works replica = run.bulk.replica();
        run.until("it is paused", () -> isPaused(batch), replica);
        assertThat(run.job(batch).reason()).isNotNull();
        assertThat(run.job(batch).reason().code()).isEqualTo(reason);

        cured.set(true);
        BulkRun.await(run.bulk.jobs.resume(batch.tenant(), batch.job()));
        Batch done = run.finish(batch, replica);

        assertThat(done.result().counts()).isEqualTo(new Counts(3, 3, 0));
        assertThat(BatchRun.ids(run.output(done))).isEqualTo(ids(0, 3));
    }

    private boolean isPaused(Batch batch) {
        return BulkRun.await(run.bulk.jobs.find(batch.tenant(), batch.job()))
                .filter(job -> job.state() == JobState.PAUSED)
                .isPresent();
    }
}
