package dev.sheaf.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The migrations in this program, oldest first. They stand in an index, since the resources of a native executable are no
 * directory that could be listed.
 */
final class MigrationFiles {
    static final String FOLDER = "db/migration/";
    private static final Pattern NAME = Pattern.compile("V(\\d+)__\\w+\\.sql");

    private MigrationFiles() {}

    static List<String> names() {
        List<String> names = text("index.txt").lines().toList();
        if (names.isEmpty()
                || !names.stream().allMatch(name -> NAME.matcher(name).matches())) {
            throw new IllegalStateException("the index of migrations names what is none");
        }
        return names;
    }

    /** What the last one brings the tables to. */
    static int newest() {
        List<String> names = names();
        Matcher last = NAME.matcher(names.get(names.size() - 1));
        return last.matches() ? Integer.parseInt(last.group(1)) : 0;
    }

    static String text(String name) {
        try (InputStream file = MigrationFiles.class.getClassLoader().getResourceAsStream(FOLDER + name)) {
            if (file == null) {
                throw new IllegalStateException("this program is packaged without " + FOLDER + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
