package dev.sheaf.ask;

import dev.sheaf.model.Usage;
import java.util.ArrayList;
import java.util.List;

/**
 * One item's part of what a call cost. The shares of a call's items add up to its usage exactly.
 *
 * @param callId the call's id
 * @param usage tokens
 * @param items how many share the call
 */
public record Share(String callId, Usage usage, int items) {

    /** Splits a call's usage among so many items: evenly, the first ones bear what is left over. */
    public static List<Share> split(String callId, Usage usage, int items) {
        var shares = new ArrayList<Share>(items);
        for (int i = 0; i < items; i++) {
            shares.add(new Share(
                    callId,
                    new Usage(
                            part(usage.inputTokens(), items, i),
                            part(usage.cachedTokens(), items, i),
                            part(usage.outputTokens(), items, i),
                            part(usage.reasoningTokens(), items, i)),
                    items));
        }
        return shares;
    }

    private static long part(long whole, int parts, int index) {
        return whole / parts + (index < whole % parts ? 1 : 0);
    }
}
