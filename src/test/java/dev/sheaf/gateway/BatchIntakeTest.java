package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.MemoryJobs;
import dev.sheaf.bulk.TooManyRows;
import dev.sheaf.bulk.Verbatim;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.model.RemoteBatch.Problem;
import dev.sheaf.model.Structured;
import dev.sheaf.online.TaskShelf;
import dev.sheaf.pack.Preparation;
import dev.sheaf.quality.PackGuard;
import dev.sheaf.task.MemoryCatalog;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchIntakeTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final MemoryFiles files = new MemoryFiles(NOW, BOUND);
    private boolean roomIsGone;

    private final MemoryJobs jobs = new MemoryJobs(InstantSource.fixed(NOW)) {
        @Override
        public Uni<Job> begin(Job job) {
            return roomIsGone ? Uni.createFrom().failure(new TooManyRows()) : super.begin(job);
        }
    };

    private BatchIntake.Begun begin() {
        String line = "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
                + "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"A lamp\"}]}}\n";
        NewFile file = new NewFile("t", "file-1", FilePurpose.BATCH, "f", NOW, null);
        await(files.write(file, Multi.createFrom().item(line.getBytes(StandardCharsets.UTF_8))));
        var shelf = new TaskShelf(
                new MemoryCatalog(InstantSource.fixed(NOW)),
                Preparation.of(EnumSet.allOf(Structured.class)),
                BOUND,
                PackGuard.NONE,
                Runnable::run,
                System::nanoTime);
        var intake =
                new BatchIntake(new MemoryBatches(NOW, BOUND), files, jobs, shelf, PriceTable.builtIn(), Runnable::run);
        return await(intake.begin(Batch.ordered(
                "t", "batch_1", new Batch.Order("file-1", Verbatim.CHAT, Lane.ONLINE, Map.of(), null), NOW)));
    }

    private static <T> T await(Uni<T> asked) {
        return asked.await().atMost(BOUND);
    }

    @Test
    void a_file_becomes_a_job_that_runs() {
        assertThat(begin()).isEqualTo(new BatchIntake.Begun("gpt-4o-mini", List.of(), false));
    }

    @Test
    void one_that_finds_no_room_any_more_when_it_begins_is_refused_as_one_that_never_had_it() {
        roomIsGone = true;

        assertThat(begin().problems()).extracting(Problem::code).containsExactly("rate_limit_exceeded");
    }
}
