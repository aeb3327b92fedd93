package dev.sheaf.pack;

import dev.sheaf.task.Item;

/** An item's place in a pack, under the number by which its answer is addressed. */
public record Slot(int number, Item item) {}
