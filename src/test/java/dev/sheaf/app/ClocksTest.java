package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.scheduler.Scheduler;
import io.quarkus.scheduler.Trigger;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** What nobody calls but the clock is easily lost without anybody's noticing. */
@QuarkusTest
@WithTestResource(ServiceResource.class)
class ClocksTest {

    @Inject
    Scheduler scheduler;

    @Test
    void what_has_to_be_done_again_and_again_is_scheduled() {
        assertThat(scheduler.isRunning()).isTrue();
        assertThat(scheduler.getScheduledJobs())
                .extracting(Trigger::getMethodDescription)
                .extracting(method -> method.replaceFirst("^dev\\.sheaf\\.app\\.", ""))
                .containsExactlyInAnyOrder(
                        "BulkClock#tick",
                        "BulkClock#sweep",
                        "BulkClock#endOrWake",
                        "RetentionClock#purge",
                        "FileClock#sweep",
                        "KeyClock#write",
                        "Sharing#renew",
                        "BacklogMeters#look",
                        "Bounds#sweep");
    }
}
