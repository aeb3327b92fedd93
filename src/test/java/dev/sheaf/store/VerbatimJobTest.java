package dev.sheaf.store;

import static dev.sheaf.store.BulkRun.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.StagedBatches;
import dev.sheaf.bulk.StagedBatches.Ran;
import dev.sheaf.bulk.Verbatim;
import dev.sheaf.bulk.Works;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Relay.Passage;
import dev.sheaf.model.Relay.Relayed;
import dev.sheaf.model.RemoteBatch.State;
import dev.sheaf.model.Usage;
import dev.sheaf.task.Answer.NoAnswer;
import dev.sheaf.task.Answer.Response;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs whose items are requests that are sent as they stand. */
@ExtendWith(OwnDatabase.class)
class VerbatimJobTest {
    private static final Verbatim CHAT = new Verbatim(Verbatim.CHAT, "m");
    private static final String USAGE = "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}";

    private BulkRun run;
    private final List<Passage> relayed = new CopyOnWriteArrayList<>();

    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
        run.provider.course = (order, lines) ->
                new Ran(State.COMPLETED, lines.stream().map(line -> good(line)).toList(), null, List.of());
    }

    private String good(String line) {
        run.provider.bill.add(StagedBatches.customId(line));
        return StagedBatches.said(line, 200, "{\"echo\":1.50,\"new\":{\"x\":[]}," + USAGE + "}");
    }

    private static List<String> bodies(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"model\":\"m\",\"messages\":[],\"seed\":1.0e2,\"n\":" + i + "}")
                .toList();
    }

    private void relay(Function<Passage, Uni<Relayed>> answer) {
        run.relay = (passage, lost) -> {
            relayed.add(passage);
            return answer.apply(passage);
        };
    }

    private static Uni<Relayed> reply(int status, String body) {
        return Uni.createFrom()
                .item(new Relayed(
                        status,
                        Map.of("x-request-id", "r1"),
                        Multi.createFrom().item(body.getBytes(StandardCharsets.UTF_8))));
    }

    private Response response(Job job, int place) {
        return (Response) run.rows(job).get(place).answer().orElseThrow();
    }

    @Test
    void a_batch_carries_each_request_as_it_stands() {
        List<String> sent = new CopyOnWriteArrayList<>();
        run.provider.course = (order, lines) -> {
            sent.addAll(lines);
            return new Ran(State.COMPLETED, lines.stream().map(this::good).toList(), null, List.of());
        };
        Job job = run.submit(new Verbatim("/v1/embeddings", "m"), Lane.BATCH, Map.of("mine", "yes"), bodies(3));

        Job done = run.finish(job, run.replica());

        assertThat(done.counts()).isEqualTo(new Job.Counts(3, 3, 0, 0));
        assertThat(run.provider.endpoint).isEqualTo("/v1/embeddings");
        assertThat(sent.get(1))
                .endsWith("\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":"
                        + bodies(3).get(1) + "}");
        assertThat(response(job, 2).body()).hasToString("{\"echo\":1.50,\"new\":{\"x\":[]}," + USAGE + "}");
        assertThat(run.provider.batches.values()).first().satisfies(batch -> assertThat(batch.metadata())
                .containsEntry("mine", "yes")
                .containsKeys("sheaf_part", "sheaf_job"));
        JobStore.Spent spent = await(run.jobs.spent(job));
        assertThat(List.of(spent.calls(), spent.input(), spent.output())).containsExactly(3L, 21L, 9L);
        run.assertBooked(job);
    }

    @Test
    void sixteen_keys_of_the_callers_own_pass_and_the_batch_is_found_by_its_file() {
        Map<String, String> mine =
                IntStream.range(0, 16).boxed().collect(Collectors.toMap(i -> "key" + i, i -> "value" + i));
        int[] lost = {1};
        run.provider.after = call -> call.equals("create") && lost[0]-- > 0
                ? Optional.of(new ModelFailure.TimedOut(Duration.ofSeconds(1)))
                : Optional.empty();
        Job job = run.submit(CHAT, Lane.BATCH, mine, bodies(2));

        run.finish(job, run.replica());

        assertThat(run.provider.count("create")).isOne();
        assertThat(run.provider.batches.values()).singleElement().satisfies(batch -> assertThat(batch.metadata())
                .isEqualTo(mine));
        run.assertBooked(job);
    }

    @Test
    void the_same_request_twice_is_two_requests() {
        Job job = run.submit(CHAT, Lane.BATCH, Map.of(), List.of("{\"model\":\"m\"}", "{\"model\":\"m\"}"));

        run.finish(job, run.replica());

        assertThat(run.provider.bill).hasSize(2);
    }

    @Test
    void a_refusal_is_an_answer_and_what_passes_is_asked_again() {
        run.provider.course = (order, lines) -> new Ran(
                State.COMPLETED,
                lines.stream()
                        .map(line -> line.contains("\"n\":0")
                                ? StagedBatches.said(line, 400, "{\"error\":{\"message\":\"no\",\"code\":\"bad\"}}")
                                : order == 1 && line.contains("\"n\":1")
                                        ? StagedBatches.said(line, 500, "{\"error\":{\"message\":\"oh\"}}")
                                        : good(line))
                        .toList(),
                null,
                List.of());
        Job job = run.submit(CHAT, Lane.BATCH, Map.of(), bodies(3));

        Job done = run.finish(job, run.replica());

        assertThat(done.counts()).isEqualTo(new Job.Counts(3, 2, 1, 0));
        assertThat(response(job, 0).status()).isEqualTo(400);
        assertThat(response(job, 0).body()).hasToString("{\"error\":{\"message\":\"no\",\"code\":\"bad\"}}");
        assertThat(response(job, 1).isGood()).isTrue();
        assertThat(run.provider.count("create")).isEqualTo(2);
        run.assertBooked(job);
    }

    @Test
    void the_online_lane_sends_each_request_to_its_address_behind_others() {
        relay(passage -> reply(200, "{\"ok\":true," + USAGE + "}"));
        Job job = run.submit(new Verbatim("/v1/moderations", "m"), Lane.ONLINE, Map.of(), bodies(5));

        Job done = run.finish(job, run.replica());

        assertThat(done.state()).isEqualTo(JobState.COMPLETED);
        assertThat(done.counts()).isEqualTo(new Job.Counts(5, 5, 0, 0));
        assertThat(relayed).extracting(Passage::path).containsOnly("/moderations");
        assertThat(relayed).allMatch(passage -> passage.claim().priority() == Priority.BULK);
        assertThat(relayed)
                .extracting(passage -> new String(passage.body(), StandardCharsets.UTF_8))
                .containsExactlyInAnyOrderElementsOf(bodies(5));
        assertThat(response(job, 0).requestId()).isEqualTo("r1");
        assertThat(await(run.jobs.spent(job)).input()).isEqualTo(35);
    }

    @Test
    void what_passes_online_is_sent_again_and_a_refusal_is_not() {
        relay(passage -> {
            String body = new String(passage.body(), StandardCharsets.UTF_8);
            return body.contains("\"n\":0")
                    ? reply(404, "{\"error\":{\"message\":\"no\",\"code\":\"model_not_found\"}}")
                    : relayed.size() < 3 ? reply(503, "busy") : reply(200, "{\"ok\":true}");
        });
        Job job = run.submit(CHAT, Lane.ONLINE, Map.of(), bodies(2));

        Job done = run.finish(job, run.replica());

        assertThat(done.counts()).isEqualTo(new Job.Counts(2, 1, 1, 0));
        assertThat(response(job, 0).status()).isEqualTo(404);
        assertThat(response(job, 1).body()).hasToString("{\"ok\":true}");
    }

    @ParameterizedTest
    @CsvSource({
        "401, '{\"error\":{\"code\":\"invalid_api_key\"}}',    provider_unauthorized",
        "429, '{\"error\":{\"code\":\"insufficient_quota\"}}', provider_quota_exhausted"
    })
    void what_somebody_has_to_see_to_pauses_the_job_and_costs_no_line(int status, String body, String reason) {
        boolean[] seenTo = {false};
        relay(passage -> seenTo[0] ? reply(200, "{\"ok\":true}") : reply(status, body));
        Job job = run.submit(CHAT, Lane.ONLINE, Map.of(), bodies(3));
        Works replica = run.replica();
        run.until("it pauses", () -> run.find(job).state() == JobState.PAUSED, replica);
        assertThat(Objects.requireNonNull(run.find(job).reason()).code()).isEqualTo(reason);

        seenTo[0] = true;
        await(run.jobs.resume(run.tenant, job.id()));

        assertThat(run.finish(job, replica).counts()).isEqualTo(new Job.Counts(3, 3, 0, 0));
    }

    @Test
    void what_never_passes_has_its_reason() {
        relay(passage -> Uni.createFrom().failure(new ModelFailure.TimedOut(Duration.ofSeconds(1))));
        run.settings.put("sheaf.bulk.tries", "2");
        Job job = run.submit(CHAT, Lane.ONLINE, Map.of(), bodies(1));

        run.finish(job, run.replica());

        assertThat(run.rows(job).get(0).answer().orElseThrow())
                .isInstanceOfSatisfying(
                        NoAnswer.class, none -> assertThat(none.code()).isEqualTo("provider_timeout"));
        assertThat(relayed).hasSize(2);
        assertThat(await(run.jobs.spent(job)).unconfirmed()).isEqualTo(2);
        assertThat(await(run.jobs.spent(job)).confirmed()).isEqualTo(Usage.NONE);
    }
}
