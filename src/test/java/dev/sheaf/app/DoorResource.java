package dev.sheaf.app;

import com.sun.net.httpserver.HttpServer;
import dev.sheaf.access.SigningKey;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager.TestInjector.MatchesType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** As {@link KeyedResource}, but of a service that takes tokens, too, and ticks without
 * a key, and has a port of its own for what is managed. */
public class DoorResource extends KeyedResource {
    public static final String PROVIDER_KEY = "sk-not-to-be-seen-5271903846";

    private final SigningKey key = SigningKey.rsa("tests");
    private @Nullable HttpServer issuer;

    /** Where tokens come from. */
    public record Issuer(String address, SigningKey key) {
        String token(String tenant, String... roles) {
            JsonArray words = new JsonArray();
            for (String role : roles) {
                words.add(role);
            }
            return key.sign(new JsonObject()
                    .put("iss", address)
                    .put("aud", "sheaf")
                    .put("exp", System.currentTimeMillis() / 1_000 + 600)
                    .put("tenant", tenant)
                    .put("roles", words));
        }
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> properties = super.start();
        HttpServer started = issuer();
        issuer = started;
        properties.put("sheaf.access.oidc.issuer", address(started));
        properties.put("sheaf.access.oidc.audience", "sheaf");
        properties.put("sheaf.http.management-port", "0");
        properties.put("sheaf.events.ticks-without-key", "true");
        properties.put("sheaf.openai.api-key", PROVIDER_KEY);
        return properties;
    }

    private HttpServer issuer() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            JsonObject discovery =
                    new JsonObject().put("issuer", address(server)).put("jwks_uri", address(server) + "/keys");
            serve(server, "/.well-known/openid-configuration", discovery);
            serve(server, "/keys", new JsonObject().put("keys", new JsonArray().add(key.published())));
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void serve(HttpServer server, String path, JsonObject document) {
        byte[] body = document.encode().getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private static String address(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void inject(TestInjector injector) {
        super.inject(injector);
        if (issuer != null) {
            injector.injectIntoFields(new Issuer(address(issuer), key), new MatchesType(Issuer.class));
        }
    }

    @Override
    public void stop() {
        super.stop();
        if (issuer != null) {
            issuer.stop(0);
        }
    }
}
