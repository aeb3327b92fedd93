package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobFile;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.PartState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EtaTest {
    private static final Instant BEGIN = Instant.parse("2026-08-01T12:00:00Z");
    private static final Instant NOW = BEGIN.plus(Duration.ofMinutes(10));

    @Test
    void a_job_that_goes_on_as_it_went_ends_then() {
        assertThat(Eta.of(job(JobState.RUNNING, 400, 100), List.of(part(100, 100, BEGIN, NOW)), NOW))
                .contains(NOW.plus(Duration.ofMinutes(30)));
    }

    @Test
    void what_a_running_batch_counts_is_done_as_well() {
        assertThat(Eta.of(job(JobState.RUNNING, 200, 0), List.of(part(200, 50, BEGIN, null)), NOW))
                .contains(NOW.plus(Duration.ofMinutes(30)));
    }

    @Test
    void what_a_part_without_a_batch_has_settled_is_done() {
        assertThat(Eta.of(job(JobState.RUNNING, 400, 100), List.of(part(400, 0, BEGIN, null)), NOW))
                .contains(NOW.plus(Duration.ofMinutes(30)));
    }

    @Test
    void nothing_is_said_before_anything_is_seen() {
        assertThat(Eta.of(job(JobState.RUNNING, 200, 0), List.of(), NOW)).isEmpty();
        assertThat(Eta.of(job(JobState.RUNNING, 200, 0), List.of(part(200, 0, null, null)), NOW))
                .isEmpty();
        assertThat(Eta.of(job(JobState.RUNNING, 200, 0), List.of(part(200, 0, BEGIN, null)), NOW))
                .isEmpty();
    }

    @Test
    void a_job_that_waits_or_is_over_has_none() {
        List<Part> parts = List.of(part(100, 100, BEGIN, NOW));

        assertThat(Eta.of(job(JobState.PAUSED, 400, 100), parts, NOW)).isEmpty();
        assertThat(Eta.of(job(JobState.COMPLETED, 100, 100), parts, NOW)).isEmpty();
    }

    @Test
    void answers_that_are_back_but_not_settled_are_due_now() {
        assertThat(Eta.of(job(JobState.RUNNING, 100, 0), List.of(part(100, 100, BEGIN, null)), NOW))
                .contains(NOW);
    }

    private static Job job(JobState state, long total, long answered) {
        return new Job(
                "tenant",
                "job",
                null,
                "mood",
                "v1",
                Lane.BATCH,
                JobFile.asked(JobFile.CSV, null, null, null),
                null,
                Map.of(),
                state,
                false,
                null,
                new Job.Counts(total, answered, 0, 0),
                100,
                BEGIN,
                null,
                null);
    }

    /** One item a request. */
    private static Part part(int items, long done, @Nullable Instant began, @Nullable Instant ended) {
        return new Part(
                "tenant",
                1,
                "job",
                Lane.BATCH,
                "gpt-4o-mini",
                1,
                PartState.CREATED,
                "print",
                new Part.Size(items, items, 0, 0),
                true,
                1,
                null,
                1,
                began,
                null,
                null,
                done,
                null,
                null,
                false,
                0,
                null,
                BEGIN,
                began,
                ended);
    }
}
