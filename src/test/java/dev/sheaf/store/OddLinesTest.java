package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.StagedBatches;
import dev.sheaf.bulk.StagedBatches.Ran;
import dev.sheaf.model.RemoteBatch;
import dev.sheaf.model.RemoteBatch.State;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What providers were seen to write into output and error files: each line is settled by its id, or asked again. */
@ExtendWith(OwnDatabase.class)
class OddLinesTest {
    private BulkRun run;

    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
    }

    /** The first order answers all but the first request, of which this line comes. */
    private void first(UnaryOperator<String> line) {
        run.provider.course = (order, lines) -> {
            List<String> output = new ArrayList<>();
            for (String asked : lines) {
                boolean odd = order == 1 && asked.equals(lines.get(0));
                output.add(odd ? line.apply(asked) : run.provider.answer(asked));
            }
            return new Ran(State.COMPLETED, output, null, List.of());
        };
    }

    private Job finish() {
        Job job = run.submitPairs();
        return run.finish(job, run.replica());
    }

    private void assertWhole(Job job, int orders) {
        assertThat(job.state()).isEqualTo(JobState.COMPLETED);
        assertThat(job.counts()).isEqualTo(new Job.Counts(10, 10, 0, 0));
        run.assertAnswered(job, BulkRun.texts(10));
        run.assertBooked(job);
        assertThat(run.provider.count("create")).isEqualTo(orders);
        assertThat(run.provider.files).as("files left at the provider").isEmpty();
    }

    @Test
    void an_error_inside_of_the_body_is_the_requests_error() {
        run.provider.course = (order, lines) -> new Ran(
                State.COMPLETED,
                null,
                lines.stream()
                        .map(line -> StagedBatches.said(
                                line, 400, "{\"error\":{\"code\":\"invalid_value\",\"message\":\"No such thing.\"}}"))
                        .toList(),
                List.of());
        run.chat = request -> Uni.createFrom().failure(new AssertionError("nothing is left to be asked online"));

        Job done = finish();

        assertThat(done.counts()).isEqualTo(new Job.Counts(10, 0, 10, 0));
        assertThat(run.got(done, 1)).isEqualTo("provider_invalid_value");
        assertThat(run.provider.count("create")).as("in pairs, and then alone").isEqualTo(2);
        run.assertBooked(done);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0   | null",
                "0   | {}",
                "0   | ''",
                "200 | null",
                "200 | {}",
                "408 | null",
                "429 | {\"error\":{\"code\":\"rate_limit_exceeded\"}}",
                "500 | {\"error\":{\"type\":\"server_error\"}}",
                "503 | \"upstream\"",
            })
    void a_line_without_a_reply_is_asked_again(int status, String body) {
        first(line -> StagedBatches.said(line, status, body.isEmpty() ? "\"\"" : body));

        Job done = finish();

        assertWhole(done, 2);
        assertThat(run.parts(done).get(0).anomalies()).isOne();
        assertThat(run.parts(done).get(1).size().requests()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"request_timeout", "server_error"})
    void an_error_that_passes_is_asked_again(String code) {
        first(line -> StagedBatches.error(line, code));

        assertWhole(finish(), 2);
    }

    @Test
    void a_line_in_no_file_is_found_missing() {
        first(line -> "");

        Job done = finish();

        assertWhole(done, 2);
        assertThat(run.parts(done).get(1).round()).isEqualTo(2);
    }

    @Test
    void completed_without_any_file_is_asked_again() {
        run.provider.course = (order, lines) -> new Ran(
                State.COMPLETED,
                order == 1 ? null : lines.stream().map(run.provider::answer).toList(),
                null,
                List.of());

        assertWhole(finish(), 2);
    }

    @Test
    void an_error_file_with_an_empty_name_is_none() {
        run.provider.seen = batch -> new RemoteBatch(
                batch.id(),
                batch.state(),
                batch.inputFile(),
                batch.outputFile(),
                "",
                List.of(),
                batch.counts(),
                batch.usage(),
                batch.metadata(),
                batch.createdAt());

        assertWhole(finish(), 1);
        assertThat(run.provider.count("fetch")).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "cancelled"})
    void what_was_finished_before_the_end_is_kept(String state) {
        run.provider.course = (order, lines) -> order > 1
                ? new Ran(
                        State.COMPLETED,
                        lines.stream().map(run.provider::answer).toList(),
                        null,
                        List.of())
                : new Ran(
                        State.of(state),
                        lines.stream().limit(3).map(run.provider::answer).toList(),
                        lines.stream()
                                .skip(3)
                                .map(line -> StagedBatches.error(line, "batch_" + state))
                                .toList(),
                        List.of());

        Job done = finish();

        assertWhole(done, 2);
        assertThat(run.parts(done).get(1).round()).as("they were not asked").isOne();
        assertThat(run.parts(done).get(1).size().requests()).isEqualTo(2);
        assertThat(run.provider.bill).doesNotHaveDuplicates();
    }

    @Test
    void lines_are_told_apart_by_their_ids() {
        run.provider.output = text -> {
            List<String> lines = new ArrayList<>(text.lines().toList());
            Collections.reverse(lines);
            return String.join("\r\n", lines);
        };

        assertWhole(finish(), 1);
    }

    @Test
    void of_two_lines_with_one_id_the_first_counts() {
        first(line ->
                run.provider.answer(line) + run.provider.reply(line, text -> text.replace("POSITIVE", "NEGATIVE")));

        Job done = finish();

        run.assertAnswered(done, BulkRun.texts(10));
        assertThat(run.parts(done).get(0).anomalies()).isOne();
        assertThat(run.ledger(done, true)).hasSize(5).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"custom_id\":\"batch_of_somebody_else\",\"response\":{\"status_code\":200,\"body\":{}}}",
                "{\"custom_id\":\"%s0\",\"response\":null}",
                "{\"custom_id\":\"%s-\",\"response\":null}",
                "{\"custom_id\":7}",
                "{\"custom_id\":null}",
                "[]",
                "17",
                "no line at all",
                "{\"custom_id\":\"%s",
            })
    void what_does_not_belong_there_is_counted(String odd) {
        first(line -> odd.formatted(StagedBatches.customId(line)) + "\n" + run.provider.answer(line));

        Job done = finish();

        assertWhole(done, 1);
        assertThat(run.parts(done).get(0).anomalies()).isOne();
    }

    @Test
    void a_last_line_that_was_cut_is_asked_again() {
        run.provider.output = text -> run.provider.count("create") > 1 ? text : text.substring(0, text.length() - 20);

        Job done = finish();

        assertThat(done.counts().answered()).isEqualTo(10);
        assertThat(run.parts(done).get(0).anomalies()).isOne();
        assertThat(run.parts(done).get(1).size().items()).isEqualTo(2);
    }

    @Test
    void a_file_with_nothing_in_it_is_asked_again() {
        run.provider.output = text -> run.provider.count("create") > 1 ? text : "";

        assertThat(finish().counts().answered()).isEqualTo(10);
    }

    @Test
    void bytes_that_are_no_text_spoil_only_their_own_line() {
        run.provider.damage = (text, bytes) -> {
            if (run.provider.count("create") == 1) {
                bytes[text.indexOf("custom_id") + 14] = (byte) 0xFF;
            }
        };

        Job done = finish();

        assertThat(done.counts().answered()).isEqualTo(10);
        assertThat(run.parts(done).get(0).anomalies()).isOne();
        assertThat(run.parts(done)).hasSize(2);
    }

    @Test
    void the_character_that_no_database_takes_spoils_nothing() {
        run.settings.put("sheaf.bulk.keep-replies", "true");
        first(line -> run.provider.reply(line, text -> text + "\0"));

        assertThat(finish().counts().answered()).isEqualTo(10);
    }
}
