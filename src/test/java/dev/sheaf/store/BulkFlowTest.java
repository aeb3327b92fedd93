package dev.sheaf.store;

import static dev.sheaf.store.BulkRun.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.ServiceResource;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.Lane;
import dev.sheaf.pack.Tasks;
import dev.sheaf.task.Answer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs from their rows to their answers. */
@QuarkusTest
@WithTestResource(ServiceResource.class)
class BulkFlowTest {
    @Inject
    Pool pool;

    @TempDir
    Path directory;

    private BulkRun run;

    @BeforeEach
    void begin() {
        run = new BulkRun(pool, directory);
        run.provider.right = BulkFlowTest::right;
    }

    private static Object right(String text) {
        return text.contains("good") ? "POSITIVE" : text.contains("bad") ? "NEGATIVE" : "NEUTRAL";
    }

    private static List<String> texts(int count) {
        List<String> moods = List.of("good", "bad", "so so");
        return IntStream.range(0, count)
                .mapToObj(i -> "Comment " + i + " is " + moods.get(i % 3))
                .toList();
    }

    private void assertAnswered(Job job, List<String> texts) {
        List<JobStore.Row> rows = run.rows(job);
        assertThat(rows).hasSameSizeAs(texts);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(rows.get(i).seq()).isEqualTo(i + 1);
            assertThat(rows.get(i).answer())
                    .as(texts.get(i))
                    .contains(new Answer.OneLabel(String.valueOf(right(texts.get(i)))));
        }
    }

    @Test
    void a_job_is_answered_in_packs_by_one_batch() {
        List<String> texts = texts(1_230);
        Job job = run.submit(Tasks.sentiment(), Lane.BATCH, null, texts);
        assertThat(job.counts()).isEqualTo(new Job.Counts(1_230, 0, 0, 0));

        Job done = run.finish(job, run.replica());

        assertThat(done.state()).isEqualTo(JobState.COMPLETED);
        assertThat(done.counts()).isEqualTo(new Job.Counts(1_230, 1_230, 0, 0));
        assertAnswered(job, texts);
        assertThat(run.provider.count("create")).isOne();
        assertThat(await(run.jobs.spent(job)).calls()).isEqualTo(62);
        assertThat(run.provider.files).as("files left at the provider").isEmpty();
    }
}
