package dev.sheaf.pack;

import dev.sheaf.task.Item;

/**
 * An item's place in a pack, under the number by which its answer is addressed.
 *
 * @param number what stands before the item in the prompt
 * @param index the item's place among those that were laid into the pack
 */
public record Slot(int number, int index, Item item) {}
