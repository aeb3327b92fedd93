package dev.sheaf.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Holds tokens to the public keys of whoever issues them (RFC 7519, RFC 7517). The keys are fetched when they are first
 * needed, every so often, and where a token names one that is not known; never more often than that.
 */
final class TokenIssuer {
    private static final Logger LOG = Logger.getLogger(TokenIssuer.class);
    private static final long FRESH = Duration.ofMinutes(10).toNanos();
    /** Whoever makes tokens up shall not have the issuer asked each time. */
    private static final long PAUSE = Duration.ofSeconds(30).toNanos();
    /** A secret that signs is not public, whatever stands in the set. */
    private static final Set<String> PUBLIC = Set.of("RSA", "EC", "OKP");

    private final Vertx vertx;
    private final Supplier<Uni<JsonObject>> keys;
    private final JWTOptions expected;
    private final LongSupplier nanos;
    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();
    private final AtomicReference<@Nullable Uni<Known>> looking = new AtomicReference<>();

    private record Known(@Nullable JWTAuth verifier, Set<String> ids, long at) {}

    /**
     * @param keys the key set as it is now
     * @param expected issuer, audience and leeway
     */
    TokenIssuer(Vertx vertx, Supplier<Uni<JsonObject>> keys, JWTOptions expected, LongSupplier nanos) {
        this.vertx = vertx;
        this.keys = keys;
        this.expected = expected;
        this.nanos = nanos;
    }

    /** What it says of its bearer; empty where it is none of this issuer's, or not now. */
    Uni<Optional<JsonObject>> claims(String token) {
        String[] parts = token.split("\\.", -1);
        Optional<JsonObject> head = json(parts[0]);
        if (parts.length != 3 || head.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return keysFor(String.valueOf(head.get().getValue("kid")))
                .chain(found -> found.verifier == null
                        ? Uni.createFrom().item(Optional.<JsonObject>empty())
                        : verified(found.verifier, token, parts[1]));
    }

    private Uni<Optional<JsonObject>> verified(JWTAuth verifier, String token, String payload) {
        return Uni.createFrom()
                .completionStage(
                        () -> verifier.authenticate(new TokenCredentials(token)).toCompletionStage())
                .map(user -> json(payload).filter(claims -> claims.getValue("exp") instanceof Number))
                .onFailure()
                .recoverWithItem(Optional.empty());
    }

    private Uni<Known> keysFor(String id) {
        Known now = known.get();
        long age = now == null ? Long.MAX_VALUE : nanos.getAsLong() - now.at;
        boolean isGood = now != null && (age < PAUSE || age < FRESH && now.ids.contains(id));
        return isGood ? Uni.createFrom().item(now) : look();
    }

    /** Callers at the same time share it. What cannot be had leaves what is known for a while. */
    private Uni<Known> look() {
        return Uni.createFrom().deferred(() -> {
            Uni<Known> mine = fetched().memoize().indefinitely();
            Uni<Known> others = looking.compareAndExchange(null, mine);
            return others == null ? mine : others;
        });
    }

    private Uni<Known> fetched() {
        return Uni.createFrom()
                .deferred(keys::get)
                .map(this::known)
                .onFailure()
                .invoke(failure -> LOG.warnf("The keys of the tokens' issuer cannot be had: %s", failure.toString()))
                .onFailure()
                .recoverWithItem(this::asBefore)
                .invoke(known::set)
                .onTermination()
                .invoke(() -> looking.set(null));
    }

    private Known asBefore() {
        Known before = known.get();
        return before == null
                ? new Known(null, Set.of(), nanos.getAsLong())
                : new Known(before.verifier, before.ids, nanos.getAsLong());
    }

    private Known known(JsonObject set) {
        JWTAuthOptions options = new JWTAuthOptions().setJWTOptions(expected);
        Set<String> ids = new HashSet<>();
        for (Object key : set.getJsonArray("keys", new JsonArray())) {
            JsonObject jwk = (JsonObject) key;
            if (PUBLIC.contains(jwk.getString("kty")) && !"enc".equals(jwk.getString("use"))) {
                options.addJwk(jwk);
                ids.add(String.valueOf(jwk.getValue("kid")));
            }
        }
        return new Known(ids.isEmpty() ? null : JWTAuth.create(vertx, options), Set.copyOf(ids), nanos.getAsLong());
    }

    private static Optional<JsonObject> json(String part) {
        try {
            return Optional.of(
                    new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(part))));
        } catch (RuntimeException notJson) {
            return Optional.empty();
        }
    }
}
