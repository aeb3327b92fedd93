package dev.sheaf.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.access.KeyDays.Taken;
import dev.sheaf.cost.Money;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What keys have taken, wherever it is counted. */
public abstract class KeyDaysContract {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

    private final String key = "k" + UUID.randomUUID();

    protected abstract KeyDays days();

    private List<Taken> add(LocalDate day, Taken... more) {
        return days().add(day, List.of(more)).await().atMost(Duration.ofSeconds(30));
    }

    private static Taken taken(String key, long items, String usd) {
        return new Taken(key, "shop", items, Money.of(usd));
    }

    @Test
    void what_is_added_is_told_with_all_that_was_there() {
        assertThat(add(DAY, taken(key, 3, "0.25"))).containsExactly(taken(key, 3, "0.25"));
        assertThat(add(DAY, taken(key, 4, "0.000000000001"))).containsExactly(taken(key, 7, "0.250000000001"));
    }

    @Test
    void nothing_can_be_added_to_be_told_what_there_is() {
        assertThat(add(DAY, taken(key, 0, "0"))).containsExactly(taken(key, 0, "0"));
        add(DAY, taken(key, 3, "0"));
        assertThat(add(DAY, taken(key, 0, "0"))).containsExactly(taken(key, 3, "0"));
    }

    @Test
    void keys_and_days_are_counted_apart() {
        String other = key + "x";
        add(DAY, taken(key, 1, "0"), taken(other, 2, "0"));

        assertThat(add(DAY, taken(other, 0, "0"), taken(key, 0, "0")))
                .containsExactlyInAnyOrder(taken(key, 1, "0"), taken(other, 2, "0"));
        assertThat(add(DAY.plusDays(1), taken(key, 0, "0"))).containsExactly(taken(key, 0, "0"));
    }
}
