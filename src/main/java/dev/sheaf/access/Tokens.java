package dev.sheaf.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tokens of an OpenID provider beside keys: whom they name as a tenant, and in which roles, is let in as such. */
public final class Tokens implements Keys {
    private static final String BEGIN = "eyJ"; // {" in Base64

    private final Keys others;
    private final Function<String, Uni<Boolean>> erased;
    private final TokenIssuer issuer;
    private final String tenantClaim;
    private final String rolesClaim;

    /**
     * @param others who looks at what is no token
     * @param erased whether a tenant was erased: its tokens are not taken any more
     * @param set the issuer's public keys as they are now
     * @param nanos a clock as {@link System#nanoTime}
     */
    public Tokens(
            Keys others,
            Function<String, Uni<Boolean>> erased,
            TokenConfig config,
            Vertx vertx,
            Supplier<Uni<JsonObject>> set,
            LongSupplier nanos) {
        this.others = others;
        this.erased = erased;
        this.tenantClaim = config.tenantClaim();
        this.rolesClaim = config.rolesClaim();
        JWTOptions expected = new JWTOptions()
                .setIssuer(config.issuer().orElseThrow())
                .setLeeway(Math.toIntExact(config.leeway().toSeconds()));
        config.audience().ifPresent(expected::addAudience);
        this.issuer = new TokenIssuer(vertx, set, expected, nanos);
    }

    @Override
    public Uni<Optional<Caller>> caller(String key, boolean local) {
        return key.startsWith(BEGIN)
                ? issuer.claims(key).chain(found -> found.flatMap(this::caller)
                        .map(this::unlessErased)
                        .orElse(Uni.createFrom().item(Optional.empty())))
                : others.caller(key, local);
    }

    private Uni<Optional<Caller>> unlessErased(Caller caller) {
        return erased.apply(caller.tenant()).map(gone -> gone ? Optional.empty() : Optional.of(caller));
    }

    private Optional<Caller> caller(JsonObject claims) {
        return Optional.ofNullable(claim(claims, tenantClaim))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(Tenant::isValid)
                .map(tenant -> new Caller(tenant, roles(claim(claims, rolesClaim)), null));
    }

    private static Set<Role> roles(@Nullable Object claim) {
        Stream<String> words = claim instanceof JsonArray all
                ? all.stream().filter(String.class::isInstance).map(String.class::cast)
                : claim instanceof String text ? Arrays.stream(text.split(" ")) : Stream.empty();
        Set<Role> roles = EnumSet.noneOf(Role.class);
        words.map(Role::of).flatMap(Optional::stream).forEach(roles::add);
        return roles;
    }

    /** By its name as it is, which may have dots, and else as a path. */
    private static @Nullable Object claim(JsonObject claims, String name) {
        Object whole = claims.getValue(name);
        int dot = name.indexOf('.');
        if (whole != null || dot < 0) {
            return whole;
        }
        return claims.getValue(name.substring(0, dot)) instanceof JsonObject inner
                ? claim(inner, name.substring(dot + 1))
                : null;
    }
}
