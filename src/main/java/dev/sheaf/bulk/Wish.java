package dev.sheaf.bulk;

/** What a part's job wants of it now. */
enum Wish {
    /** Its answers. */
    GO,
    /** The job is paused: what was bought is brought in, and nothing more is bought. */
    WAIT,
    /** Its end; what was bought is kept. */
    END,
    /** Its end at once, since the deadline leaves no time to wait for a batch that does not end. */
    ABANDON;

    boolean isEnd() {
        return this == END || this == ABANDON;
    }
}
