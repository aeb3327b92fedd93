package dev.sheaf.simulator;

import java.util.List;
import java.util.Map;

/**
 * What a simulator served, at one moment.
 *
 * @param calls worked on and billed, whether the reply arrived or not
 * @param inputTokens cached ones included
 * @param cachedTokens those of the input that came from the prompt cache
 * @param batchRequests those of {@code calls} that came in batches
 * @param paidTwice identical requests bought again after the reply was delivered whole, and the custom_ids that were
 *     answered in a second batch
 * @param undelivered those of {@code calls} whose reply was never delivered whole, or of a batch whose line nobody can
 *     read or tell the owner of
 * @param faults how often each kind struck, by its word
 * @param models by model
 * @param replies by HTTP status; those that never came are not counted
 */
public record Bill(
        long calls,
        long inputTokens,
        long cachedTokens,
        long outputTokens,
        long batchRequests,
        List<PaidTwice> paidTwice,
        Total undelivered,
        Map<String, Long> faults,
        Map<String, Total> models,
        Map<Integer, Long> replies) {

    public Bill {
        paidTwice = List.copyOf(paidTwice);
        faults = Map.copyOf(faults);
        models = Map.copyOf(models);
        replies = Map.copyOf(replies);
    }

    /** Calls and their tokens. */
    public record Total(long calls, long inputTokens, long outputTokens) {
        static final Total NONE = new Total(0, 0, 0);

        Total plus(long input, long output) {
            return new Total(calls + 1, inputTokens + input, outputTokens + output);
        }

        Total plus(Receipt.Part batch) {
            return new Total(
                    calls + batch.requests(),
                    inputTokens + batch.usage().input(),
                    outputTokens + batch.usage().output());
        }
    }

    /**
     * A request that was bought again.
     *
     * @param request the client's own request id, empty where it sent none; in a batch the custom_id
     * @param digest of the request's body; in a batch a hash of the custom_id
     * @param delivered how often its reply had been delivered whole before
     */
    public record PaidTwice(String request, String model, String digest, int delivered) {}
}
