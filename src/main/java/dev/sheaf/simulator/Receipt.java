package dev.sheaf.simulator;

import java.util.Arrays;

/**
 * What a batch is billed.
 *
 * @param total requests that were answered
 * @param lost those of them whose answer nobody can read or tell the owner of
 * @param delivered hashes of the custom_ids of all others
 */
record Receipt(String batch, String model, Part total, Part lost, long[] delivered) {
    /** Requests and their tokens. */
    record Part(long requests, Batch.Usage usage) {
        static final Part NONE = new Part(0, LineAnswer.NOTHING);

        Part plus(Batch.Usage more) {
            return new Part(requests + 1, usage.plus(more));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Receipt that && batch.equals(that.batch);
    }

    @Override
    public int hashCode() {
        return batch.hashCode();
    }

    @Override
    public String toString() {
        return "Receipt[" + batch + ", " + total + ", " + lost + ", " + Arrays.hashCode(delivered) + "]";
    }
}
