package dev.sheaf.store;

import java.time.Duration;

/**
 * One of those that share the work.
 *
 * @param owner this run of this replica, and no other
 * @param lease how long a claim holds without being renewed
 * @param keepAnswers whether answers are kept for other jobs
 */
public record Replica(String owner, Duration lease, boolean keepAnswers) {
    double seconds() {
        return Statements.seconds(lease);
    }
}
