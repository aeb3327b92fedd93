package dev.sheaf.pack;

import dev.sheaf.task.Item;

/** An item with its share of a pack's input tokens, counted only when it matters. */
public final class Weighed {
    /** A slot's number with brackets, space and line break: at most three tokens of digits. */
    static final int MARKER = 7;

    private final Item item;
    private final String text;
    private final int atMost;
    private int exact = -1;

    Weighed(Item item) {
        this.item = item;
        this.text = ItemText.indented(item.text());
        this.atMost = MARKER + TokenCounter.atMost(text);
    }

    public Item item() {
        return item;
    }

    int atMost() {
        return atMost;
    }

    /** The exact weight, or any number over the limit where it is over. */
    int exact(TokenCounter tokens, int limit) {
        if (exact < 0) {
            exact = MARKER + tokens.count(text, limit);
        }
        return exact;
    }
}
