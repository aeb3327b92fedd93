package dev.sheaf.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.Usage;
import dev.sheaf.pack.Seeds;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReckoningTest {
    private final Reckoning reckoning = new Reckoning(5);

    private void read(int... numbers) {
        IntStream.of(numbers).forEach(number -> reckoning.read(number, new Usage(100, 10, 20, 1)));
    }

    private static Usage billed(int calls) {
        return new Usage(calls * 100L, calls * 10L, calls * 20L, calls);
    }

    @Test
    void where_all_was_read_nothing_is_left() {
        read(1, 2, 3, 4, 5);

        assertThat(reckoning.gap(billed(5)).numbers()).isEmpty();
        assertThat(reckoning.gap(billed(6)).numbers())
                .as("it was none of these")
                .isEmpty();
    }

    @Test
    void a_request_without_a_line_that_was_billed_bears_what_is_left() {
        read(1, 2, 4, 5);

        Reckoning.Gap gap = reckoning.gap(billed(5));

        assertThat(gap.numbers()).containsExactly(3);
        assertThat(gap.share(0)).isEqualTo(new Usage(100, 10, 20, 1));
    }

    @Test
    void a_request_without_a_line_that_was_not_billed_bears_nothing() {
        read(1, 2, 4, 5);

        assertThat(reckoning.gap(billed(4)).numbers()).isEmpty();
        assertThat(reckoning.gap(Usage.NONE).numbers()).isEmpty();
    }

    @Test
    void no_more_requests_bear_it_than_such_a_bill_may_be_for() {
        read(1, 2);

        assertThat(reckoning.gap(billed(4)).numbers()).containsExactly(3, 4);
    }

    @Test
    void where_nothing_could_be_read_all_bear_it() {
        Reckoning.Gap gap = reckoning.gap(new Usage(503, 0, 101, 0));

        assertThat(gap.numbers()).containsExactly(1, 2, 3, 4, 5);
        assertThat(gap.share(0)).isEqualTo(new Usage(101, 0, 21, 0));
        assertThat(gap.share(4)).isEqualTo(new Usage(100, 0, 20, 0));
    }

    @Test
    void what_was_refused_bears_it_only_where_nothing_else_can() {
        read(1, 2);
        reckoning.refused(3);
        reckoning.notRun(4);

        assertThat(reckoning.gap(billed(3)).numbers()).containsExactly(5);
        reckoning.read(5, new Usage(0, 0, 0, 0));
        assertThat(reckoning.gap(billed(3)).numbers()).contains(3).doesNotContain(4);
    }

    static List<Integer> blocks() {
        return Seeds.blocks(1_000);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void what_was_read_and_what_is_left_add_up_to_the_bill(int block) {
        Seeds.each(block, seed -> {
            Random random = new Random(seed);
            int requests = 1 + random.nextInt(50);
            Reckoning some = new Reckoning(requests);
            Usage sum = Usage.NONE;
            Usage billed = Usage.NONE;
            boolean silent = false;
            for (int number = 1; number <= requests; number++) {
                Usage one = new Usage(1 + random.nextInt(900), random.nextInt(9), random.nextInt(300), 0);
                billed = billed.plus(one);
                if (random.nextInt(3) > 0) {
                    some.read(number, one);
                    sum = sum.plus(one);
                } else {
                    silent = true;
                }
            }
            Reckoning.Gap gap = some.gap(billed);
            for (int place = 0; place < gap.numbers().length; place++) {
                sum = sum.plus(gap.share(place));
            }
            assertThat(gap.numbers().length > 0).as("seed %d", seed).isEqualTo(silent);
            assertThat(sum).as("seed %d", seed).isEqualTo(billed);
        });
    }
}
