package dev.sheaf.rows;

/** A file as a whole cannot be read as rows, as opposed to a row that is bad by itself. */
public final class UnfitFile extends RuntimeException {
    private final String code;

    UnfitFile(String code, String sentence) {
        super(sentence, null, false, false);
        this.code = code;
    }

    /** Stable, for programs. */
    public String code() {
        return code;
    }

    /** For people: what is wrong, and what to do. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
