package dev.sheaf.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private static final Duration FRESHNESS = Duration.ofSeconds(10);
    private static final Locksmith SMITH = new Locksmith(new SecureRandom()::nextInt, Clock.systemUTC());
    private static final String OPERATORS = "0123456789abcdef0123456789abcdef";

    private final MemoryKeys store = new MemoryKeys();
    private final AtomicLong nanos = new AtomicLong();
    private final KeyRing ring = ring(Optional.empty(), 100);

    private KeyRing ring(Optional<Digest> operator, int most) {
        return new KeyRing(store, operator, new KeyRing.Cache(FRESHNESS, most), nanos::get);
    }

    private Locksmith.Made made(String tenant, Role... roles) {
        Locksmith.Made made = SMITH.make(new Locksmith.Wish(tenant, "", Set.of(roles), Limits.NONE));
        store.add(made.held()).await().indefinitely();
        return made;
    }

    private void revoke(Locksmith.Made made) {
        store.revoke(null, made.text().id(), Instant.EPOCH).await().indefinitely();
    }

    private static @Nullable Caller ask(KeyRing ring, String key, boolean local) {
        return ring.caller(key, local).await().indefinitely().orElse(null);
    }

    private void wait(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void a_key_lets_its_holder_in_from_anywhere_with_its_tenant_and_roles() {
        Locksmith.Made made = made("shop", Role.ASK, Role.READ);

        assertThat(ask(ring, made.text().text(), false))
                .isEqualTo(new Caller(
                        "shop", Set.of(Role.ASK, Role.READ), made.text().id()));
    }

    @Test
    void that_a_tenant_was_erased_is_heard_within_the_caches_time() {
        assertThat(ring.isErased("shop").await().indefinitely()).isFalse();
        store.closed.add("shop");
        assertThat(ring.isErased("shop").await().indefinitely()).isFalse();
        wait(FRESHNESS);

        assertThat(ring.isErased("shop").await().indefinitely()).isTrue();
    }

    @Test
    void who_knows_only_the_visible_part_stays_out() {
        String text = made("shop", Role.ADMIN).text().text();
        char last = text.charAt(text.length() - 1);
        String nearly = text.substring(0, text.length() - 1) + (last == 'x' ? 'y' : 'x');

        assertThat(List.of(nearly, text.substring(0, 18), text + "x", "Bearer " + text, ""))
                .allSatisfy(wrong -> assertThat(ask(ring, wrong, true)).isNull());
    }

    @Test
    void without_any_key_this_machine_needs_none_and_others_stay_out() {
        assertThat(ask(ring, "", true)).isEqualTo(new Caller(Caller.DEFAULT_TENANT));
        assertThat(ask(ring, "whatever", true)).isEqualTo(new Caller(Caller.DEFAULT_TENANT));
        assertThat(ask(ring, "whatever", false)).isNull();
    }

    @Test
    void the_first_key_closes_the_service_within_the_caches_time_and_for_good() {
        assertThat(ask(ring, "", true)).isNotNull();
        Locksmith.Made first = made("shop", Role.ADMIN);
        wait(FRESHNESS);
        assertThat(ask(ring, "", true)).isNull();

        revoke(first);
        wait(FRESHNESS);
        assertThat(ask(ring, "", true)).isNull();
        assertThat(ask(ring(Optional.empty(), 100), "", true)).isNull();
    }

    @Test
    void a_revoked_key_stops_working_within_the_caches_time() {
        Locksmith.Made made = made("shop", Role.ADMIN);
        assertThat(ask(ring, made.text().text(), true)).isNotNull();
        revoke(made);
        wait(FRESHNESS.minusNanos(1));
        assertThat(ask(ring, made.text().text(), true)).isNotNull();

        wait(Duration.ofNanos(1));
        assertThat(ask(ring, made.text().text(), true)).isNull();
    }

    @Test
    void a_key_is_looked_up_once_while_it_is_fresh() {
        String text = made("shop", Role.ASK).text().text();
        for (int i = 0; i < 1_000; i++) {
            assertThat(ask(ring, text, false)).isNotNull();
        }
        assertThat(store.looks).hasValue(1);
    }

    @Test
    void keys_that_do_not_exist_take_no_room() {
        made("shop", Role.ASK);
        Looks<String> looks = new Looks<>(id -> Uni.createFrom().item(Optional.empty()), FRESHNESS, 2, nanos::get);
        for (int i = 0; i < 100; i++) {
            looks.find("id" + i).await().indefinitely();
        }
        assertThat(looks.size()).isZero();
    }

    @Test
    void no_more_keys_are_kept_than_allowed_and_all_of_them_work() {
        KeyRing small = ring(Optional.empty(), 2);
        List<String> texts = IntStream.range(0, 5)
                .mapToObj(i -> made("shop", Role.ASK).text().text())
                .toList();
        texts.forEach(text -> assertThat(ask(small, text, false)).isNotNull());
        int before = store.looks.get();

        texts.forEach(text -> assertThat(ask(small, text, false)).isNotNull());

        assertThat(store.looks.get() - before).isEqualTo(3);
    }

    @Test
    void a_look_that_failed_is_not_kept() {
        var broken = new AtomicBoolean(true);
        Looks<String> looks = new Looks<>(
                id -> broken.get()
                        ? Uni.createFrom().failure(new IllegalStateException("no database"))
                        : Uni.createFrom().item(Optional.of(id)),
                FRESHNESS,
                2,
                nanos::get);
        assertThat(looks.find("a").onFailure().recoverWithNull().await().indefinitely())
                .isNull();
        broken.set(false);

        assertThat(looks.find("a").await().indefinitely()).contains("a");
    }

    @Test
    void the_operators_own_key_needs_no_table_and_closes_the_service() {
        KeyRing closed = ring(Optional.of(Digest.of(OPERATORS)), 100);

        assertThat(ask(closed, OPERATORS, false)).matches(Caller::isOperator);
        assertThat(ask(closed, OPERATORS.replace('f', 'e'), true)).isNull();
        assertThat(ask(closed, "", true)).isNull();
        assertThat(store.looks).hasValue(0);
    }

    @Test
    void no_text_of_any_of_these_holds_the_secret() {
        Locksmith.Made made = made("shop", Role.ASK);
        String secret = made.text().text().substring(19);

        assertThat(made.toString() + new Knock(made.text().text(), true, Optional.empty()))
                .doesNotContain(secret);
        assertThat(made.text().text()).matches("sheaf_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}");
    }
}
