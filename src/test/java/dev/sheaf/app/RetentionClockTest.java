package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.store.StoredRetention;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetentionClockTest {

    @Test
    void each_age_is_that_of_its_setting() {
        Map<String, String> days = Map.of(
                "sheaf.retention.items", "PT48H",
                "sheaf.retention.files", "PT72H",
                "sheaf.retention.known-answers", "PT96H",
                "sheaf.retention.audits", "PT120H",
                "sheaf.retention.calls", "PT144H",
                "sheaf.retention.events", "PT168H");
        RetentionConfig config = new SmallRyeConfigBuilder()
                .withMapping(RetentionConfig.class)
                .withDefaultValues(days)
                .build()
                .getConfigMapping(RetentionConfig.class);

        StoredRetention.Ages ages = RetentionClock.ages(config);

        assertThat(ages.items()).hasDays(2);
        assertThat(ages.files()).hasDays(3);
        assertThat(ages.knownAnswers()).hasDays(4);
        assertThat(ages.audits()).hasDays(5);
        assertThat(ages.calls()).hasDays(6);
        assertThat(ages.events()).hasDays(7);
    }
}
