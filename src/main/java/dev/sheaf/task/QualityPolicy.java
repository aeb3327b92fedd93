package dev.sheaf.task;

/**
 * What a task demands of packed answers.
 *
 * @param minAgreement the share of items, from 0 to 1, whose packed answer has to agree with the one asked alone
 * @param votes in how many packs an item is asked at most, each in another order; 1: there is no vote
 * @param isolate whether items that look like instructions to the model are asked alone
 * @param canary whether each pack holds one of the task's examples, whose wrong answer takes the trust from the others
 */
public record QualityPolicy(double minAgreement, int votes, boolean isolate, boolean canary) {
    public static final int MOST_VOTES = 15;

    public QualityPolicy {
        if (!(minAgreement >= 0 && minAgreement <= 1)) {
            throw new IllegalArgumentException("minAgreement must be from 0 to 1: " + minAgreement);
        }
        if (votes < 1 || votes > MOST_VOTES) {
            throw new IllegalArgumentException("votes must be from 1 to " + MOST_VOTES + ": " + votes);
        }
    }

    public QualityPolicy(double minAgreement) {
        this(minAgreement, 1, true, false);
    }

    /** Whether items are asked more than once. */
    public boolean isVoted() {
        return votes > 1;
    }
}
