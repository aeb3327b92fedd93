package dev.sheaf.bulk;

import dev.sheaf.cost.Money;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants done with a file.
 *
 * @param key the caller's idempotency key
 * @param file how it is read, as far as the caller said
 * @param deadline from now
 * @param cap what the job may spend in all; absent: what it takes
 * @param callback who is told of its end; absent: nobody
 * @param knownAnswers how old answers to the same texts may be that are taken over; absent: none are
 */
public record Order(
        String tenant,
        @Nullable String key,
        Lane lane,
        JobFile file,
        @Nullable Duration deadline,
        @Nullable Duration knownAnswers,
        @Nullable Money cap,
        @Nullable URI callback) {
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** Whether the job that a key belongs to is the one that is ordered. The task's version may have changed since. */
    boolean asksFor(Job job, String task) {
        return job.task().equals(task)
                && job.lane() == lane
                && job.file().isAskedLike(file)
                && Objects.equals(job.knownAnswers(), knownAnswers)
                && hasDeadline(job);
    }

    /** The job's times may be another machine's. */
    private boolean hasDeadline(Job job) {
        if (deadline == null || job.deadlineAt() == null) {
            return deadline == null && job.deadlineAt() == null;
        }
        return Duration.between(job.createdAt(), job.deadlineAt())
                        .minus(deadline)
                        .abs()
                        .compareTo(SKEW)
                < 0;
    }
}
