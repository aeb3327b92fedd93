package dev.sheaf.rows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The ids of a run so far, each as the first 64 bits of its SHA-256, so that 16 to 32 bytes an id are all that a run
 * holds of a file: among ten million ids the chance that two different ones are taken for the same is under 1 in
 * 300,000.
 */
public final class SeenIds {
    private long[] slots = new long[1024];
    private int size;

    /** @return whether the id is new */
    public boolean add(String id) {
        if (2 * size >= slots.length) {
            grow();
        }
        boolean isNew = put(slots, digest(id));
        size += isNew ? 1 : 0;
        return isNew;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (long digest : slots) {
            if (digest != 0) {
                put(larger, digest);
            }
        }
        slots = larger;
    }

    private static boolean put(long[] slots, long digest) {
        int at = (int) digest & slots.length - 1;
        while (slots[at] != 0) {
            if (slots[at] == digest) {
                return false;
            }
            at = at + 1 & slots.length - 1;
        }
        slots[at] = digest;
        return true;
    }

    /** The first 64 bits of an id's SHA-256; never 0, which stands for an empty slot. */
    public static long digest(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            long first = ByteBuffer.wrap(digest).getLong();
            return first == 0 ? 1 : first;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
