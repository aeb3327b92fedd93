package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.BulkConfig;
import dev.sheaf.bulk.Leases;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BulkClockTest {

    /** Jobs are woken by those who can work on them, or nobody would. */
    @ParameterizedTest
    @CsvSource({"true, 1", "false, 0"})
    void only_who_works_by_itself_ends_and_wakes_jobs(String work, int times) {
        AtomicInteger asked = new AtomicInteger();
        Leases leases = (Leases) Proxy.newProxyInstance(
                Leases.class.getClassLoader(), new Class<?>[] {Leases.class}, (self, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("endOrWake");
                    asked.incrementAndGet();
                    return Uni.createFrom().item(0);
                });
        BulkConfig config = new SmallRyeConfigBuilder()
                .withMapping(BulkConfig.class)
                .withDefaultValue("sheaf.bulk.work", work)
                .build()
                .getConfigMapping(BulkConfig.class);

        new BulkClock(null, leases, null, config, Duration.ZERO)
                .endOrWake()
                .await()
                .indefinitely();

        assertThat(asked).hasValue(times);
    }
}
