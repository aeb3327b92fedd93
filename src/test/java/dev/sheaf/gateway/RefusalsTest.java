package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.ModelFailure;
import dev.sheaf.online.Draining;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    @Test
    void a_service_that_ends_says_so_and_fills_no_log() {
        ApiError refusal = Refusals.of(new Draining());

        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.code()).isEqualTo("service_unavailable");
        assertThat(Refusals.isWorthALine(refusal, new Draining())).isFalse();
    }

    @Test
    void a_provider_that_is_not_there_and_a_mistake_of_ours_are_in_the_log() {
        var gone = new ModelFailure.Unavailable(503, true, null);

        assertThat(Refusals.isWorthALine(Refusals.of(gone), gone)).isTrue();
        assertThat(Refusals.isWorthALine(ApiError.internal(), new IllegalStateException()))
                .isTrue();
    }
}
