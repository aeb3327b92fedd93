package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobFile;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.WorkStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is counted is what was written down. */
class MeteredWorkTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final BulkMeters meters = new BulkMeters(registry);

    @Test
    void a_job_counts_as_what_it_ended_as() {
        JobStore jobs = saying(JobStore.class, Map.of("find", Optional.of(job(JobState.CANCELLED))));

        metered(jobs, Map.of("finish", true))
                .finish(job(JobState.RUNNING))
                .await()
                .indefinitely();

        assertThat(ended(JobState.CANCELLED)).isEqualTo(1);
        assertThat(ended(JobState.COMPLETED)).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"RUNNING", "PAUSED"})
    void a_job_that_goes_on_is_not_counted(JobState state) {
        JobStore jobs = saying(JobStore.class, Map.of("find", Optional.of(job(state)), "cancel", true));

        metered(jobs, Map.of("finish", false)).finish(job(state)).await().indefinitely();
        new MeteredJobs(jobs, meters).cancel("t", "job_1").await().indefinitely();

        assertThat(JobState.values()).filteredOn(JobState::isOver).allMatch(over -> ended(over) == 0);
    }

    @Test
    void a_job_that_ended_stays_so_where_it_cannot_be_looked_at() {
        boolean finished = metered(saying(JobStore.class, Map.of()), Map.of("finish", true))
                .finish(job(JobState.RUNNING))
                .await()
                .indefinitely();

        assertThat(finished).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"INGESTING, true, 1", "INGESTING, false, 0"})
    void a_job_that_is_cancelled_while_its_file_is_read_ends_at_once(JobState state, boolean done, long counted) {
        JobStore jobs = saying(JobStore.class, Map.of("find", Optional.of(job(state)), "cancel", done));

        new MeteredJobs(jobs, meters).cancel("t", "job_1").await().indefinitely();

        assertThat(ended(JobState.CANCELLED)).isEqualTo(counted);
    }

    @Test
    void jobs_that_were_abandoned_have_failed() {
        metered(saying(JobStore.class, Map.of()), Map.of("endAbandoned", 3))
                .endAbandoned()
                .await()
                .indefinitely();

        assertThat(ended(JobState.FAILED)).isEqualTo(3);
    }

    private double ended(JobState state) {
        return registry.get("sheaf.jobs").tag("state", state.word()).counter().count();
    }

    private WorkStore metered(JobStore jobs, Map<String, Object> said) {
        return new MeteredWork(saying(WorkStore.class, said), jobs, meters);
    }

    /** Answers the calls that it knows; others fail. */
    private static <T> T saying(Class<T> port, Map<String, Object> said) {
        return port.cast(
                Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    @Nullable Object known = said.get(method.getName());
                    return known == null
                            ? Uni.createFrom().failure(new IllegalStateException("the database is gone"))
                            : Uni.createFrom().item(known);
                }));
    }

    private static Job job(JobState state) {
        return new Job(
                "t",
                "job_1",
                null,
                "test",
                "v1",
                Lane.BATCH,
                new JobFile(JobFile.CSV, "text", null, List.of("text"), null, false, false),
                state,
                false,
                null,
                Job.Counts.NONE,
                1,
                Instant.EPOCH,
                null,
                null);
    }
}
