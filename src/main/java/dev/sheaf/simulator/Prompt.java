package dev.sheaf.simulator;

import org.jspecify.annotations.Nullable;

/**
 * What decides how a prompt is answered, apart from its items.
 *
 * @param words the instructions
 * @param numbered whether the items bear numbers
 * @param marker absent where they stand in JSON or alone
 * @param many whether there is more than one item
 */
record Prompt(
        String words, Held held, boolean numbered, @Nullable Marker marker, boolean many) {}
