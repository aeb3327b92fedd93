package dev.sheaf.task;

import org.jspecify.annotations.Nullable;

/** A label and, where its name does not say it all, what it stands for. */
public record Label(String name, @Nullable String description) {}
