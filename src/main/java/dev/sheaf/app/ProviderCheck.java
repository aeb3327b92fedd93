package dev.sheaf.app;

import dev.sheaf.openai.OpenAiConfig;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.net.NetClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.net.NetClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Says whether the provider can be reached. Informative only: an outage there is no reason to take replicas out here. */
@Readiness
@ApplicationScoped
class ProviderCheck implements AsyncHealthCheck {
    private static final int CONNECT_MILLIS = 1_000;
    private static final Duration REMEMBERED = Duration.ofSeconds(10);

    private final Uni<Boolean> reachable;

    ProviderCheck(OpenAiConfig config, Vertx vertx) {
        URI address = config.baseUrl();
        NetClient client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS));
        this.reachable = client.connect(port(address), address.getHost())
                .call(socket -> socket.close())
                .replaceWith(true)
                .onFailure()
                .recoverWithItem(false)
                .memoize()
                .atLeast(REMEMBERED);
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return reachable.map(answer -> HealthCheckResponse.named("provider")
                .up()
                .withData("reachable", answer)
                .build());
    }

    private static int port(URI address) {
        int usual = "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
        return address.getPort() < 0 ? usual : address.getPort();
    }
}
