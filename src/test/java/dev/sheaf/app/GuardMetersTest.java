package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.quality.Checked;
import dev.sheaf.quality.Evidence;
import dev.sheaf.quality.Governed;
import dev.sheaf.quality.GovernorStore.Key;
import dev.sheaf.quality.Rung;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is shown of how far packed answers agree. */
class GuardMetersTest {
    private static final Key KEY = new Key("tenant", "mood", "v1", "gpt-4o-mini");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final GuardMeters meters = new GuardMeters(registry);

    private static Governed governed(Checked ofTwenty, Checked ofTen) {
        return new Governed(10, List.of(rung(20, ofTwenty), rung(10, ofTen)));
    }

    private static Rung rung(int items, Checked tally) {
        return new Rung(items, tally, Checked.NONE, Evidence.NONE, Evidence.NONE);
    }

    private double gauge(String name) {
        return registry.get(name).tag("task", "mood").gauge().value();
    }

    @Test
    void agreement_is_that_of_the_size_of_now_beyond_what_the_model_disagrees_with_itself() {
        meters.known(KEY, governed(new Checked(0, 90, 0, 0), new Checked(88, 9, 3, 0)), 0.95);

        assertThat(gauge("sheaf.guard.agreement")).isEqualTo(0.94);
        assertThat(gauge("sheaf.guard.bound")).isEqualTo(0.95);
    }

    @Test
    void tenants_with_a_task_of_the_same_name_have_figures_of_their_own() {
        meters.size(KEY, 20);
        meters.size(new Key("another", KEY.task(), KEY.version(), KEY.model()), 5);

        assertThat(registry.get("sheaf.guard.size")
                        .tag("tenant", KEY.tenant())
                        .gauge()
                        .value())
                .isEqualTo(20);
        assertThat(registry.get("sheaf.guard.size")
                        .tag("tenant", "another")
                        .gauge()
                        .value())
                .isEqualTo(5);
    }

    @Test
    void of_a_few_checks_nothing_is_said() {
        meters.known(KEY, governed(Checked.NONE, new Checked(40, 9, 0, 0)), 0.95);

        assertThat(gauge("sheaf.guard.agreement")).isNaN();
    }
}
