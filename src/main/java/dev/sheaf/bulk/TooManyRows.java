package dev.sheaf.bulk;

/** A file has more rows than whoever sent it may ask about; nothing of it is asked. */
public final class TooManyRows extends RuntimeException {
    TooManyRows(long most) {
        super("The file has more than the " + most + " rows that its sender may ask about.", null, false, false);
    }
}
