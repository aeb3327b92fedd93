package dev.sheaf.store;

import static dev.sheaf.store.BulkRun.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.Until;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Works;
import dev.sheaf.pack.Tasks;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Jobs from their rows to their answers. */
@ExtendWith(OwnDatabase.class)
class BulkFlowTest {
    private BulkRun run;

    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
    }

    @Test
    void a_job_is_answered_in_packs_by_one_batch() {
        List<String> texts = BulkRun.texts(1_230);
        Job job = run.submit(Tasks.sentiment(), Lane.BATCH, null, texts);
        assertThat(job.counts()).isEqualTo(new Job.Counts(1_230, 0, 0, 0));

        Job done = run.finish(job, run.replica());

        assertThat(done.state()).isEqualTo(JobState.COMPLETED);
        assertThat(done.counts()).isEqualTo(new Job.Counts(1_230, 1_230, 0, 0));
        run.assertAnswered(job, texts);
        assertThat(run.provider.count("create")).isOne();
        assertThat(await(run.jobs.spent(job)).calls()).isEqualTo(62);
        run.assertBooked(job);
        assertThat(run.provider.files).as("files left at the provider").isEmpty();
    }

    @Test
    void a_slow_reply_holds_no_other_request_up() {
        run.settings.put("sheaf.bulk.online-concurrency", "2");
        CompletableFuture<Void> others = new CompletableFuture<>();
        run.chat = request -> {
            if (run.online.indexOf(request) == 0) {
                return Uni.createFrom().completionStage(others).map(over -> run.answer(request));
            }
            if (run.online.size() == 5) {
                others.complete(null);
            }
            return Uni.createFrom().item(() -> run.answer(request));
        };
        Job job = run.submit(BulkRun.PAIRS, Lane.ONLINE, null, BulkRun.texts(10));

        run.finish(job, run.replica());

        run.assertAnswered(job, BulkRun.texts(10));
        assertThat(run.online).hasSize(5);
    }

    @Test
    void one_that_is_told_to_end_begins_no_further_request_and_leaves_the_rest_to_others() {
        run.settings.put("sheaf.bulk.online-concurrency", "2");
        CompletableFuture<Void> told = new CompletableFuture<>();
        run.chat = request -> Uni.createFrom().completionStage(told).map(over -> run.answer(request));
        Works ending = run.replica();
        Job job = run.submit(BulkRun.PAIRS, Lane.ONLINE, null, BulkRun.texts(10));
        run.until("two are under way", () -> run.online.size() == 2, ending);

        ending.stop();
        told.complete(null);

        Until.holds("its step is over", () -> ending.running() == 0);
        assertThat(run.online).hasSize(2);
        run.finish(job, run.replica());
        run.assertAnswered(job, BulkRun.texts(10));
        assertThat(run.online).hasSize(5);
    }
}
