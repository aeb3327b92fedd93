package dev.sheaf.openai;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.ProxyOptions;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** The HTTP client for files, set up as the REST client sets up its own where nothing else is configured. */
final class FileClient {
    private static final int IDLE_CONNECTION_SECONDS = 30;
    /** Never what holds a file up: how many travel at once is their callers' to say. */
    private static final int CONNECTIONS = 1_000;

    private FileClient() {}

    /** Over HTTP/1.1, where each file has a connection for itself and none waits for another's window. */
    static HttpClient of(Vertx vertx, OpenAiConfig config) {
        return of(vertx, config, CONNECTIONS);
    }

    /** As many at once, each on a connection of its own. */
    static HttpClient of(Vertx vertx, OpenAiConfig config, int connections) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setMaxPoolSize(connections)
                .setKeepAliveTimeout(IDLE_CONNECTION_SECONDS);
        boolean trustAll = ConfigProvider.getConfig()
                .getOptionalValue("quarkus.tls.trust-all", Boolean.class)
                .orElse(false);
        if (trustAll) {
            options.setTrustAll(true).setVerifyHost(false);
        }
        throughProxy(options, String.valueOf(config.baseUrl().getScheme()));
        return vertx.createHttpClient(options);
    }

    /** By the virtual machine's own properties. */
    private static void throughProxy(HttpClientOptions options, String scheme) {
        @Nullable String host = System.getProperty(scheme + ".proxyHost");
        if (host != null && !host.isBlank()) {
            int port = Integer.getInteger(scheme + ".proxyPort", scheme.equals("https") ? 443 : 80);
            options.setProxyOptions(new ProxyOptions().setHost(host).setPort(port));
            String direct = System.getProperty(scheme + ".nonProxyHosts", "localhost|127.*|[::1]");
            options.setNonProxyHosts(List.of(direct.split("\\|")));
        }
    }
}
