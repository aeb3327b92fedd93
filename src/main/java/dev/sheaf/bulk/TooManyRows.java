package dev.sheaf.bulk;

/** A file has more rows than whoever sent it may ask about; nothing of it is asked. */
public final class TooManyRows extends RuntimeException {
    /** They were few enough when the file began to come, but others came meanwhile. */
    public TooManyRows() {
        super("The file has more rows than its sender may still ask about.", null, false, false);
    }

    TooManyRows(long most) {
        super("The file has more than the " + most + " rows that its sender may ask about.", null, false, false);
    }
}
