package dev.sheaf.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WilsonTest {

    @Test
    void ninety_five_of_a_hundred_may_be_eighty_nine() {
        Interval interval = new Counts(95, 100).interval();
        assertThat(interval.low()).isCloseTo(0.88825, within(1e-5));
        assertThat(interval.high()).isCloseTo(0.97846, within(1e-5));
    }

    @Test
    void all_of_ten_is_not_certain() {
        Interval interval = new Counts(10, 10).interval();
        assertThat(interval.low()).isCloseTo(0.72246, within(1e-5));
        assertThat(interval.high()).isEqualTo(1);
    }

    @Test
    void nothing_compared_says_nothing() {
        assertThat(Counts.NONE.interval()).isEqualTo(new Interval(0, 1));
    }

    @Test
    void counts_that_cannot_be_are_refused() {
        assertThatThrownBy(() -> new Counts(2, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
