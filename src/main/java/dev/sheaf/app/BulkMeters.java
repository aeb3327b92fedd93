package dev.sheaf.app;

import dev.sheaf.ask.Votes;
import dev.sheaf.bulk.BulkEvents;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Settlement;
import dev.sheaf.task.Answer.NoAnswer;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is measured of the bulk lane, each where it has been written down.
 *
 * <ul>
 *   <li>{@code sheaf.jobs}: jobs that ended, by {@code state}
 *   <li>{@code sheaf.parts}: parts that were closed, by {@code lane} and {@code failure}: what they came to, or
 *       {@code none}
 *   <li>{@code sheaf.job.items}: items of requests that came back, by {@code lane} and {@code outcome}: {@code answered},
 *       {@code failed}, {@code voted} where further votes are taken, or {@code again}. What got its reason without a request that came back is in its job's counts only
 *   <li>{@code sheaf.isolated} and {@code sheaf.anomalies}: added to those of the online lane ({@link OnlineMeters})
 * </ul>
 */
@Singleton
class BulkMeters implements BulkEvents {
    private static final List<Lane> LANES = List.of(Lane.BATCH, Lane.ONLINE);

    private static final List<String> OUTCOMES = List.of("answered", "failed", "voted", "again");

    private final MeterRegistry registry;

    /** What has not happened yet is there as nothing. */
    BulkMeters(MeterRegistry registry) {
        this.registry = registry;
        for (JobState state : JobState.values()) {
            if (state.isOver()) {
                jobs(state, 0);
            }
        }
        for (Lane lane : LANES) {
            parts(lane, "none", 0);
            OUTCOMES.forEach(outcome -> items(lane, outcome, 0));
        }
    }

    @Override
    public void ended(JobState state, int jobs) {
        jobs(state, jobs);
    }

    @Override
    public void closed(Lane lane, Optional<String> failure) {
        parts(lane, failure.orElse("none"), 1);
    }

    @Override
    public void settled(Lane lane, List<Settlement> settlements) {
        settlements.stream().flatMap(settlement -> settlement.items().stream()).forEach(item -> settled(lane, item));
        settlements.forEach(settlement -> remark(settlement.remarks()));
    }

    /** In the same figures as the online lane. */
    private void remark(Settlement.Remarks remarks) {
        registry.counter("sheaf.isolated").increment(remarks.isolated() ? 1 : 0);
        remarks.anomalies().forEach(anomaly -> registry.counter(
                        "sheaf.anomalies", "kind", anomaly.name().toLowerCase(Locale.ROOT))
                .increment());
    }

    private void settled(Lane lane, Settlement.Item item) {
        items(lane, outcome(item), 1);
        Votes votes = item.votes();
        if (votes != null) {
            registry.summary("sheaf.votes").record(votes.asked());
        }
    }

    private static String outcome(Settlement.Item item) {
        return item.answer()
                .map(answer -> answer instanceof NoAnswer ? "failed" : "answered")
                .orElse(item.cast() == null ? "again" : "voted");
    }

    private void jobs(JobState state, long number) {
        registry.counter("sheaf.jobs", "state", state.word()).increment(number);
    }

    private void parts(Lane lane, String failure, long number) {
        registry.counter("sheaf.parts", "lane", name(lane), "failure", failure).increment(number);
    }

    private void items(Lane lane, String outcome, long number) {
        registry.counter("sheaf.job.items", "lane", name(lane), "outcome", outcome)
                .increment(number);
    }

    private static String name(Lane lane) {
        return lane.name().toLowerCase(Locale.ROOT);
    }
}
