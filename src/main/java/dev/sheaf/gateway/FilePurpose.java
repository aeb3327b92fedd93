package dev.sheaf.gateway;

import java.util.Arrays;
import java.util.Optional;

/** What a stored file is for. */
public enum FilePurpose {
    /** The requests of a batch; the only one that callers may store. */
    BATCH("batch"),
    /** What a batch has brought: replies or errors. */
    BATCH_OUTPUT("batch_output");

    private final String word;

    FilePurpose(String word) {
        this.word = word;
    }

    /** As the wire and the database have it. */
    public String word() {
        return word;
    }

    /** Empty where no file here can be for that. */
    public static Optional<FilePurpose> of(String word) {
        return Arrays.stream(values())
                .filter(purpose -> purpose.word.equals(word))
                .findFirst();
    }
}
