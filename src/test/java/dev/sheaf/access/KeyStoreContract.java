package dev.sheaf.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.access.KeyStore.Held;
import dev.sheaf.cost.Money;
import io.smallrye.mutiny.Uni;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Keys, wherever they are kept. */
public abstract class KeyStoreContract {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Instant THEN = Instant.parse("2026-11-22T01:00:00.123456Z");
    private static final SecureRandom CHANCE = new SecureRandom();

    private static final Limits LIMITS = new Limits(60, null, Money.of("2.5"));

    /** Of its own for each test: a database is shared. */
    private final String tenant = "t" + UUID.randomUUID();

    protected abstract KeyStore store();

    /** As erasing does. */
    protected abstract void close(String tenant);

    private static <T> T await(Uni<T> asked) {
        return asked.await().atMost(BOUND);
    }

    private Held held(String name, Instant made, Role... roles) {
        KeyText text = KeyText.draw(CHANCE::nextInt);
        return new Held(new ApiKey(text.id(), tenant, name, Set.of(roles), LIMITS, made, null), Digest.of(text.text()));
    }

    private Held added(String name, Instant made) {
        Held held = held(name, made, Role.READ);
        await(store().add(held));
        return held;
    }

    @Test
    void what_was_never_added_is_not_there() {
        assertThat(await(store().find("nothingThere"))).isEmpty();
        assertThat(await(store().list(tenant, null, 10))).isEmpty();
    }

    @Test
    void a_key_is_found_as_it_was_added() {
        Held held = held("for the shop", THEN, Role.ASK, Role.RUN);
        await(store().add(held));

        assertThat(await(store().find(held.key().id()))).contains(held);
        assertThat(await(store().any())).isTrue();
    }

    @Test
    void a_revoked_key_is_still_there_and_was_revoked_once() {
        Held held = added("", THEN);

        assertThat(await(store().revoke(tenant, held.key().id(), THEN.plusSeconds(1))))
                .isTrue();
        assertThat(await(store().revoke(tenant, held.key().id(), THEN.plusSeconds(9))))
                .isTrue();

        assertThat(await(store().find(held.key().id())).orElseThrow().key().revokedAt())
                .isEqualTo(THEN.plusSeconds(1));
        assertThat(await(store().any())).isTrue();
    }

    @Test
    void a_tenant_that_was_closed_is_so_until_it_has_a_new_key() {
        added("", THEN);
        assertThat(await(store().isClosed(tenant))).isFalse();
        close(tenant);
        assertThat(await(store().isClosed(tenant))).isTrue();
        assertThat(await(store().isClosed("other-" + tenant))).isFalse();

        added("again", THEN);

        assertThat(await(store().isClosed(tenant))).isFalse();
    }

    @Test
    void another_tenants_key_cannot_be_revoked_and_is_not_listed() {
        Held held = added("", THEN);

        assertThat(await(store().revoke("other", held.key().id(), THEN))).isFalse();
        assertThat(await(store().find(held.key().id())).orElseThrow().key().revokedAt())
                .isNull();
        assertThat(await(store().list("other-" + tenant.substring(0, 20), null, 10)))
                .isEmpty();
    }

    @Test
    void whoever_sees_to_all_tenants_revokes_any_key_and_lists_it() {
        Held held = added("", Instant.now().plusSeconds(3_600));

        assertThat(await(store().list(null, null, 1_000)))
                .extracting(ApiKey::id)
                .contains(held.key().id());
        assertThat(await(store().revoke(null, held.key().id(), THEN))).isTrue();
        assertThat(await(store().revoke(null, "nothingThere", THEN))).isFalse();
    }

    @Test
    void keys_are_listed_in_pages_with_the_newest_first() {
        List<Held> keys = List.of(added("1", THEN), added("2", THEN.plusSeconds(1)), added("3", THEN.plusSeconds(2)));

        assertThat(await(store().list(tenant, null, 2)))
                .extracting(ApiKey::name)
                .containsExactly("3", "2");
        assertThat(await(store().list(tenant, keys.get(1).key().id(), 2)))
                .extracting(ApiKey::name)
                .containsExactly("1");
        assertThat(await(store().list(tenant, "nothingThere", 2))).isEmpty();
    }
}
