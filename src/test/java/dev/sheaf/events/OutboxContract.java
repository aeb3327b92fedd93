package dev.sheaf.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.events.Outbox.Letter;
import dev.sheaf.events.Outbox.Outcome;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every outbox does. */
public abstract class OutboxContract {
    protected static final String ADDRESS = "https://hooks.example.com/a?b=c";
    protected static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int MANY = 1_000;

    /** Of its own for each test: a database is shared. */
    protected final String tenant = "t" + UUID.randomUUID();

    protected final String job = "job_" + UUID.randomUUID();

    /** As this replica sees it. */
    protected abstract Outbox outbox(String replica);

    /** Ends the job, whose caller wants to be told at {@link #ADDRESS}. */
    protected abstract void end(String state);

    /** Puts so many events of a job of another tenant there, that are due by now. */
    protected abstract void put(String tenant, int events);

    /** Lets so much time pass. */
    protected abstract void pass(Duration time);

    protected static <T> T await(Uni<T> asked) {
        return asked.await().atMost(BOUND);
    }

    /** Of this test's tenant only. */
    protected List<Parcel> claimed(Outbox outbox) {
        List<Parcel> all = new ArrayList<>();
        await(outbox.claim(MANY, MANY, Set.of())).forEach(parcel -> {
            if (parcel.tenant().equals(tenant)) {
                all.add(parcel);
            } else {
                await(outbox.release(parcel, Duration.ofDays(1)));
            }
        });
        return all;
    }

    private Parcel one(Outbox outbox) {
        List<Parcel> claimed = claimed(outbox);
        assertThat(claimed).hasSize(1);
        return claimed.get(0);
    }

    private Letter letter() {
        return await(outbox("any").of(tenant, job)).orElseThrow().events().get(0);
    }

    @Test
    void an_event_is_claimed_as_it_was_put_and_by_one_replica() {
        end("completed");

        Parcel parcel = one(outbox("a"));

        assertThat(parcel.id()).startsWith("evt_");
        assertThat(parcel.job()).isEqualTo(job);
        assertThat(parcel.type()).isEqualTo("dev.sheaf.job.completed");
        assertThat(parcel.address()).isEqualTo(ADDRESS);
        assertThat(parcel.data()).contains(job);
        assertThat(parcel.attempts()).isZero();
        assertThat(claimed(outbox("b"))).isEmpty();
        assertThat(claimed(outbox("a"))).isEmpty();
    }

    @Test
    void tenants_take_turns_and_none_has_more_under_way_than_it_may() {
        Outbox outbox = outbox("a");
        claimed(outbox("b")); // what was left by others
        String busy = "busy" + UUID.randomUUID();
        String calm = "calm" + UUID.randomUUID();
        put(busy, 6);
        put(calm, 1);

        List<Parcel> first = await(outbox.claim(2, 3, Set.of()));
        assertThat(first).extracting(Parcel::tenant).containsExactlyInAnyOrder(busy, calm);
        Set<String> underWay = first.stream().map(Parcel::id).collect(Collectors.toSet());
        List<Parcel> second = await(outbox.claim(MANY, 3, underWay));
        assertThat(second).extracting(Parcel::tenant).containsExactly(busy, busy);
        second.forEach(parcel -> underWay.add(parcel.id()));

        assertThat(await(outbox.claim(MANY, 3, underWay))).isEmpty();
        assertThat(await(outbox("c").claim(MANY, 3, Set.of()))).hasSize(3);
    }

    @Test
    void what_is_under_way_is_not_claimed_again_even_after_its_lease() {
        end("completed");
        Outbox outbox = outbox("a");
        Parcel parcel = one(outbox);
        pass(LEASE.plusSeconds(1));

        assertThat(await(outbox.claim(MANY, MANY, Set.of(parcel.id()))))
                .extracting(Parcel::id)
                .doesNotContain(parcel.id());
        assertThat(one(outbox("b")).id()).isEqualTo(parcel.id());
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"DELIVERED", "GIVEN_UP"})
    void what_is_over_is_never_claimed_again(Outcome outcome) {
        end("failed");
        Outbox outbox = outbox("a");
        Parcel parcel = one(outbox);

        assertThat(await(outbox.tried(parcel, outcome, "status 204"))).isTrue();
        await(outbox.release(parcel, Duration.ZERO));
        pass(LEASE.plusDays(2));

        assertThat(claimed(outbox)).isEmpty();
        Letter letter = letter();
        assertThat(letter.state()).isEqualTo(outcome.word());
        assertThat(letter.type()).isEqualTo("dev.sheaf.job.failed");
        assertThat(letter.attempts()).isEqualTo(1);
        assertThat(letter.said()).isEqualTo("status 204");
        assertThat(letter.dueAt()).isNull();
    }

    @Test
    void what_failed_comes_again_after_its_pause_under_the_same_id() {
        end("completed");
        Outbox outbox = outbox("a");
        Parcel parcel = one(outbox);
        await(outbox.tried(parcel, Outcome.AGAIN, "status 500"));
        assertThat(await(outbox.release(parcel, Duration.ofMinutes(10)))).isEqualTo(Duration.ofMinutes(10));

        assertThat(claimed(outbox)).isEmpty();
        assertThat(letter().state()).isEqualTo("waiting");
        assertThat(letter().dueAt()).isNotNull();
        pass(Duration.ofMinutes(11));

        Parcel again = one(outbox("b"));
        assertThat(again.id()).isEqualTo(parcel.id());
        assertThat(again.attempts()).isEqualTo(1);
        assertThat(again.createdAt()).isBeforeOrEqualTo(parcel.createdAt());
    }

    @Test
    void whoever_lost_its_lease_writes_nothing_down() {
        end("completed");
        Outbox slow = outbox("a");
        Parcel parcel = one(slow);
        pass(LEASE.plusSeconds(1));
        Parcel taken = one(outbox("b"));

        assertThat(await(slow.renew(parcel))).isFalse();
        assertThat(await(slow.tried(parcel, Outcome.GIVEN_UP, "status 500"))).isFalse();
        await(slow.release(parcel, Duration.ZERO));

        assertThat(claimed(outbox("c"))).isEmpty();
        assertThat(await(outbox("b").tried(taken, Outcome.DELIVERED, "status 204")))
                .isTrue();
        assertThat(letter().attempts()).isEqualTo(1);
    }

    @Test
    void a_lease_that_is_renewed_holds() {
        end("completed");
        Outbox outbox = outbox("a");
        Parcel parcel = one(outbox);
        pass(LEASE.minusSeconds(10));

        assertThat(await(outbox.renew(parcel))).isTrue();
        pass(LEASE.minusSeconds(10));

        assertThat(claimed(outbox("b"))).isEmpty();
    }

    @Test
    void it_knows_when_something_is_due() {
        end("completed");
        Outbox outbox = outbox("a");
        assertThat(await(outbox.nextDue())).contains(Duration.ZERO);
        Parcel parcel = one(outbox);

        assertThat(await(outbox.nextDue()).orElseThrow()).isBetween(Duration.ZERO, LEASE);
        await(outbox.tried(parcel, Outcome.DELIVERED, "status 204"));
    }

    @Test
    void another_tenant_sees_nothing_of_it() {
        end("completed");

        assertThat(await(outbox("a").of("t" + UUID.randomUUID(), job))).isEmpty();
        assertThat(await(outbox("a").of(tenant, job)).orElseThrow().address()).isEqualTo(ADDRESS);
        assertThat(await(outbox("a").of(tenant, "job_nobodys"))).isEmpty();
    }
}
