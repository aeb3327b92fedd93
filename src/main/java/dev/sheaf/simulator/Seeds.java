package dev.sheaf.simulator;

import java.util.SplittableRandom;

/** Chance that depends on nothing but a seed and what is asked: the same on every run and in any order. */
final class Seeds {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private Seeds() {}

    static long mix(long a, long b) {
        long h = (a ^ (b * STEP)) + STEP;
        h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
        h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
        return h ^ (h >>> 31);
    }

    static long mix(long a, long b, long c) {
        return mix(mix(a, b), c);
    }

    static long of(CharSequence text) {
        long h = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * 0x100000001B3L;
        }
        return mix(h, text.length());
    }

    /** From 0 (inclusive) to 1 (exclusive). */
    static double unit(long hash) {
        return (hash >>> 11) * 0x1.0p-53;
    }

    static int below(int bound, long hash) {
        return (int) Long.remainderUnsigned(hash, bound);
    }

    static SplittableRandom random(long hash) {
        return new SplittableRandom(hash);
    }
}
