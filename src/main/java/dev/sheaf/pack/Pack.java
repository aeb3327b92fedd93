package dev.sheaf.pack;

import dev.sheaf.task.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The items that share one model call.
 *
 * @param slots in the order in which they stand in the prompt; the numbers rise but are sparse
 * @param echoWords how many of its first words every answer repeats; 0: none
 * @param canary stands among them and is nobody's item
 */
public record Pack(
        List<Slot> slots, int echoWords, @Nullable Canary canary) {
    public Pack {
        slots = List.copyOf(slots);
        if (slots.isEmpty()) {
            throw new IllegalArgumentException("a pack holds at least one item");
        }
    }

    public Pack(List<Slot> slots, int echoWords) {
        this(slots, echoWords, null);
    }

    /** A text whose answer is known. @param slot in the place where it stands */
    public record Canary(Slot slot, Answer right) {}

    public int size() {
        return slots.size();
    }

    Set<Integer> numbers() {
        return slots.stream().map(Slot::number).collect(Collectors.toSet());
    }

    /** As the model sees it: the canary is one of its items. */
    Pack whole() {
        if (canary == null) {
            return this;
        }
        List<Slot> all = new ArrayList<>(slots);
        all.add(canary.slot());
        all.sort(Comparator.comparingInt(Slot::number));
        return new Pack(all, echoWords);
    }
}
