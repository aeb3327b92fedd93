package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.access.AccessConfig;
import dev.sheaf.bulk.BulkConfig;
import dev.sheaf.bulk.IngestConfig;
import dev.sheaf.events.EventsConfig;
import dev.sheaf.gateway.GatewayConfig;
import dev.sheaf.online.OnlineConfig;
import dev.sheaf.openai.OpenAiConfig;
import dev.sheaf.rest.RestConfig;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every setting has a bound, and what is out of bounds is told by its name. */
class ConfigBoundsTest {

    @Test
    void the_defaults_are_within_their_bounds() {
        assertThat(config(Map.of()).getConfigMapping(RestConfig.class).maxItems())
                .isEqualTo(1_000);
    }

    @ParameterizedTest
    @CsvSource({
        "sheaf.api.max-items,             0,      1",
        "sheaf.api.max-items,             100001, 100000",
        "sheaf.api.max-item-length,       0,      1",
        "sheaf.api.max-item-length,       10000001, 10000000",
        "sheaf.api.patience,              PT0S,   1 milli",
        "sheaf.api.patience,              -PT1S,  1 milli",
        "sheaf.api.patience,              PT25H,  24 hours",
        "sheaf.api.max-patience,          PT0S,   1 milli",
        "sheaf.api.max-patience,          PT25H,  24 hours",
        "sheaf.api.max-body,              1000,   1024",
        "sheaf.api.max-upload,            1023,   1024",
        "sheaf.api.watch-interval,        PT0.001S, 10 milli",
        "sheaf.api.watch-interval,        PT2H,   1 hour",
        "sheaf.gateway.max-file,          1023,   1024",
        "sheaf.gateway.max-file,          1073741825, 1073741824",
        "sheaf.gateway.max-body,          1023,   1024",
        "sheaf.gateway.max-body,          2G,     1073741824",
        "sheaf.gateway.patience,          PT0S,   1 milli",
        "sheaf.gateway.patience,          PT25H,  24 hours",
        "sheaf.gateway.max-conversations, 0,      1",
        "sheaf.gateway.max-conversations, 100001, 100000",
        "sheaf.gateway.conversations-in-flight, 0, 1",
        "sheaf.gateway.conversations-in-flight, 10001, 10000",
        "sheaf.gateway.models-freshness,  -PT1S,  0",
        "sheaf.gateway.models-freshness,  PT25H,  24 hours",
        "sheaf.ingest.uploads,            0,      1",
        "sheaf.ingest.uploads,            1001,   1000",
        "sheaf.ingest.retry-after,        PT0.5S, 1 second",
        "sheaf.ingest.retry-after,        PT2H,   1 hour",
        "sheaf.ingest.bad-share,          -0.1,   0",
        "sheaf.ingest.bad-share,          1.1,    1",
        "sheaf.ingest.idle,               PT0.001S, 10 milli",
        "sheaf.ingest.idle,               PT25H,  24 hours",
        "sheaf.tasks.model,               ' ',    blank",
        "sheaf.tasks.max-tokens,          99,     100",
        "sheaf.tasks.max-tokens,          10000001, 10000000",
        "sheaf.tasks.max-output-tokens,   9,      10",
        "sheaf.tasks.max-output-tokens,   1000001, 1000000",
        "sheaf.tasks.max-wait,            -PT1S,  0",
        "sheaf.tasks.max-wait,            PT61S,  1 minute",
        "sheaf.tasks.lonely-rounds,       0,      1",
        "sheaf.tasks.lonely-rounds,       21,     20",
        "sheaf.online.queue-items,        0,      1",
        "sheaf.online.queue-items,        10000001, 10000000",
        "sheaf.online.packs-in-flight,    0,      1",
        "sheaf.online.packs-in-flight,    10001,  10000",
        "sheaf.online.retry-after,        PT0.5S, 1 second",
        "sheaf.online.retry-after,        PT2H,   1 hour",
        "sheaf.online.idle,               PT0S,   1 second",
        "sheaf.online.idle,               P31D,   30 days",
        "sheaf.online.task-freshness,     -PT1S,  0",
        "sheaf.online.task-freshness,     PT2H,   1 hour",
        "sheaf.openai.timeout,            PT0S,   10 milli",
        "sheaf.openai.batch-timeout,      PT0S,   10 milli",
        "sheaf.openai.batch-timeout,      PT2H,   1 hour",
        "sheaf.openai.output-expires-after, PT59M, 1 hour",
        "sheaf.openai.output-expires-after, P31D,  30 days",
        "sheaf.openai.concurrency,        0,      1",
        "sheaf.openai.requests-per-minute, 0,     1",
        "sheaf.openai.share-renewal,      PT0.5S, 1 second",
        "sheaf.openai.share-renewal,      PT2M,   1 minute",
        "sheaf.openai.retries,            -1,     0",
        "sheaf.bulk.every,                 PT0.9S, 1 second",
        "sheaf.bulk.every,                 PT2H,   1 hour",
        "sheaf.bulk.lease,                 PT0.5S, 1 second",
        "sheaf.bulk.lease,                 PT2H,   1 hour",
        "sheaf.bulk.poll,                  PT0.01S, 100 milli",
        "sheaf.bulk.poll,                  PT2H,   1 hour",
        "sheaf.bulk.settling,              PT0.01S, 100 milli",
        "sheaf.bulk.settling,              PT2H,   1 hour",
        "sheaf.bulk.retry-pause,           PT0.01S, 50 milli",
        "sheaf.bulk.retry-pause,           PT2H,   1 hour",
        "sheaf.bulk.queue-pause,           PT0.01S, 50 milli",
        "sheaf.bulk.queue-pause,           PT2H,   1 hour",
        "sheaf.bulk.overflow-pause,        PT0.01S, 50 milli",
        "sheaf.bulk.overflow-pause,        PT7H,   6 hours",
        "sheaf.bulk.max-requests,          0,      1",
        "sheaf.bulk.max-requests,          1000001, 1000000",
        "sheaf.bulk.max-bytes,             9999,   10000",
        "sheaf.bulk.max-bytes,             10000000001, 10000000000",
        "sheaf.bulk.enqueued-tokens.gpt-4o-mini, 0,      1",
        "sheaf.bulk.deadline-margin,       PT0S,   1 second",
        "sheaf.bulk.deadline-margin,       PT25H,  24 hours",
        "sheaf.bulk.auto-items,            -1,     0",
        "sheaf.bulk.auto-items,            10000001, 10000000",
        "sheaf.bulk.online-requests,       0,      1",
        "sheaf.bulk.online-requests,       10001,  10000",
        "sheaf.bulk.online-concurrency,    0,      1",
        "sheaf.bulk.online-concurrency,    1001,   1000",
        "sheaf.bulk.tries,                 0,      1",
        "sheaf.bulk.tries,                 101,    100",
        "sheaf.bulk.steps,                 0,      1",
        "sheaf.bulk.steps,                 101,    100",
        "sheaf.bulk.spool-bytes,           999999, 1000000",
        "sheaf.bulk.spool-bytes,           1000000000001, 1000000000000",
        "sheaf.http.head-time,             PT0.5S, 1 second",
        "sheaf.http.head-time,             PT2H,   1 hour",
        "sheaf.http.body-window,           PT9S,   10 seconds",
        "sheaf.http.body-window,           PT2H,   1 hour",
        "sheaf.guard.share,                -0.01,  0",
        "sheaf.guard.share,                1.01,   1",
        "sheaf.guard.spend,                -0.01,  0",
        "sheaf.guard.spend,                100.1,  100",
        "sheaf.guard.tokens-per-day,       -1,     0",
        "sheaf.guard.tokens-per-day,       1000000000001, 1000000000000",
        "sheaf.audit.concurrency,          0,      1",
        "sheaf.audit.concurrency,          257,    256",
        "sheaf.audit.at-once,              0,      1",
        "sheaf.audit.at-once,              101,    100",
        "sheaf.audit.hold,                 PT4S,   5 seconds",
        "sheaf.audit.hold,                 PT2H,   1 hour",
        "sheaf.retention.items,            PT59S,  1 minute",
        "sheaf.retention.items,            P36501D, 36500 days",
        "sheaf.retention.files,            PT59S,  1 minute",
        "sheaf.retention.files,            P36501D, 36500 days",
        "sheaf.retention.known-answers,    PT59S,  1 minute",
        "sheaf.retention.known-answers,    P36501D, 36500 days",
        "sheaf.retention.audits,           PT59S,  1 minute",
        "sheaf.retention.audits,           P36501D, 36500 days",
        "sheaf.retention.calls,            P1D,    2 days",
        "sheaf.retention.calls,            P36501D, 36500 days",
        "sheaf.retention.events,           PT59S,  1 minute",
        "sheaf.retention.events,           P36501D, 36500 days",
        "sheaf.access.key-freshness,       -PT1S,  0",
        "sheaf.access.key-freshness,       PT11M,  10 minutes",
        "sheaf.access.keys-kept,           0,      1",
        "sheaf.access.keys-kept,           1000001, 1000000",
        "sheaf.events.tick,                -PT1S,  0",
        "sheaf.events.tick,                PT16M,  15 minutes",
        "sheaf.events.hook,                -PT1S,  0",
        "sheaf.events.hook,                PT2M,   1 minute",
        "sheaf.events.callback-timeout,    PT0.01S, 100 milli",
        "sheaf.events.callback-timeout,    PT2M,   1 minute",
        "sheaf.events.callback-patience,   -PT1S,  0",
        "sheaf.events.callback-patience,   P31D,   30 days",
    })
    void what_is_out_of_bounds_is_refused_by_its_name_and_bound(String property, String value, String bound) {
        assertThatThrownBy(() -> config(Map.of(property, value)))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(property)
                .hasMessageContaining(bound);
    }

    @Test
    void everything_that_is_out_of_bounds_is_told_at_once() {
        assertThatThrownBy(() -> config(Map.of("sheaf.api.max-items", "0", "sheaf.online.queue-items", "0")))
                .hasMessageContaining("sheaf.api.max-items")
                .hasMessageContaining("sheaf.online.queue-items");
    }

    private static SmallRyeConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withDefaultValues(settings)
                .withValidator(new BeanValidationConfigValidatorImpl())
                .withMapping(RestConfig.class)
                .withMapping(GatewayConfig.class)
                .withMapping(IngestConfig.class)
                .withMapping(TaskConfig.class)
                .withMapping(OnlineConfig.class)
                .withMapping(OpenAiConfig.class)
                .withMapping(BulkConfig.class)
                .withMapping(DoorConfig.class)
                .withMapping(GuardConfig.class)
                .withMapping(AuditConfig.class)
                .withMapping(RetentionConfig.class)
                .withMapping(AccessConfig.class)
                .withMapping(EventsConfig.class)
                .build();
    }
}
