package dev.sheaf.rows;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How rows stand in a file. */
public enum Format {
    /** RFC 4180 with a header. */
    CSV,
    /** A JSON object a line. */
    JSONL;

    /** What a file's name says; absent where it says nothing. */
    public static @Nullable Format byName(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return JSONL;
        }
        return name.endsWith(".csv") || name.endsWith(".tsv") ? CSV : null;
    }
}
