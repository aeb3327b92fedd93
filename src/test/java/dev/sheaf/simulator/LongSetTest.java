package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LongSetTest {
    @Test
    void it_knows_what_was_added_as_any_set_does() {
        SplittableRandom random = new SplittableRandom(7);
        LongSet numbers = new LongSet();
        Set<Long> known = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            long number = random.nextInt(3) == 0 ? random.nextLong(1, 5_000) : random.nextLong(Long.MIN_VALUE, 0);
            assertThat(numbers.add(number)).isEqualTo(known.add(number));
        }
        numbers.clear();
        assertThat(numbers.add(1)).isTrue();
        assertThat(numbers.add(0)).as("0 stands for 1").isFalse();
    }
}
