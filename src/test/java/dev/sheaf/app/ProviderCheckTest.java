package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.openai.OpenAiConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderCheckTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.closeAndAwait();
    }

    @Test
    void a_provider_that_listens_is_reachable() throws IOException {
        try (ServerSocket provider = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            assertReachable("http://127.0.0.1:" + provider.getLocalPort() + "/v1", true);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:9/v1", "http://nobody.invalid/v1", "https://nobody.invalid:1/v1"})
    void one_that_cannot_be_reached_takes_nobody_out_of_service(String address) {
        assertReachable(address, false);
    }

    private void assertReachable(String address, boolean expected) {
        OpenAiConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withDefaultValues(Map.of("sheaf.openai.base-url", address))
                .withMapping(OpenAiConfig.class)
                .build()
                .getConfigMapping(OpenAiConfig.class);
        HealthCheckResponse response =
                new ProviderCheck(config, vertx).call().await().atMost(Duration.ofSeconds(30));

        assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(response.getData()).isEqualTo(Optional.of(Map.of("reachable", expected)));
    }
}
