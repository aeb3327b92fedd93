package dev.sheaf.openai;

import dev.sheaf.model.Relay.Passage;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where relayed requests go, what they carry besides their own, and which of a reply's headers are worth keeping. */
final class RelayWire {
    private static final Set<String> HANDED_ON = Set.of(
            "content-type",
            "content-disposition",
            "content-language",
            "retry-after",
            "retry-after-ms",
            "x-should-retry",
            "x-request-id",
            "apim-request-id");
    private static final String RATES = "x-ratelimit-";

    private final HttpClient client;
    private final URI base;
    private final boolean tls;
    private final int port;
    private final String path;
    private final Map<String, String> credentials;

    /**
     * @param base of the wire; its query is kept
     * @param credentials headers that every request carries
     */
    RelayWire(HttpClient client, URI base, Map<String, String> credentials) {
        this.client = client;
        this.base = base;
        this.tls = "https".equalsIgnoreCase(base.getScheme());
        this.port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
        this.path = base.getRawPath() == null ? "" : base.getRawPath().replaceFirst("/+$", "");
        this.credentials = Map.copyOf(credentials);
    }

    /** A request on a connection, not yet sent. */
    Future<HttpClientRequest> open(Passage passage) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(passage.method()))
                .setHost(base.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(uri(passage.path()));
        return client.request(options).map(request -> dress(request, passage));
    }

    private HttpClientRequest dress(HttpClientRequest request, Passage passage) {
        MultiMap headers = request.headers();
        passage.headers().forEach(headers::set);
        headers.set("User-Agent", "sheaf");
        // the bytes as they are, for the usage is read from them
        headers.set("Accept-Encoding", "identity");
        credentials.forEach(headers::set);
        return request;
    }

    private String uri(String behind) {
        String address = path + behind;
        if (base.getRawQuery() == null) {
            return address;
        }
        return address + (behind.indexOf('?') < 0 ? '?' : '&') + base.getRawQuery();
    }

    /** By their names in lower case; cookies and what concerns the connection stay here. */
    static Map<String, String> headers(HttpClientResponse response) {
        Map<String, String> kept = new HashMap<>();
        response.headers().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (isHandedOn(lower)) {
                kept.putIfAbsent(lower, value.strip());
            }
        });
        return kept;
    }

    private static boolean isHandedOn(String name) {
        return HANDED_ON.contains(name) || name.startsWith(RATES) || name.startsWith("openai-");
    }
}
