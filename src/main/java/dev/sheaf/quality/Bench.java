package dev.sheaf.quality;

import dev.sheaf.pack.Packer;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Weighed;
import dev.sheaf.task.Answer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Items whose answers alone are known, until there are enough of them to try a larger pack. */
final class Bench {
    private final Deque<Seated> seats = new ArrayDeque<>();

    /** An item and what it got alone. */
    record Seated(Weighed item, Answer alone) {}

    /** Takes an item in; where they are enough for a pack of this size, it gives them all away. */
    synchronized List<Seated> seat(Seated one, int enough) {
        seats.add(one);
        while (seats.size() > enough) {
            seats.remove();
        }
        if (seats.size() < enough) {
            return List.of();
        }
        List<Seated> all = new ArrayList<>(seats);
        seats.clear();
        return all;
    }

    synchronized List<Seated> clear() {
        seats.clear();
        return List.of();
    }

    /** As many of them as one call holds. */
    static List<Seated> fitting(Prepared task, List<Seated> all) {
        Packer.Load load = task.packer().load();
        return all.stream().filter(one -> load.add(one.item())).toList();
    }
}
