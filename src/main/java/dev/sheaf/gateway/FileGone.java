package dev.sheaf.gateway;

/** A file was deleted while it was read, or given up or begun anew while it was written. */
public final class FileGone extends RuntimeException {
    private static final long serialVersionUID = 1;

    public FileGone(String id) {
        super("file " + id + " is not there any more", null, false, false);
    }
}
