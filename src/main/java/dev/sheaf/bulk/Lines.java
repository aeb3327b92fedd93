package dev.sheaf.bulk;

import java.io.ByteArrayOutputStream;

/** Cuts a stream of bytes into lines, whatever the pieces that it comes in; holds one line, up to a bound. */
final class Lines {
    private final int longest;
    private final Taker taker;
    private final Held held = new Held();
    private boolean tooLong;
    private long number;

    Lines(int longest, Taker taker) {
        this.longest = longest;
        this.taker = taker;
    }

    /** Takes lines as they come, without their ends. */
    interface Taker {
        /** @param number from 1 */
        void line(long number, byte[] bytes, int offset, int length);

        /** A line of which nothing is held. */
        void tooLong(long number);
    }

    void feed(byte[] bytes, int offset, int length) {
        int begin = offset;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            if (bytes[i] == '\n') {
                line(bytes, begin, i - begin);
                begin = i + 1;
            }
        }
        hold(bytes, begin, end - begin);
    }

    /** The last line may lack its end. */
    void end() {
        if (tooLong || held.size() > 0) {
            line(new byte[0], 0, 0);
        }
    }

    private void line(byte[] bytes, int offset, int length) {
        number++;
        if (held.size() > 0 || tooLong) {
            hold(bytes, offset, length);
            give(held.bytes(), 0, held.size());
        } else if (length > longest) {
            taker.tooLong(number);
        } else {
            give(bytes, offset, length);
        }
        held.reset();
        tooLong = false;
    }

    private void give(byte[] bytes, int offset, int length) {
        if (tooLong) {
            taker.tooLong(number);
        } else {
            boolean returns = length > 0 && bytes[offset + length - 1] == '\r';
            taker.line(number, bytes, offset, returns ? length - 1 : length);
        }
    }

    private void hold(byte[] bytes, int offset, int length) {
        tooLong |= held.size() + (long) length > longest;
        if (tooLong) {
            held.reset();
        } else {
            held.write(bytes, offset, length);
        }
    }

    /** Lends its bytes without a copy. */
    private static final class Held extends ByteArrayOutputStream {
        byte[] bytes() {
            return buf;
        }
    }
}
