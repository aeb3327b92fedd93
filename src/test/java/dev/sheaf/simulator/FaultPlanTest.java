package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {
    static final Set<Fault> ALL = EnumSet.allOf(Fault.class);

    @Test
    void a_bare_rate_gives_that_share_of_calls_exactly_one_fault_of_any_kind() {
        FaultPlan plan = FaultPlan.parse("0.05");
        Map<Fault, Integer> seen = new EnumMap<>(Fault.class);
        int calls = 100_000;
        for (int i = 0; i < calls; i++) {
            Set<Fault> drawn = plan.draw(Seeds.random(Seeds.mix(7, i)), ALL);
            assertThat(drawn.size()).isLessThanOrEqualTo(1);
            drawn.forEach(fault -> seen.merge(fault, 1, Integer::sum));
        }
        int all = seen.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(all / (double) calls).isCloseTo(0.05, within(0.004));
        double even = all / (double) ALL.size();
        assertThat(seen).hasSize(ALL.size()).allSatisfy((fault, count) -> assertThat((double) count)
                .isCloseTo(even, within(6 * Math.sqrt(even))));
    }

    @Test
    void all_draws_each_kind_on_its_own() {
        FaultPlan plan = FaultPlan.parse("all=0.05");
        int prose = 0;
        int delivered = 0;
        for (int i = 0; i < 50_000; i++) {
            Set<Fault> drawn = plan.draw(Seeds.random(Seeds.mix(8, i)), EnumSet.of(Fault.PROSE, Fault.DOUBLED));
            prose += drawn.contains(Fault.PROSE) ? 1 : 0;
            delivered += drawn.size() == 2 ? 1 : 0;
        }
        assertThat(prose / 50_000.0).isCloseTo(0.05, within(0.006));
        assertThat(delivered / 50_000.0).isCloseTo(0.0025, within(0.0015));
    }

    @Test
    void kinds_are_set_by_name_and_later_ones_win() {
        FaultPlan plan = FaultPlan.parse("all=0.1, length=0.2,429=0");
        assertThat(plan.each())
                .containsEntry(Fault.LENGTH, 0.2)
                .containsEntry(Fault.TOO_MANY_REQUESTS, 0.0)
                .containsEntry(Fault.EMPTY, 0.1);
        assertThat(FaultPlan.parse(plan.spec())).isEqualTo(plan);
        assertThat(FaultPlan.parse("")).isEqualTo(FaultPlan.NONE);
    }

    @Test
    void an_unknown_kind_is_refused_naming_the_known_ones() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FaultPlan.parse("lenght=0.1"))
                .withMessageContaining("lenght")
                .withMessageContaining("skipped-invented");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "-0.1", "x", "length=", "length=2", "a=b=c", "0.1,", "NaN"})
    void nonsense_is_refused(String spec) {
        assertThatIllegalArgumentException().isThrownBy(() -> FaultPlan.parse(spec));
    }

    @Test
    void a_batch_has_one_end_at_most_and_may_bear_marks_besides() {
        FaultPlan plan = FaultPlan.parse("all=0.5");
        Set<Fault> ofBatches = Fault.at(Fault.Stage.FATE, Fault.Stage.MARK);
        int most = 0;
        for (int i = 0; i < 1_000; i++) {
            Set<Fault> drawn = plan.draw(Seeds.random(i), ofBatches);
            assertThat(drawn.stream().filter(fault -> fault.stage() == Fault.Stage.FATE))
                    .hasSizeLessThanOrEqualTo(1);
            most = Math.max(most, drawn.size());
        }
        assertThat(most).isGreaterThan(3);
    }

    @Test
    void at_most_one_fault_ends_a_call_and_then_it_is_the_only_one() {
        FaultPlan plan = FaultPlan.parse("all=0.5");
        for (int i = 0; i < 5_000; i++) {
            Set<Fault> drawn = plan.draw(Seeds.random(i), ALL);
            boolean ends = drawn.stream()
                    .anyMatch(
                            fault -> fault.stage() == Fault.Stage.REFUSED || fault.stage() == Fault.Stage.UNDELIVERED);
            assertThat(!ends || drawn.size() == 1).as("%s", drawn).isTrue();
        }
    }
}
