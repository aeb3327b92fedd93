package dev.sheaf.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures of audits against those of another implementation (SciPy 1.17: binomtest, norm; NumPy: corrcoef). */
class FiguresTest {

    @ParameterizedTest
    @CsvSource({"1,9,0.021484375", "20,10,0.09873714670538905", "0,5,0.0625", "7,7,1", "960,1040,0.07728689056266859"})
    void differing_pairs_are_fair_coins(long one, long other, double p) {
        assertThat(McNemar.pValue(one, other)).isCloseTo(p, within(1e-9));
    }

    @Test
    void many_coins_are_near_enough_the_normal_distribution() {
        assertThat(McNemar.pValue(1_000, 1_102)).isCloseTo(0.027574409413121715, within(5e-4));
        assertThat(McNemar.pValue(2_000, 2_000)).isEqualTo(1);
    }

    @Test
    void a_trend_is_the_correlation_of_place_and_agreement() {
        Trend falling = Trend.over(List.of(new Counts(90, 100), new Counts(80, 100), new Counts(70, 100)));

        assertThat(falling.z()).isCloseTo(-3.5355339059327378, within(1e-9));
        assertThat(falling.p()).isCloseTo(0.0004069520174449578, within(1e-9));
    }

    @Test
    void a_difference_of_pairs_has_one_pair_more_to_each_side() {
        Interval interval = pairs(1).difference().interval();

        assertThat(interval.low()).isCloseTo(-0.07549533, within(1e-6));
        assertThat(interval.high()).isCloseTo(-0.00371259, within(1e-6));
    }

    @Test
    void the_same_items_seen_again_make_nothing_surer() {
        assertThat(pairs(5).difference().interval())
                .isEqualTo(pairs(1).difference().interval());
        assertThat(pairs(5).difference().p()).isEqualTo(pairs(1).difference().p());
        assertThat(tally(5).interval().low()).isCloseTo(tally(1).interval().low(), within(0.005));
    }

    /** 200 items, of which 2 gain and 10 lose, in every round. */
    private static Pairs pairs(int rounds) {
        var pairs = new Pairs(200);
        for (int seen = 0; seen < 200 * rounds; seen++) {
            int item = seen % 200;
            pairs.add(item, item >= 10, item < 198);
        }
        return pairs;
    }

    private static Tally tally(int rounds) {
        var tally = new Tally(200);
        for (int seen = 0; seen < 200 * rounds; seen++) {
            tally.add(seen % 200, seen % 200 >= 10);
        }
        return tally;
    }
}
