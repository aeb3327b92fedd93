package dev.sheaf.rest;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** When a job is likely to end, if it goes on as it went: from what its parts did since the first of them began. */
final class Eta {
    private Eta() {}

    static Optional<Instant> of(Job job, List<Part> parts, Instant now) {
        Optional<Instant> begin =
                parts.stream().map(Part::beganAt).filter(Objects::nonNull).min(Instant::compareTo);
        double done = parts.stream().mapToDouble(Eta::done).sum();
        if (job.state() != JobState.RUNNING || begin.isEmpty() || done < 1) {
            return Optional.empty();
        }
        Duration spent = Duration.between(begin.get(), now);
        double left = Math.max(0, job.counts().open() - inFlight(parts));
        return Optional.of(now.plusMillis(Math.round(Math.max(0, spent.toMillis()) * left / done)));
    }

    /** Items whose requests came back: those of a part that runs by the share that its batch counts. */
    private static double done(Part part) {
        if (part.endedAt() != null) {
            return part.size().items();
        }
        int requests = part.size().requests();
        return requests == 0 ? 0 : part.size().items() * Math.min(1.0, (double) part.batchDone() / requests);
    }

    /** Back, but not settled yet. */
    private static double inFlight(List<Part> parts) {
        return parts.stream()
                .filter(part -> part.endedAt() == null)
                .mapToDouble(Eta::done)
                .sum();
    }
}
