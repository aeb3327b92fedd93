package dev.sheaf.pack;

/**
 * By how many tokens an answer can differ from what is usual.
 *
 * @param less where it is the shortest that the definition allows
 * @param more where it is the longest; a text that nothing bounds is taken to end after two dozen words
 */
public record Spread(int less, int more) {}
