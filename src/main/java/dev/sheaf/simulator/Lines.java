package dev.sheaf.simulator;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Numbers, such as the places of lines in a file; grows. */
final class Lines {
    private long[] numbers = new long[64];
    private int size;

    void add(long number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size * 2);
        }
        numbers[size++] = number;
    }

    int size() {
        return size;
    }

    long get(int index) {
        return numbers[index];
    }

    long[] all() {
        return Arrays.copyOf(numbers, size);
    }

    void shuffle(SplittableRandom random) {
        for (int i = size - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            long moved = numbers[i];
            numbers[i] = numbers[other];
            numbers[other] = moved;
        }
    }
}
