package dev.sheaf.cli;

import java.util.List;
import java.util.stream.IntStream;

/** Rows of words, one under the other. */
final class Table {
    private Table() {}

    static List<String> lines(List<List<String>> table) {
        int[] widths = IntStream.range(0, table.get(0).size())
                .map(at -> table.stream()
                        .mapToInt(row -> row.get(at).length())
                        .max()
                        .orElse(0))
                .toArray();
        return table.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
