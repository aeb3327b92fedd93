package dev.sheaf.pack;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The items that share one model call.
 *
 * @param slots in the order in which they stand in the prompt; the numbers rise but are sparse
 * @param echoWords how many of its first words every answer repeats; 0: none
 */
public record Pack(List<Slot> slots, int echoWords) {
    public Pack {
        slots = List.copyOf(slots);
        if (slots.isEmpty()) {
            throw new IllegalArgumentException("a pack holds at least one item");
        }
    }

    public int size() {
        return slots.size();
    }

    Set<Integer> numbers() {
        return slots.stream().map(Slot::number).collect(Collectors.toSet());
    }
}
