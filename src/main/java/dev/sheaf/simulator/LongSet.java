package dev.sheaf.simulator;

/** Numbers without their boxes, eight to sixteen bytes each at twice the room; 0 stands for 1. Not safe for several threads. */
final class LongSet {
    private long[] slots = new long[1024];
    private int size;

    /** Whether it was new. */
    boolean add(long number) {
        if (size * 2 > slots.length) {
            grow();
        }
        return put(number == 0 ? 1 : number);
    }

    private boolean put(long number) {
        int mask = slots.length - 1;
        int at = (int) Seeds.mix(number, 7) & mask;
        while (slots[at] != 0) {
            if (slots[at] == number) {
                return false;
            }
            at = at + 1 & mask;
        }
        slots[at] = number;
        size++;
        return true;
    }

    private void grow() {
        long[] before = slots;
        slots = new long[before.length * 2];
        size = 0;
        for (long number : before) {
            if (number != 0) {
                put(number);
            }
        }
    }

    void clear() {
        slots = new long[1024];
        size = 0;
    }
}
