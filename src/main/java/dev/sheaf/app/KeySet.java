package dev.sheaf.app;

import dev.sheaf.access.TokenConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

/** Fetches the public keys of an OpenID provider. */
final class KeySet implements Supplier<Uni<JsonObject>> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LARGEST = 1 << 20;

    private final HttpClient http;
    private final TokenConfig config;

    KeySet(Vertx vertx, TokenConfig config) {
        this.http = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(1));
        this.config = config;
    }

    @Override
    public Uni<JsonObject> get() {
        Uni<URI> place =
                config.jwks().map(known -> Uni.createFrom().item(known)).orElseGet(this::discovered);
        return place.chain(this::fetch);
    }

    private Uni<URI> discovered() {
        String issuer = config.issuer().orElseThrow();
        return fetch(URI.create(issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration"))
                .map(document -> {
                    if (!issuer.equals(document.getString("issuer"))) {
                        throw new IllegalStateException("the discovery document is of another issuer");
                    }
                    return URI.create(document.getString("jwks_uri"));
                });
    }

    /** Redirects are not followed. */
    private Uni<JsonObject> fetch(URI place) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(place.toString())
                .setTimeout(PATIENCE.toMillis())
                .putHeader("Accept", "application/json");
        return Uni.createFrom()
                .completionStage(() -> http.request(request)
                        .compose(sent -> sent.send().compose(reply -> body(place, reply)))
                        .toCompletionStage())
                .ifNoItem()
                .after(PATIENCE.multipliedBy(2))
                .fail()
                .map(Buffer::toJsonObject);
    }

    private static Future<Buffer> body(URI place, HttpClientResponse reply) {
        String length = reply.getHeader("Content-Length");
        if (reply.statusCode() != 200 || length != null && Long.parseLong(length) > LARGEST) {
            reply.request().reset();
            return Future.failedFuture(new IOException(place.getHost() + " answered " + reply.statusCode()));
        }
        return reply.body();
    }
}
