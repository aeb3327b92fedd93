package dev.sheaf.task;

/**
 * One text with its caller's id. Ids are the caller's own: two callers may use the same one.
 *
 * @param id the caller's id; empty where the caller gave none
 * @param text what the question is about
 */
public record Item(String id, String text) {}
