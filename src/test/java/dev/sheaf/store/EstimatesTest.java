package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.StagedBatches;
import dev.sheaf.bulk.StagedBatches.Ran;
import dev.sheaf.bulk.Works;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.RemoteBatch.State;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.CorrectModel;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Tasks;
import dev.sheaf.task.Item;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is booked for replies that were bought and cannot be read, which is their batch's usage less that of its readable
 * lines; and for those that never came, which is what such a call usually costs.
 */
@ExtendWith(OwnDatabase.class)
class EstimatesTest {
    private static final int REQUESTS = 5;

    private BulkRun run;

    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
        run.provider.usage = order -> order == 1 ? cost(REQUESTS) : null;
    }

    /** A reply costs 100 and 5 tokens. */
    private static Usage cost(int replies) {
        return new Usage(replies * 100L, 0, replies * 5L, 0);
    }

    private Job finish(State state, UnaryOperator<String> firstLine) {
        run.provider.course = (order, lines) -> {
            List<String> output = IntStream.range(0, lines.size())
                    .mapToObj(i ->
                            order == 1 && i == 0 ? firstLine.apply(lines.get(i)) : run.provider.answer(lines.get(i)))
                    .toList();
            return new Ran(order == 1 ? state : State.COMPLETED, output, null, List.of());
        };
        return run.finish(run.submitPairs(), run.replica());
    }

    private record Estimated(long calls, long input, long output, BigDecimal cost) {}

    /** What the ledger has of replies that nobody could read. */
    private Estimated estimated(Job job) {
        Row row = BulkRun.await(run.pool
                        .preparedQuery("select count(*), sum(input)::bigint, sum(output)::bigint, sum(cost)::text"
                                + " from ledger where job = $1 and not confirmed")
                        .execute(Tuple.of(job.id())))
                .iterator()
                .next();
        BigDecimal cost = new BigDecimal(row.getString(3));
        return new Estimated(row.getLong(0), row.getLong(1), row.getLong(2), cost.setScale(6));
    }

    private void assertWhole(Job job) {
        assertThat(job.state()).isEqualTo(JobState.COMPLETED);
        run.assertAnswered(job, BulkRun.texts(10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no line at all\n",
                "{\"custom_id\":\"%s\",\"response\":{\"status_code\":200,\"body\":{}},\"error\":null}\n",
                "{\"custom_id\":\"%s\",\"response\":{\"status_code\":0,\"body\":\"\"},\"error\":null}\n",
                "{\"custom_id\":\"%s\",\"response\":{\"status_code\":500,\"body\":{}},\"error\":null}\n",
            })
    void what_a_reply_that_nobody_can_read_cost_is_booked_as_unconfirmed(String line) {
        Job done = finish(State.COMPLETED, asked -> line.formatted(StagedBatches.customId(asked)));

        assertWhole(done);
        assertThat(run.ledger(done, false))
                .containsExactly(run.parts(done).get(0).job() + "-1-"
                        + run.parts(done).get(0).id() + "-1");
        assertThat(estimated(done)).isEqualTo(new Estimated(1, 100, 5, BigDecimal.valueOf(100, 6)));
        assertThat(BulkRun.await(run.jobs.spent(done)).unconfirmed()).isOne();
    }

    @Test
    void a_line_that_cost_nothing_is_not_booked() {
        run.provider.usage = order -> order == 1 ? cost(REQUESTS - 1) : null;
        Job done = finish(State.COMPLETED, asked -> "");

        assertWhole(done);
        assertThat(run.ledger(done, false)).isEmpty();
    }

    @Test
    void a_provider_that_does_not_say_what_it_cost_is_not_guessed_at() {
        run.provider.usage = order -> null;
        Job done = finish(State.COMPLETED, asked -> "");

        assertWhole(done);
        assertThat(run.ledger(done, false)).isEmpty();
    }

    @Test
    void the_bill_of_a_file_with_nothing_in_it_is_divided_among_its_requests() {
        run.provider.output = text -> run.provider.count("create") > 1 ? text : "";
        Job done = finish(State.COMPLETED, run.provider::answer);

        assertWhole(done);
        assertThat(run.ledger(done, false)).hasSize(REQUESTS).doesNotHaveDuplicates();
        assertThat(estimated(done))
                .isEqualTo(new Estimated(REQUESTS, REQUESTS * 100L, REQUESTS * 5L, BigDecimal.valueOf(500, 6)));
    }

    @Test
    void in_a_batch_that_ran_it_was_asked_in_vain() {
        Job done = finish(State.COMPLETED, asked -> "");

        assertWhole(done);
        assertThat(run.parts(done).get(1).round()).isEqualTo(2);
    }

    @Test
    void in_a_batch_that_expired_it_goes_on_in_the_same_round() {
        Job done = finish(State.EXPIRED, asked -> "");

        assertWhole(done);
        assertThat(run.ledger(done, false)).hasSize(1);
        assertThat(run.parts(done).get(1).round()).isOne();
    }

    /** What the first request of pairs usually costs, as asked for by a call. */
    private static Usage usual(ChatRequest request) {
        Prepared task = Tasks.prepared(BulkRun.PAIRS);
        List<Item> items = CorrectModel.items(request).stream()
                .map(seen -> new Item("", seen.text()))
                .toList();
        return task.prompt().usual(task.prompt().lay(items, 1));
    }

    private void assertUsual(Job job, int calls) {
        Usage usual = usual(run.online.get(0));
        Estimated estimated = estimated(job);
        assertThat(estimated.calls()).isEqualTo(calls);
        assertThat(estimated.input()).isEqualTo(calls * usual.inputTokens());
        assertThat(estimated.output()).isEqualTo(calls * usual.outputTokens()).isPositive();
        assertThat(estimated.cost()).isEqualByComparingTo(BigDecimal.valueOf(estimated.input(), 6));
    }

    @Test
    void a_sending_without_a_reply_is_booked_with_what_such_a_call_costs_before_it_is_sent_again() {
        run.chat =
                request -> run.online.size() == 1 ? silence() : Uni.createFrom().item(() -> run.answer(request));
        Job job = run.submit(BulkRun.PAIRS, Lane.ONLINE, null, BulkRun.texts(2));

        Job done = run.finish(job, run.replica());

        assertThat(done.counts().answered()).isEqualTo(2);
        assertThat(run.online).hasSize(2);
        assertUsual(job, 1);
        run.assertBooked(job);
    }

    @Test
    void the_last_of_all_sendings_is_booked_as_well() {
        run.settings.put("sheaf.bulk.queue-pause", "PT0.001S");
        run.settings.put("sheaf.bulk.tries", "2");
        run.chat = request -> silence();
        Job job = run.submit(BulkRun.PAIRS, Lane.ONLINE, null, BulkRun.texts(2));

        run.finish(job, run.replica());

        assertUsual(job, 2);
    }

    @Test
    void a_sending_without_a_reply_is_booked_where_its_job_is_cancelled() {
        run.settings.put("sheaf.bulk.online-concurrency", "2");
        run.chat = request -> silence();
        Job job = run.submit(BulkRun.PAIRS, Lane.ONLINE, null, BulkRun.texts(40));
        Works replica = run.replica();
        run.until("one was sent", () -> !run.online.isEmpty(), replica);
        BulkRun.await(run.jobs.cancel(run.tenant, job.id()));

        Job done = run.finish(job, replica);

        assertThat(done.state()).isEqualTo(JobState.CANCELLED);
        assertThat(run.ledger(job, false)).hasSameSizeAs(run.online).doesNotHaveDuplicates();
        assertThat(estimated(job).output()).isPositive();
    }

    private static <T> Uni<T> silence() {
        return Uni.createFrom().failure(new ModelFailure.TimedOut(Duration.ofSeconds(1)));
    }
}
