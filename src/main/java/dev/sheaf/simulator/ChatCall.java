package dev.sheaf.simulator;

import java.util.List;

/**
 * A request for a completion that the provider would accept.
 *
 * @param maxTokens of the output; absent as {@link Integer#MAX_VALUE}
 * @param n how many completions
 * @param usageInStream whether a streamed reply ends with its usage
 */
record ChatCall(
        String model,
        List<Turn> turns,
        Held held,
        int maxTokens,
        double temperature,
        int n,
        boolean stream,
        boolean usageInStream) {
    ChatCall {
        turns = List.copyOf(turns);
    }

    /** The message that holds the items: the user's last one, else the last. */
    Turn last() {
        for (int i = turns.size() - 1; i >= 0; i--) {
            if (turns.get(i).role().equals("user")) {
                return turns.get(i);
            }
        }
        return turns.get(turns.size() - 1);
    }
}
