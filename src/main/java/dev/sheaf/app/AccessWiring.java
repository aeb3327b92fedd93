package dev.sheaf.app;

import dev.sheaf.access.AccessConfig;
import dev.sheaf.access.Digest;
import dev.sheaf.access.KeyRing;
import dev.sheaf.access.KeyStore;
import dev.sheaf.access.Keys;
import dev.sheaf.access.Locksmith;
import dev.sheaf.access.Quotas;
import dev.sheaf.access.TenantData;
import dev.sheaf.access.TokenConfig;
import dev.sheaf.access.Tokens;
import dev.sheaf.cli.Programs.Refused;
import dev.sheaf.openai.SharedLimits;
import dev.sheaf.store.StoredKeyDays;
import dev.sheaf.store.StoredKeys;
import dev.sheaf.store.StoredTenants;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/** Puts together who may do what. */
@ApplicationScoped
class AccessWiring {
    /** What is shorter could be guessed: it is held by one round of SHA-256. */
    private static final int SHORTEST = 32;

    @Produces
    @Singleton
    KeyStore keyStore(Instance<Pool> pool) {
        return new StoredKeys(pool::get);
    }

    @Produces
    @Singleton
    @Startup // a key that cannot be used stops the start
    @Typed(KeyRing.class)
    KeyRing keyRing(KeyStore store, AccessConfig config, TokenConfig tokens) {
        var cache = new KeyRing.Cache(config.keyFreshness(), config.keysKept());
        KeyRing ring = new KeyRing(store, operator(config), cache, System::nanoTime);
        return tokens.issuer().isEmpty() ? ring : ring.closed();
    }

    @Produces
    @Singleton
    Keys keys(KeyRing ring, TokenConfig tokens, Vertx vertx) {
        return tokens.issuer().isEmpty()
                ? ring
                : new Tokens(ring, ring::isErased, tokens, vertx, new KeySet(vertx, tokens), System::nanoTime);
    }

    @Produces
    @Singleton
    Quotas quotas(Instance<Pool> pool, SharedLimits limits, Clock clock) {
        return new Quotas(new StoredKeyDays(pool::get), limits::sharers, clock, System::nanoTime);
    }

    @Produces
    @Singleton
    TenantData tenants(Instance<Pool> pool, AccessConfig config) {
        return new StoredTenants(pool::get, config.keyFreshness());
    }

    @Produces
    @Singleton
    Locksmith locksmith(Clock clock) {
        return smith(clock);
    }

    static Locksmith smith(Clock clock) {
        return new Locksmith(new SecureRandom()::nextInt, clock);
    }

    static Optional<Digest> operator(AccessConfig config) {
        return config.adminKey()
                .or(() -> config.adminKeyFile().map(AccessWiring::firstLine))
                .map(String::strip)
                .map(AccessWiring::longEnough)
                .map(Digest::of);
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new Refused("SHEAF_ADMIN_KEY_FILE cannot be read: " + file + ".");
        }
    }

    private static String longEnough(String key) {
        if (key.length() < SHORTEST) {
            throw new Refused("SHEAF_ADMIN_KEY is too short to be safe: it takes " + SHORTEST
                    + " characters or more, drawn by chance, as from `openssl rand -hex 32`.");
        }
        return key;
    }
}
