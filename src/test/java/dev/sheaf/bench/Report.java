package dev.sheaf.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run's results as Markdown, printed and kept below {@code target/bench}. */
public final class Report {
    private static final Path DIRECTORY = Path.of("target", "bench");

    private final String name;
    private final StringBuilder text = new StringBuilder();

    public Report(String name, String title) {
        this.name = name;
        text.append("## ").append(title).append("\n\n").append(machine()).append("\n\n");
    }

    /** A paragraph, by {@link String#format}. */
    public Report says(String form, Object... arguments) {
        text.append(String.format(Locale.ROOT, form, arguments)).append("\n\n");
        return this;
    }

    /** Cells stand between bars. */
    public Report table(String head, List<String> rows) {
        var lines = new ArrayList<>(List.of(head, head.replaceAll("[^|]+", "---")));
        lines.addAll(rows);
        lines.forEach(line -> text.append("| ").append(line).append(" |\n"));
        text.append('\n');
        return this;
    }

    public void publish() {
        System.out.println();
        System.out.println(text);
        try {
            Files.createDirectories(DIRECTORY);
            Files.writeString(DIRECTORY.resolve(name + ".md"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String machine() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version") + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors" + processor() + ".";
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> " (" + line.replaceFirst(".*: ", "") + ")")
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
