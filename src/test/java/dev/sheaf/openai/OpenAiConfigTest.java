package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.Structured;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenAiConfigTest {

    private static OpenAiConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(new HashMap<>(settings), "test", 100))
                .withMapping(OpenAiConfig.class)
                .build()
                .getConfigMapping(OpenAiConfig.class);
    }

    @Test
    void what_is_not_set_has_a_safe_default() {
        OpenAiConfig config = config(Map.of());

        assertThat(config.baseUrl()).isEqualTo(URI.create("https://api.openai.com/v1"));
        assertThat(config.apiKey()).isEmpty();
        assertThat(config.organization()).isEmpty();
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.batchTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.outputExpiresAfter()).contains(Duration.ofDays(7));
        assertThat(config.concurrency()).isEqualTo(64);
        assertThat(config.requestsPerMinute()).isEmpty();
        assertThat(config.retries()).isEqualTo(5);
        assertThat(config.maxWait()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.structured()).contains(Set.of(Structured.values()));
    }

    @Test
    void the_official_variables_mean_what_they_mean_elsewhere() {
        OpenAiConfig config = config(Map.of("OPENAI_API_KEY", "key-1", "OPENAI_BASE_URL", "http://127.0.0.1:9/v1"));

        assertThat(config.apiKey()).contains("key-1");
        assertThat(config.baseUrl()).isEqualTo(URI.create("http://127.0.0.1:9/v1"));
    }

    @Test
    void our_own_settings_go_before_the_official_variables() {
        OpenAiConfig config = config(Map.of("OPENAI_API_KEY", "key-1", "sheaf.openai.api-key", "key-2"));

        assertThat(config.apiKey()).contains("key-2");
    }

    @Test
    void what_a_server_offers_is_written_as_on_the_wire() {
        assertThat(config(Map.of("sheaf.openai.structured", "json_object,tools"))
                        .structured())
                .contains(Set.of(Structured.JSON_OBJECT, Structured.TOOLS));
    }

    @Test
    void a_server_need_not_be_told_when_outputs_expire() {
        assertThat(config(Map.of("sheaf.openai.output-expires-after", "")).outputExpiresAfter())
                .isEmpty();
    }

    @Test
    void a_server_may_offer_nothing() {
        assertThat(config(Map.of("sheaf.openai.structured", "")).structured()).isEmpty();
    }
}
