package dev.sheaf.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TokensTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final String ISSUER = "https://issuer.test/";
    private static final Caller BY_KEY = new Caller("keys");

    private final SigningKey one = SigningKey.rsa("one");
    private final List<JsonObject> set = new ArrayList<>(List.of(one.published()));
    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private boolean broken;

    private record Config(String tenantClaim, String rolesClaim, Optional<String> audience) implements TokenConfig {
        @Override
        public Optional<String> issuer() {
            return Optional.of(ISSUER);
        }

        @Override
        public Optional<URI> jwks() {
            return Optional.empty();
        }

        @Override
        public Duration leeway() {
            return Duration.ofSeconds(30);
        }
    }

    private final Set<String> erased = new HashSet<>();
    private final Keys tokens = tokens(new Config("tenant", "roles", Optional.of("sheaf")));

    private Keys tokens(TokenConfig config) {
        return new Tokens(
                (key, local) -> Uni.createFrom().item(Optional.of(BY_KEY)),
                tenant -> Uni.createFrom().item(erased.contains(tenant)),
                config,
                VERTX,
                this::fetch,
                nanos::get);
    }

    private Uni<JsonObject> fetch() {
        return Uni.createFrom().item(() -> {
            fetches.incrementAndGet();
            if (broken) {
                throw new IllegalStateException("the issuer is away");
            }
            return new JsonObject().put("keys", new JsonArray(new ArrayList<>(set)));
        });
    }

    @Test
    void a_token_of_a_tenant_that_was_erased_lets_nobody_in() {
        String token = one.sign(claims());
        assertThat(ask(token)).isPresent();
        erased.add("shop");

        assertThat(ask(token)).isEmpty();
    }

    @AfterAll
    static void end() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private static JsonObject claims() {
        return new JsonObject()
                .put("iss", ISSUER)
                .put("aud", "sheaf")
                .put("sub", "somebody")
                .put("exp", System.currentTimeMillis() / 1_000 + 300)
                .put("tenant", "shop")
                .put("roles", new JsonArray().add("ask").add("read").add("offline_access"));
    }

    private Optional<Caller> ask(String token) {
        return ask(tokens, token);
    }

    private static Optional<Caller> ask(Keys keys, String token) {
        return keys.caller(token, true).await().atMost(Duration.ofSeconds(30));
    }

    @Test
    void a_token_lets_in_whom_it_names_in_the_roles_that_it_names() {
        assertThat(ask(one.sign(claims()))).contains(new Caller("shop", Set.of(Role.ASK, Role.READ), null));
    }

    @Test
    void what_is_no_token_is_looked_at_as_a_key() {
        assertThat(ask("sheaf_abc")).contains(BY_KEY);
        assertThat(ask("")).contains(BY_KEY);
        assertThat(fetches).hasValue(0);
    }

    @Test
    void a_token_that_is_not_whole_or_not_of_the_issuer_lets_nobody_in() {
        String good = one.sign(claims());
        String[] parts = good.split("\\.");
        String bare = SigningKey.part(new JsonObject().put("alg", "none").put("kid", "one"));
        SigningKey twin = SigningKey.rsa("one");

        assertThat(List.of(
                        twin.sign(claims()),
                        bare + "." + parts[1] + ".",
                        bare + "." + parts[1],
                        parts[0] + "." + SigningKey.part(claims().put("tenant", "other")) + "." + parts[2],
                        parts[0] + "." + parts[1] + ".",
                        parts[0] + "." + parts[1],
                        parts[0],
                        "eyJ",
                        "eyJ..",
                        good + ".more"))
                .allSatisfy(token -> assertThat(ask(token)).as(token).isEmpty());
    }

    @Test
    void a_public_key_is_no_secret_to_sign_with() {
        SigningKey shared = SigningKey.secret("one", one.published().toString());

        assertThat(ask(shared.sign(claims()))).isEmpty();
        set.add(shared.published());
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(ask(shared.sign(claims()))).isEmpty();
    }

    @Test
    void claims_that_are_not_as_expected_let_nobody_in() {
        long now = System.currentTimeMillis() / 1_000;
        assertThat(List.of(
                        claims().put("iss", "https://another.test/"),
                        claims().put("aud", "another"),
                        claims().put("exp", now - 60),
                        claims().put("nbf", now + 600),
                        without("exp"),
                        without("iss"),
                        without("aud"),
                        without("tenant"),
                        claims().put("tenant", "No Tenant"),
                        claims().put("tenant", 5)))
                .allSatisfy(wrong ->
                        assertThat(ask(one.sign(wrong))).as(wrong.encode()).isEmpty());
    }

    private static JsonObject without(String claim) {
        JsonObject claims = claims();
        claims.remove(claim);
        return claims;
    }

    @Test
    void a_token_without_roles_may_nothing() {
        assertThat(ask(one.sign(without("roles")))).contains(new Caller("shop", Set.of(), null));
    }

    @Test
    void claims_are_found_by_their_paths_and_roles_in_words() {
        Keys nested = tokens(new Config("https://a.b/tenant", "realm_access.roles", Optional.empty()));
        JsonObject claims = without("tenant")
                .put("https://a.b/tenant", "shop")
                .put("realm_access", new JsonObject().put("roles", "run admin openid"));

        assertThat(ask(nested, one.sign(claims))).contains(new Caller("shop", Set.of(Role.RUN, Role.ADMIN), null));
    }

    @Test
    void the_issuer_is_asked_once_and_again_for_a_key_that_is_new() {
        for (int i = 0; i < 100; i++) {
            assertThat(ask(one.sign(claims()))).isPresent();
        }
        assertThat(fetches).hasValue(1);
        SigningKey two = SigningKey.ec("two");
        set.add(two.published());
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());

        assertThat(ask(two.sign(claims()))).isPresent();
        assertThat(ask(one.sign(claims()))).isPresent();
        assertThat(fetches).hasValue(2);
    }

    @Test
    void tokens_of_keys_that_nobody_knows_have_the_issuer_asked_now_and_then_only() {
        for (int i = 0; i < 100; i++) {
            assertThat(ask(SigningKey.ec("made-up").sign(claims()))).isEmpty();
        }
        assertThat(fetches).hasValue(1);
    }

    @Test
    void while_the_issuer_is_away_the_keys_that_are_known_hold() {
        assertThat(ask(one.sign(claims()))).isPresent();
        broken = true;
        nanos.addAndGet(Duration.ofHours(1).toNanos());

        assertThat(ask(one.sign(claims()))).isPresent();
        assertThat(fetches).hasValue(2);
    }

    @Test
    void a_key_that_was_taken_back_signs_nothing_after_the_next_look() {
        assertThat(ask(one.sign(claims()))).isPresent();
        set.clear();
        nanos.addAndGet(Duration.ofMinutes(11).toNanos());

        assertThat(ask(one.sign(claims()))).isEmpty();
    }
}
