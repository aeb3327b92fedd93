package dev.sheaf.gateway;

/** Looks for bytes in bytes. */
final class Bytes {
    private Bytes() {}

    /** Where the wanted ones begin, or -1. */
    static int find(byte[] in, int from, byte[] wanted) {
        for (int at = from; at <= in.length - wanted.length; at++) {
            if (in[at] == wanted[0] && isAt(in, at, wanted)) {
                return at;
            }
        }
        return -1;
    }

    static boolean isAt(byte[] in, int at, byte[] wanted) {
        return at + wanted.length <= in.length && same(in, at, wanted, wanted.length);
    }

    /** Where the wanted ones may begin whose rest is still to come; the end where they don't. */
    static int beginning(byte[] in, int from, byte[] wanted) {
        int at = Math.max(from, in.length - wanted.length + 1);
        while (at < in.length && !same(in, at, wanted, in.length - at)) {
            at++;
        }
        return Math.max(at, from);
    }

    private static boolean same(byte[] in, int at, byte[] wanted, int count) {
        for (int i = 0; i < count; i++) {
            if (in[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
