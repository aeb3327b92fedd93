package dev.sheaf.task;

/** An item with its right answer, shown to the model before the items. */
public record Example(String text, Answer answer) {}
