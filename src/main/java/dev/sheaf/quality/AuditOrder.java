package dev.sheaf.quality;

import dev.sheaf.cost.Money;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Item;
import dev.sheaf.task.PackingPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What an audit is to find out.
 *
 * @param items what is asked, in any order
 * @param labels the true answers of some of them, by the items' ids
 * @param sizes how many items share a call, rising; each from 2 to as many as there are items. Alone they are asked anyway
 * @param repetitions how often all of it is done, each time in other packs
 * @param cap what it may cost; absent: as much as it does
 */
public record AuditOrder(
        List<Item> items, Map<String, Answer> labels, List<Integer> sizes, int repetitions, Optional<Money> cap) {
    public static final List<Integer> USUAL_SIZES = List.of(5, 10, 20, 40);

    /** Of one audit, so that its report stays one that can be read. */
    public static final int MOST_SIZES = 10;

    public static final int MOST_REPETITIONS = 20;

    public AuditOrder {
        items = List.copyOf(items);
        labels = Map.copyOf(labels);
        sizes = List.copyOf(new TreeSet<>(sizes));
        if (sizes.isEmpty() || sizes.size() > MOST_SIZES) {
            throw new IllegalArgumentException("an audit has from 1 to " + MOST_SIZES + " sizes beside 1");
        }
        int largest = sizes.get(sizes.size() - 1);
        if (sizes.get(0) < 2 || largest > Math.min(items.size(), PackingPolicy.MOST_ITEMS)) {
            throw new IllegalArgumentException(sizes + " cannot be tried on " + items.size() + " items");
        }
        if (repetitions < 1 || repetitions > MOST_REPETITIONS) {
            throw new IllegalArgumentException("repetitions are from 1 to " + MOST_REPETITIONS + ": " + repetitions);
        }
    }
}
