package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobFile;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.MemoryJobs;
import dev.sheaf.bulk.RequestFileItems;
import io.smallrye.mutiny.Multi;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchLoadTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private final MemoryJobs jobs = new MemoryJobs(InstantSource.fixed(NOW));

    private static Job job() {
        return new Job(
                "t",
                "job_1",
                "batch_1",
                "task",
                "v",
                Lane.ONLINE,
                JobFile.asked(JobFile.NDJSON, null, "custom_id", null),
                null,
                Map.of(),
                JobState.INGESTING,
                false,
                null,
                Job.Counts.NONE,
                Integer.MAX_VALUE,
                NOW,
                null,
                null);
    }

    private static Multi<byte[]> lines(int from, int to) {
        return Multi.createFrom().range(from, to).map(i -> ("{\"custom_id\":\"c-" + i + "\",\"body\":{}}\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    private Job load(Multi<byte[]> content) {
        return new BatchLoad(jobs)
                .load(job(), content, body -> RequestFileItems.Text.of(body.toString()))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    @Test
    void a_reader_that_fails_on_the_way_is_followed_at_once_by_one_that_reads_all() {
        Multi<byte[]> broken = Multi.createBy()
                .concatenating()
                .streams(lines(0, 3), Multi.createFrom().failure(new IllegalStateException("no database")));
        assertThatThrownBy(() -> load(broken)).hasMessage("no database");

        Job loaded = load(lines(0, 5));

        assertThat(loaded.state()).isEqualTo(JobState.RUNNING);
        assertThat(loaded.counts().total()).isEqualTo(5);
    }

    @Test
    void a_job_that_is_cancelled_on_the_way_is_read_no_further() {
        Multi<byte[]> cancelling = Multi.createBy()
                .concatenating()
                .streams(
                        lines(0, 3),
                        Multi.createFrom()
                                .deferred(() -> jobs.cancel("t", "job_1").toMulti())
                                .onItem()
                                .transformToMultiAndConcatenate(done -> lines(3, 5)));

        assertThat(load(cancelling).state()).isEqualTo(JobState.CANCELLED);
    }
}
