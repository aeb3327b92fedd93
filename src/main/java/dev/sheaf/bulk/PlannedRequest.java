package dev.sheaf.bulk;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One model call of a part, written down before it is sent. Items and seed give its text again, byte for byte.
 *
 * @param id the {@code custom_id}: job, round, part and number; unique for ever
 * @param number its line in the part's file, from 1
 * @param items the items' sequence numbers, in the order in which they are laid
 * @param tokens of input and expected output
 * @param attempts how often it was sent on the online lane
 */
public record PlannedRequest(String id, int number, int round, long seed, List<Long> items, int tokens, int attempts) {
    private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,64}");

    public PlannedRequest {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("a custom_id is 1 to 64 printable ASCII characters");
        }
        if (items.isEmpty() || number < 1 || round < 1) {
            throw new IllegalArgumentException("a request has items, a number and a round");
        }
        items = List.copyOf(items);
    }
}
