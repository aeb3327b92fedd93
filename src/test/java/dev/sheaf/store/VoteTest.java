package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.ask.Votes;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.StagedBatches;
import dev.sheaf.bulk.Works;
import dev.sheaf.cost.Content;
import dev.sheaf.model.RemoteBatch.State;
import dev.sheaf.pack.Seeds;
import dev.sheaf.pack.Tasks;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Answer.NoAnswer;
import dev.sheaf.task.Answer.OneLabel;
import dev.sheaf.task.TaskDefinition;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Jobs whose items vote, a round a vote. */
@ExtendWith(OwnDatabase.class)
class VoteTest {
    /** What no task allows: there is no answer in it. */
    private static final String NONE = "PURPLE";

    private BulkRun run;
    /** What the model said to each text, one time after the other. */
    private final Map<String, List<String>> said = new ConcurrentHashMap<>();

    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
    }

    private static TaskDefinition task(int votes, int items) {
        return Tasks.sentiment("'packing':{'maxItems':" + items + "},'quality':{'votes':" + votes + "}");
    }

    private Job submit(int votes, int items, Lane lane, List<String> texts) {
        return run.submit(task(votes, items), lane, null, texts);
    }

    /** Says to every text one of these after the other, and from the last on always that. */
    private void script(Map<String, List<String>> script) {
        run.provider.right = text -> {
            List<String> answers = script.getOrDefault(text, List.of("NEUTRAL"));
            return say(text, answers.get(Math.min(told(text), answers.size() - 1)));
        };
    }

    private int told(String text) {
        return said.getOrDefault(text, List.of()).size();
    }

    private String say(String text, String answer) {
        said.computeIfAbsent(text, any -> Collections.synchronizedList(new ArrayList<>()))
                .add(answer);
        return answer;
    }

    private JobStore.Row row(Job job, int seq) {
        return run.rows(job).get(seq - 1);
    }

    private static void assertVoted(JobStore.Row row, String label, Votes votes) {
        assertThat(row.answer()).contains(new OneLabel(label));
        assertThat(row.votes()).isEqualTo(votes);
    }

    @Test
    void two_first_votes_that_agree_settle_every_item_by_two_batches() {
        List<String> texts = BulkRun.texts(40);
        Job job = submit(5, 20, Lane.BATCH, texts);

        Job done = run.finish(job, run.replica());

        assertThat(done.counts()).isEqualTo(new Job.Counts(40, 40, 0, 0));
        run.assertAnswered(job, texts);
        assertThat(run.rows(job)).extracting(JobStore.Row::votes).containsOnly(new Votes(2, 2));
        assertThat(run.provider.batches).hasSize(2);
        assertThat(run.provider.bill).hasSize(4);
        run.assertBooked(job);
        assertThat(run.provider.files).isEmpty();
    }

    @Test
    void only_what_is_open_goes_on_and_a_tie_is_decided_alone() {
        script(Map.of(
                "b", List.of("POSITIVE", "NEGATIVE", "NEGATIVE"), "c", List.of("POSITIVE", "NEGATIVE", "POSITIVE")));

        Job job = submit(2, 20, Lane.BATCH, List.of("a", "b", "c", "d"));
        run.finish(job, run.replica());

        assertVoted(row(job, 1), "NEUTRAL", new Votes(2, 2));
        assertVoted(row(job, 2), "NEGATIVE", new Votes(2, 3));
        assertVoted(row(job, 3), "POSITIVE", new Votes(2, 3));
        assertThat(run.provider.bill).as("two packs, and each of the two alone").hasSize(4);
    }

    @Test
    void an_item_of_votes_counts_once_in_what_it_would_have_cost_otherwise() {
        Job job = submit(5, 4, Lane.BATCH, BulkRun.texts(12));
        run.finish(job, run.replica());

        assertThat(run.priced.stream()
                        .filter(Content::first)
                        .mapToInt(Content::items)
                        .sum())
                .isEqualTo(12);
        assertThat(run.ledger(job, true)).as("packs of four, twice").hasSize(6);
    }

    @Test
    void an_item_that_is_asked_alone_has_no_votes() {
        Job job = submit(5, 1, Lane.BATCH, List.of("a", "b"));
        run.finish(job, run.replica());

        assertThat(run.rows(job)).extracting(JobStore.Row::votes).containsOnlyNulls();
        assertThat(run.provider.bill).hasSize(2);
    }

    @Test
    void an_item_that_gets_no_further_answer_keeps_the_one_that_leads() {
        script(Map.of("b", List.of("POSITIVE", NONE)));
        Job job = submit(3, 20, Lane.BATCH, List.of("a", "b", "c"));

        Job done = run.finish(job, run.replica());

        assertThat(done.counts()).isEqualTo(new Job.Counts(3, 3, 0, 0));
        assertVoted(row(job, 2), "POSITIVE", new Votes(1, 1));
    }

    @Test
    void an_item_that_gets_no_answer_has_its_reason() {
        script(Map.of("b", List.of(NONE)));
        Job job = submit(3, 20, Lane.BATCH, List.of("a", "b", "c"));

        Job done = run.finish(job, run.replica());

        assertThat(done.counts()).isEqualTo(new Job.Counts(3, 2, 1, 0));
        assertThat(row(job, 2).answer().orElseThrow()).isInstanceOf(NoAnswer.class);
        assertThat(row(job, 2).votes()).isNull();
    }

    @Test
    void a_job_that_is_cancelled_between_votes_keeps_those_that_were_cast() {
        Job job = submit(5, 20, Lane.BATCH, BulkRun.texts(4));
        Works replica = run.replica();
        AtomicInteger orders = new AtomicInteger();
        run.provider.seen = batch -> {
            if (orders.incrementAndGet() == 1) {
                BulkRun.await(run.jobs.cancel(run.tenant, job.id()));
            }
            return batch;
        };

        Job done = run.finish(job, replica);

        assertThat(done.state()).isEqualTo(JobState.CANCELLED);
        assertThat(done.counts()).isEqualTo(new Job.Counts(4, 4, 0, 0));
        assertThat(run.rows(job)).extracting(JobStore.Row::votes).containsOnly(new Votes(1, 1));
    }

    @Test
    void a_further_vote_whose_file_is_rejected_again_leaves_what_was_cast() {
        StagedBatches.Course runs = run.provider.course;
        run.provider.course =
                (order, lines) -> order == 1 ? runs.run(order, lines) : StagedBatches.Ran.failed("odd_file", null);
        Job job = submit(5, 20, Lane.BATCH, BulkRun.texts(4));

        Job done = run.finish(job, run.replica());

        assertThat(done.counts()).isEqualTo(new Job.Counts(4, 4, 0, 0));
        assertThat(run.rows(job)).extracting(JobStore.Row::votes).containsOnly(new Votes(1, 1));
    }

    @Test
    void answers_that_are_used_again_bring_their_votes() {
        run.settings.put("sheaf.bulk.keep-answers", "true");
        Works replica = run.replica();
        run.finish(submit(3, 20, Lane.BATCH, BulkRun.texts(4)), replica);

        Job again = run.submit(task(3, 20), Lane.BATCH, null, BulkRun.texts(4), java.time.Duration.ofHours(1));
        run.finish(again, replica);

        assertThat(run.rows(again)).extracting(JobStore.Row::votes).containsOnly(new Votes(2, 2));
        assertThat(run.provider.batches).hasSize(2);
    }

    private static Stream<Integer> seeds() {
        return Seeds.some(100).stream();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void every_item_has_what_its_votes_say_and_no_vote_too_many(int seed) {
        Random chance = new Random(seed);
        int votes = 2 + chance.nextInt(5);
        List<String> texts = BulkRun.texts(5 + chance.nextInt(40));
        undecided(chance);
        Lane lane = seed % 2 == 0 ? Lane.BATCH : Lane.ONLINE;
        Job job = submit(votes, 2 + chance.nextInt(10), lane, texts);

        Job done = run.finish(job, run.replica());

        assertVotes(job, votes, texts, "seed " + seed);
        assertThat(done.counts().open()).isZero();
        run.assertBooked(job);
    }

    /** Mostly right, at times wrong, and at times nothing. */
    private void undecided(Random chance) {
        run.provider.right = text -> {
            synchronized (chance) {
                int die = chance.nextInt(10);
                return say(text, die < 6 ? String.valueOf(BulkRun.right(text)) : die < 9 ? "NEUTRAL" : NONE);
            }
        };
    }

    private static final int CALLS = 200;

    private static Stream<Integer> calls() {
        int one = CALLS / Seeds.some(CALLS).size();
        return IntStream.rangeClosed(1, CALLS).filter(call -> call % one == 0).boxed();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void a_replica_that_dies_between_votes_loses_none_and_repeats_none(int call) {
        run.settings.put("sheaf.bulk.lease", "PT0.12S");
        run.settings.put("sheaf.bulk.settling", "PT0.04S");
        run.settings.put("sheaf.bulk.max-requests", "3");
        AtomicInteger polls = new AtomicInteger();
        run.provider.seen =
                batch -> polls.incrementAndGet() % 2 == 1 ? StagedBatches.withState(batch, State.IN_PROGRESS) : batch;
        undecided(new Random(call));
        Life life = new Life(call, call % 2 == 0);
        Job job = submit(3, 3, Lane.BATCH, BulkRun.texts(9));
        Works dying = run.replica(life);
        run.until(
                "it died or was done",
                () -> life.isOver() || run.find(job).state().isOver(),
                dying);

        Job done = run.finish(job, run.replica());

        assertThat(done.counts().open()).as(life.end()).isZero();
        assertVotes(job, 3, BulkRun.texts(9), life.end());
        run.assertNoneTwice(life.end());
        run.assertBooked(job);
        assertThat(run.provider.files).as(life.end()).isEmpty();
    }

    /** One answer that an item got. */
    private record Heard(String label, int together) {}

    private record Outcome(String label, Votes votes) {}

    private void assertVotes(Job job, int votes, List<String> texts, String when) {
        Map<Long, List<Asked>> askings = askings(job);
        List<JobStore.Row> rows = run.rows(job);
        for (int i = 0; i < texts.size(); i++) {
            List<String> labels = said.get(texts.get(i));
            List<Asked> asked = askings.get(i + 1L);
            assertThat(asked).as(when).hasSameSizeAs(labels);
            List<Heard> heard = IntStream.range(0, labels.size())
                    .mapToObj(n -> asked.get(n).heard(labels.get(n)))
                    .toList();
            assertOutcome(rows.get(i), expected(votes, heard), when + ": " + heard);
        }
    }

    private static void assertOutcome(JobStore.Row row, Outcome expected, String when) {
        Answer answer = row.answer().orElseThrow();
        if (expected.label().equals(NONE)) {
            assertThat(answer).as(when).isInstanceOf(NoAnswer.class);
        } else {
            assertThat(answer).as(when).isEqualTo(new OneLabel(expected.label()));
            boolean alone = expected.votes().asked() == 1 && row.votes() == null;
            assertThat(row.votes()).as(when).isEqualTo(alone ? null : expected.votes());
        }
    }

    /** A request with a reply. @param trusted whether its answers were filed at all */
    private record Asked(int together, boolean trusted) {
        Heard heard(String label) {
            return new Heard(trusted ? label : NONE, together);
        }
    }

    /** The requests that every item had a reply in, one after the other. */
    private Map<Long, List<Asked>> askings(Job job) {
        Map<Long, List<Asked>> askings = new HashMap<>();
        BulkRun.await(run.pool.preparedQuery("""
                                select items, coalesce(trouble, '') not like '%shifted%' as trusted from request
                                where job = $1 and state = 2 order by part, number
                                """).execute(Tuple.of(job.id()))).forEach(row -> {
            Long[] items = row.getArrayOfLongs("items");
            for (Long item : items) {
                askings.computeIfAbsent(item, any -> new ArrayList<>())
                        .add(new Asked(items.length, row.getBoolean("trusted")));
            }
        });
        return askings;
    }

    /** The rule as it is told to users. That it is decided before the last answer would be a vote too many. */
    private static Outcome expected(int votes, List<Heard> heard) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        int asked = 0;
        for (Heard one : heard) {
            boolean last = one == heard.get(heard.size() - 1);
            if (!one.label().equals(NONE)) {
                asked++;
                counts.merge(one.label(), 1, Integer::sum);
            }
            boolean over = !one.label().equals(NONE) && (one.together() == 1 || isDecided(counts, votes - asked));
            assertThat(over && !last).as("asked beyond its decision: %s", heard).isFalse();
            if (last && over && one.together() == 1) {
                return new Outcome(one.label(), new Votes(counts.get(one.label()), asked));
            }
        }
        return leader(counts, asked);
    }

    private static boolean isDecided(Map<String, Integer> counts, int further) {
        List<Integer> most =
                counts.values().stream().sorted(Collections.reverseOrder()).toList();
        int lead = most.get(0) - (most.size() > 1 ? most.get(1) : 0);
        return lead >= 2 || lead > further;
    }

    private static Outcome leader(Map<String, Integer> counts, int asked) {
        return counts.entrySet().stream()
                .reduce((first, next) -> next.getValue() > first.getValue() ? next : first)
                .map(most -> new Outcome(most.getKey(), new Votes(most.getValue(), asked)))
                .orElse(new Outcome(NONE, new Votes(0, 0)));
    }
}
