package dev.sheaf.task;

/**
 * Something that is wrong with what a caller sent.
 *
 * @param field the path of the wrong member: {@code packing.maxItems}, {@code items[3].text}
 * @param message what is wrong with it
 */
public record Violation(String field, String message) {}
