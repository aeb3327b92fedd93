package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.StagedBatches.Ran;
import dev.sheaf.model.Finish;
import dev.sheaf.model.RemoteBatch.State;
import dev.sheaf.model.Reply;
import dev.sheaf.pack.Tasks;
import dev.sheaf.task.TaskDefinition;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies that do not answer every item: only what is open is asked again, in smaller packs, alone, and online. */
@ExtendWith(OwnDatabase.class)
class OddRepliesTest {
    private BulkRun run;

    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
    }

    private static final List<String> TEXTS = BulkRun.texts(8);
    private static final TaskDefinition EIGHT = Tasks.sentiment("'packing':{'maxItems':8}", "'format':'lines'");

    /** The first order's replies are changed like this. */
    private void odd(UnaryOperator<String> change) {
        run.provider.course = (order, lines) -> new Ran(
                State.COMPLETED,
                lines.stream()
                        .map(line -> order == 1 ? run.provider.reply(line, change) : run.provider.answer(line))
                        .toList(),
                null,
                List.of());
    }

    private Job finish() {
        Job job = run.submit(EIGHT, Lane.BATCH, null, TEXTS);
        Job done = run.finish(job, run.replica());
        assertThat(done.counts()).isEqualTo(new Job.Counts(8, 8, 0, 0));
        run.assertAnswered(job, TEXTS);
        run.assertBooked(job);
        return done;
    }

    private int askedAgain(Job job) {
        return run.parts(job).stream()
                .skip(1)
                .mapToInt(part -> part.size().items())
                .sum();
    }

    private static String lines(String text, UnaryOperator<List<String>> change) {
        return String.join("\n", change.apply(new ArrayList<>(text.lines().toList())));
    }

    @Test
    void a_slot_that_is_missing_is_asked_again_and_no_other() {
        odd(text -> lines(text, list -> {
            list.remove(2);
            return list;
        }));

        assertThat(askedAgain(finish())).isOne();
    }

    @Test
    void a_slot_with_two_answers_is_asked_again_and_no_other() {
        odd(text -> lines(text, list -> {
            list.add(2, list.get(1).replaceAll("] .*", "] NEUTRAL"));
            return list;
        }));

        assertThat(askedAgain(finish())).isOne();
    }

    @Test
    void a_slot_too_many_takes_the_trust_from_all() {
        odd(text -> text + "[99999] POSITIVE\n");

        assertThat(askedAgain(finish())).isEqualTo(8);
    }

    @Test
    void numbers_of_its_own_take_the_trust_from_all() {
        odd(text -> lines(text, list -> IntStream.range(0, list.size())
                .mapToObj(i -> list.get(i).replaceAll("^\\[\\d+]", "[" + (i + 1) + "]"))
                .toList()));

        assertThat(askedAgain(finish())).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"```\n%s```", "Here you are:\n%s", "%s\nI hope this helps."})
    void fences_and_prose_are_no_trouble(String around) {
        odd(text -> around.formatted(text));

        assertThat(askedAgain(finish())).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "I cannot help with that.", "{}"})
    void a_reply_without_answers_is_asked_again(String said) {
        odd(text -> said);

        assertThat(askedAgain(finish())).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"LENGTH, answer_cut_off", "CONTENT_FILTER, answer_filtered", "REFUSAL, answer_refused"})
    void what_never_gets_an_answer_goes_through_all_rounds_and_has_its_reason(String end, String code) {
        run.provider.course = (order, lines) -> new Ran(
                State.COMPLETED,
                lines.stream()
                        .map(line -> run.provider.replied(
                                line, body -> body.put("text", "").put("end", end)))
                        .toList(),
                null,
                List.of());
        run.chat = request -> Uni.createFrom().item(() -> {
            Reply reply = run.answer(request);
            return new Reply(
                    "r",
                    "",
                    end.equals("REFUSAL") ? "No." : null,
                    end.equals("REFUSAL") ? Finish.STOP : Finish.valueOf(end),
                    reply.usage());
        });
        Job job = run.submit(EIGHT, Lane.BATCH, null, TEXTS);

        Job done = run.finish(job, run.replica());

        assertThat(done.counts()).isEqualTo(new Job.Counts(8, 0, 8, 0));
        assertThat(run.got(done, 1)).isEqualTo(code);
        Map<String, Integer> requests = new TreeMap<>();
        run.parts(done)
                .forEach(part -> requests.merge(
                        part.round() + " " + part.lane().word(), part.size().requests(), Integer::sum));
        assertThat(requests)
                .isEqualTo(
                        Map.of("1 batch", 1, "2 batch", 4, "3 batch", 8, "4 online", 8, "5 online", 8, "6 online", 8));
        run.assertBooked(job);
    }
}
