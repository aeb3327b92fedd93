package dev.sheaf.task;

/**
 * What a task demands of packed answers.
 *
 * @param minAgreement the share of items, from 0 to 1, whose packed answer has to agree with the one asked alone
 */
public record QualityPolicy(double minAgreement) {
    public QualityPolicy {
        if (!(minAgreement >= 0 && minAgreement <= 1)) {
            throw new IllegalArgumentException("minAgreement must be from 0 to 1: " + minAgreement);
        }
    }
}
