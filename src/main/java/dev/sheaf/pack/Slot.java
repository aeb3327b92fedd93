package dev.sheaf.pack;

import dev.sheaf.task.Item;

/**
 * An item's place in a pack, under the number by which its answer is addressed.
 *
 * @param number what stands before the item in the prompt
 * @param index the item's place among those that were laid into the pack
 */
public record Slot(int number, int index, Item item) {

    /** A number as a reply writes it; one that is longer than any slot's is none of them. */
    static int numberOf(String digits) {
        return digits.length() > 9 ? -1 : Integer.parseInt(digits);
    }
}
