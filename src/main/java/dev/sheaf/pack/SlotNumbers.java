package dev.sheaf.pack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Chooses the numbers of a pack's slots: rising, never two in a row, and none that stands anywhere in the pack's own
 * texts or the fixed part of its prompt. Models that leave an item out close the gap in numbers that run 1, 2, 3, and their answers move to the wrong
 * items; over sparse numbers they were not seen to (docs/choices.md). Numbers below 100 belong to a task's examples, and
 * those of its instructions, labels and schema are no pack's.
 */
final class SlotNumbers {
    private static final int FIRST = 100;
    private static final int MOST_DIGITS = 9;

    private SlotNumbers() {}

    /** The numbers that stand in a text and so are no slot's. */
    static Set<Integer> in(String text) {
        Set<Integer> numbers = new HashSet<>();
        addNumbers(text, numbers);
        return Set.copyOf(numbers);
    }

    static List<Integer> choose(List<String> texts, Set<Integer> reserved, int count, long seed) {
        Set<Integer> taken = new HashSet<>(reserved);
        texts.forEach(text -> addNumbers(text, taken));
        var random = new SplittableRandom(seed);
        int first = FIRST;
        while (true) {
            List<Integer> chosen = draw(first, first * 10, count, taken, random);
            if (chosen.size() == count) {
                Collections.sort(chosen);
                return chosen;
            }
            first *= 10;
        }
    }

    /** Draws without replacement; gives up on a decade of numbers that is nearly used up. */
    private static List<Integer> draw(int from, int to, int count, Set<Integer> taken, SplittableRandom random) {
        var chosen = new ArrayList<Integer>(count);
        var closed = new HashSet<Integer>();
        for (int tries = 0; chosen.size() < count && tries < 20 * count + 100; tries++) {
            int number = random.nextInt(from, to);
            if (!taken.contains(number) && !closed.contains(number)) {
                chosen.add(number);
                Collections.addAll(closed, number - 1, number, number + 1);
            }
        }
        return chosen;
    }

    private static void addNumbers(String text, Set<Integer> numbers) {
        for (int i = 0; i < text.length(); i++) {
            int value = 0;
            int digits = 0;
            for (; i < text.length() && isDigit(text.charAt(i)); i++, digits++) {
                value = digits < MOST_DIGITS ? value * 10 + text.charAt(i) - '0' : value;
            }
            if (digits > 2 && digits <= MOST_DIGITS) {
                numbers.add(value);
            }
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
