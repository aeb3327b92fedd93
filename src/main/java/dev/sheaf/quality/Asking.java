package dev.sheaf.quality;

import java.util.List;

/**
 * One pack of an audit.
 *
 * @param round which repetition, from 0
 * @param arm which way of asking
 * @param items by their index
 * @param counted so many of them, from the first, count; the others only fill the pack
 * @param seed of its numbers and its order
 */
record Asking(int round, int arm, List<Integer> items, int counted, long seed) {
    Asking {
        items = List.copyOf(items);
    }
}
