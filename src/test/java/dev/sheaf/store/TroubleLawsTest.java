package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.Until;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Works;
import dev.sheaf.model.RemoteBatch;
import dev.sheaf.pack.Seeds;
import dev.sheaf.task.Answer;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that providers were seen to do, at once and by seed: every item ends, and nothing is paid twice. */
@ExtendWith(OwnDatabase.class)
class TroubleLawsTest {
    private BulkRun run;

    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
    }

    private static List<Integer> seeds() {
        return Seeds.some(200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void every_item_ends_and_the_ledger_is_the_bill(int seed) {
        run.settings.put("sheaf.bulk.max-requests", "4");
        run.settings.put("sheaf.bulk.overflow-pause", "PT0.01S");
        run.settings.put("sheaf.bulk.settling", "PT0.05S");
        run.settings.put("sheaf.bulk.enqueued-tokens.gpt-4o-mini", "1000");
        Trouble trouble = new Trouble(run, seed, 0.15);
        trouble.begin();
        Job job = run.submit(BulkRun.PAIRS, Lane.BATCH, null, BulkRun.texts(30));
        Works one = run.replica();
        Works other = run.replica();

        Job done = run.finish(job, one, other);
        Until.holds("both came to rest", () -> one.running() + other.running() == 0);

        assertThat(done.counts().open()).isZero();
        assertThat(run.rows(done)).allMatch(row -> row.answer().isPresent());
        assertThat(run.rows(done).stream().map(row -> row.answer().orElseThrow()))
                .filteredOn(answer -> answer instanceof Answer.OneLabel)
                .hasSize((int) done.counts().answered());
        run.rows(done).forEach(row -> row.answer()
                .filter(answer -> answer instanceof Answer.OneLabel)
                .ifPresent(answer -> assertThat(answer)
                        .as(row.id())
                        .isEqualTo(new Answer.OneLabel(
                                String.valueOf(BulkRun.right(BulkRun.texts(30).get((int) row.seq() - 1)))))));
        run.assertNoneTwice("seed " + seed);
        assertThat(run.provider.batches.values())
                .extracting(RemoteBatch::inputFile)
                .doesNotHaveDuplicates();
        assertThat(run.ledger(done, true)).containsExactlyInAnyOrderElementsOf(trouble.delivered());
    }
}
