package dev.sheaf.rest;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** When a job is likely to end, if it goes on as it went: from what was answered since the first of its parts began. */
final class Eta {
    private Eta() {}

    static Optional<Instant> of(Job job, List<Part> parts, Instant now) {
        Optional<Instant> begin =
                parts.stream().map(Part::beganAt).filter(Objects::nonNull).min(Instant::compareTo);
        double back = inFlight(parts);
        double done = back
                + job.counts().answered()
                + job.counts().failed()
                - job.counts().bad();
        if (job.state() != JobState.RUNNING || begin.isEmpty() || done < 1) {
            return Optional.empty();
        }
        Duration spent = Duration.between(begin.get(), now);
        double left = Math.max(0, job.counts().open() - back);
        return Optional.of(now.plusMillis(Math.round(Math.max(0, spent.toMillis()) * left / done)));
    }

    /** Items that are back, but not settled yet: of a part that runs, by the share that its batch counts. */
    private static double inFlight(List<Part> parts) {
        return parts.stream()
                .filter(part -> part.endedAt() == null && part.size().requests() > 0)
                .mapToDouble(part -> part.size().items()
                        * Math.min(1.0, (double) part.batchDone() / part.size().requests()))
                .sum();
    }
}
