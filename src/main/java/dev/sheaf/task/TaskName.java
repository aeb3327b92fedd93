package dev.sheaf.task;

/** What a task can be called: fit for a path, a file and a model's name. */
public final class TaskName {
    public static final String PATTERN = "[a-z0-9][a-z0-9._-]{0,62}";
    public static final String MESSAGE =
            "must have 1 to 63 lower-case letters, digits, dots, dashes or underscores, and begin with a letter or digit";

    private TaskName() {}

    public static boolean isValid(String name) {
        return name.matches(PATTERN);
    }
}
