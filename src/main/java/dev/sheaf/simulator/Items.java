package dev.sheaf.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the message that holds the items.
 *
 * @param words what stands before and after them: instructions
 * @param marker absent where they stand in JSON, or where there is one text without a number
 */
record Items(List<Asked> asked, String words, @Nullable Marker marker) {
    Items {
        asked = List.copyOf(asked);
    }

    boolean numbered() {
        return !asked.isEmpty() && !asked.get(0).slot().isEmpty();
    }
}
