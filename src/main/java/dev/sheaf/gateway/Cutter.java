package dev.sheaf.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Cuts bytes that come in pieces of any size into chunks of one size. */
final class Cutter {
    private final int size;
    private byte[] chunk;
    private int filled;

    Cutter(int size) {
        this.size = size;
        this.chunk = new byte[size];
    }

    /** Takes bytes of the piece in. @return the chunks that became full */
    List<byte[]> take(byte[] piece, int from, int to) {
        List<byte[]> full = new ArrayList<>();
        int next = from;
        while (next < to) {
            int count = Math.min(to - next, size - filled);
            System.arraycopy(piece, next, chunk, filled, count);
            next += count;
            filled += count;
            if (filled == size) {
                full.add(chunk);
                chunk = new byte[size];
                filled = 0;
            }
        }
        return full;
    }

    /** What no longer fills a chunk; nothing may be taken in after it. */
    Optional<byte[]> rest() {
        return filled == 0 ? Optional.empty() : Optional.of(Arrays.copyOf(chunk, filled));
    }
}
