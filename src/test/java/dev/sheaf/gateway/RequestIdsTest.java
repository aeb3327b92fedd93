package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestIdsTest {

    @Test
    void no_two_are_the_same() {
        Set<String> seen = new HashSet<>();
        for (long process = 0; process < 3; process++) {
            RequestIds ids = new RequestIds(process);
            for (int i = 0; i < 10_000; i++) {
                assertThat(seen.add(ids.get())).isTrue();
            }
        }
    }

    @Test
    void each_is_as_long_as_the_providers() {
        assertThat(new RequestIds(1).get()).matches("[0-9a-f]{32}");
    }
}
