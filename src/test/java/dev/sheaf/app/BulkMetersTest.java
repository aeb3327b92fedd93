package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.ask.Votes;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Settlement;
import dev.sheaf.cost.Bill;
import dev.sheaf.pack.Reading.Anomaly;
import dev.sheaf.quality.Ballots;
import dev.sheaf.task.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is counted of jobs, and under which names. */
class BulkMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final BulkMeters meters = new BulkMeters(registry);

    @ParameterizedTest
    @EnumSource(names = {"COMPLETED", "FAILED", "CANCELLED"})
    void jobs_count_as_what_they_ended_as(JobState state) {
        meters.ended(state, 3);

        for (JobState each : List.of(JobState.COMPLETED, JobState.FAILED, JobState.CANCELLED)) {
            assertThat(counted("sheaf.jobs", "state", each.word())).isEqualTo(each == state ? 3 : 0);
        }
    }

    @Test
    void a_part_counts_as_what_it_came_to() {
        meters.closed(Lane.BATCH, Optional.of("batch_lost"));
        meters.closed(Lane.BATCH, Optional.empty());

        assertThat(counted("sheaf.parts", "lane", "batch", "failure", "batch_lost"))
                .isEqualTo(1);
        assertThat(counted("sheaf.parts", "lane", "batch", "failure", "none")).isEqualTo(1);
        assertThat(counted("sheaf.parts", "lane", "online", "failure", "none")).isZero();
    }

    @Test
    void each_item_counts_as_what_became_of_it() {
        var answered = Settlement.Item.settled(1, new Answer.OneLabel("YES"));
        var failed = Settlement.Item.settled(2, new Answer.NoAnswer("missing", "There was none."));
        var again = Settlement.Item.again(3, 2);

        meters.settled(Lane.ONLINE, List.of(settlement(answered, failed), settlement(answered, again)));

        assertThat(counted("sheaf.job.items", "lane", "online", "outcome", "answered"))
                .isEqualTo(2);
        assertThat(counted("sheaf.job.items", "lane", "online", "outcome", "failed"))
                .isEqualTo(1);
        assertThat(counted("sheaf.job.items", "lane", "online", "outcome", "again"))
                .isEqualTo(1);
        assertThat(counted("sheaf.job.items", "lane", "batch", "outcome", "answered"))
                .isZero();
    }

    @Test
    void an_item_of_which_further_votes_are_taken_is_no_repair() {
        Answer yes = new Answer.OneLabel("YES");
        var cast = new Ballots(List.of(new Ballots.Count(yes, 1)));

        meters.settled(Lane.BATCH, List.of(settlement(Settlement.Item.again(1, 11, cast))));
        meters.settled(Lane.BATCH, List.of(settlement(Settlement.Item.voted(1, yes, new Votes(2, 2)))));

        assertThat(counted("sheaf.job.items", "lane", "batch", "outcome", "voted"))
                .isEqualTo(1);
        assertThat(counted("sheaf.job.items", "lane", "batch", "outcome", "again"))
                .isZero();
        assertThat(registry.get("sheaf.votes").summary().totalAmount()).isEqualTo(2);
    }

    @Test
    void what_is_odd_about_replies_counts_as_in_the_online_lane() {
        Settlement plain = settlement();
        meters.settled(Lane.BATCH, List.of(plain));
        assertThat(counted("sheaf.isolated")).isZero();
        var remarks = new Settlement.Remarks(true, Set.of(Anomaly.CANARY_WRONG));
        meters.settled(
                Lane.BATCH,
                List.of(new Settlement(
                        "1", 1, List.of(), Optional.empty(), true, Bill.UNKNOWN, null, null, null, remarks)));

        assertThat(counted("sheaf.isolated")).isEqualTo(1);
        assertThat(counted("sheaf.anomalies", "kind", "canary_wrong")).isEqualTo(1);
    }

    private static Settlement settlement(Settlement.Item... items) {
        return new Settlement(
                "job_1-1-1-1", 1, List.of(items), Optional.empty(), true, Bill.UNKNOWN, "req_1", null, null);
    }

    private double counted(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }
}
