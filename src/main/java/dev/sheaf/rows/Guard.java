package dev.sheaf.rows;

import java.util.regex.Pattern;

/** Which cells of a CSV file get an apostrophe before them, so that a spreadsheet shows them and does not run them. */
public enum Guard {
    NONE,
    /** Texts of answers: the caller's own cells stay as they came. */
    ANSWERS,
    /** The caller's cells too, but for plain numbers: {@code -5} is a number and runs nothing. */
    EVERY_CELL;

    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]{1,3})?");

    String answer(String cell) {
        return this == NONE ? cell : guarded(cell);
    }

    String callers(String cell) {
        return this != EVERY_CELL || NUMBER.matcher(cell).matches() ? cell : guarded(cell);
    }

    /** A cell that a spreadsheet would run as a formula becomes one that it shows. */
    static String guarded(String cell) {
        return !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    }
}
