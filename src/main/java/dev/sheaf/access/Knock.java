package dev.sheaf.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a request shows of its caller.
 *
 * @param key what it sent as a bearer, without the scheme; empty where it sent none
 * @param local whether it came from this machine, and for nobody else
 * @param page why it may come for a web page all the same
 */
public record Knock(String key, boolean local, Optional<ForeignPage> page) {
    private static final Uni<Void> ENTERED = Uni.createFrom().voidItem();
    private static final String SCHEME = "Bearer ";
    /** Whoever is passed on by a proxy on this machine is not of it. */
    private static final List<CharSequence> PROXIED = List.of("forwarded", "x-forwarded-for", "x-real-ip");

    public static Knock of(HttpServerRequest request) {
        boolean local = isLocal(request.remoteAddress()) && PROXIED.stream().noneMatch(request.headers()::contains);
        return new Knock(key(request).orElse(""), local, ForeignPage.in(request));
    }

    /**
     * Who it is; told on the thread that asks. Fails with {@link LimitReached} where the key may not send so many requests,
     * and with {@link ForeignPage} where it is let in for being of this machine alone, and may not be.
     */
    public Uni<Optional<Caller>> answered(Keys keys, Quotas quotas) {
        Context own = Vertx.currentContext();
        Uni<Optional<Caller>> caller =
                caller(keys).call(found -> found.map(quotas::enter).orElse(ENTERED));
        return own == null ? caller : caller.emitOn(on(own));
    }

    /** Who has a key is let in from anywhere. */
    private Uni<Optional<Caller>> caller(Keys keys) {
        return local && page.isPresent()
                ? keys.caller(key, false)
                        .chain(found -> found.isPresent() ? Uni.createFrom().item(found) : withoutKey(keys))
                : keys.caller(key, local);
    }

    private Uni<Optional<Caller>> withoutKey(Keys keys) {
        return keys.caller(key, true).invoke(found -> {
            if (found.isPresent()) {
                throw page.orElseThrow();
            }
        });
    }

    /** Looks are shared between callers of several threads. */
    private static Executor on(Context own) {
        return work -> {
            if (Vertx.currentContext() == own) {
                work.run();
            } else {
                own.runOnContext(now -> work.run());
            }
        };
    }

    private static Optional<String> key(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        boolean isBearer = header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        return isBearer ? Optional.of(header.substring(SCHEME.length()).strip()) : Optional.empty();
    }

    private static boolean isLocal(@Nullable SocketAddress remote) {
        if (remote == null || remote.isDomainSocket()) {
            return remote != null;
        }
        try {
            return InetAddress.getByName(remote.hostAddress()).isLoopbackAddress(); // digits: nothing is looked up
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Knock[local=" + local + "]";
    }
}
