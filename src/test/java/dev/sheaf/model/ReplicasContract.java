package dev.sheaf.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.Until;
import dev.sheaf.model.Replicas.Cooldown;
import dev.sheaf.model.Replicas.Seen;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What replicas see of each other, wherever that is kept. */
public abstract class ReplicasContract {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration BOUND = Duration.ofSeconds(30);

    /** Of its own for each test: a database is shared. */
    private final String credential = UUID.randomUUID().toString();

    /** Another replica of the same service. */
    protected abstract Replicas replica();

    private Seen renew(Replicas replica) {
        return await(replica.renew(credential, LONG));
    }

    private static <T> T await(Uni<T> asked) {
        return asked.await().atMost(BOUND);
    }

    @Test
    void one_who_is_alone_sees_only_itself() {
        Replicas one = replica();

        assertThat(renew(one)).isEqualTo(new Seen(1, List.of()));
        assertThat(renew(one)).isEqualTo(new Seen(1, List.of()));
    }

    @Test
    void all_who_live_are_counted() {
        Replicas one = replica();
        Replicas two = replica();
        renew(one);

        assertThat(renew(two).live()).isEqualTo(2);
        assertThat(renew(one).live()).isEqualTo(2);
    }

    @Test
    void who_asks_under_another_credential_shares_nothing() {
        Replicas other = replica();
        await(other.renew("other " + credential, LONG));
        await(other.publish("other " + credential, new Cooldown("m", LONG)));

        assertThat(renew(replica())).isEqualTo(new Seen(1, List.of()));
    }

    @Test
    void who_does_not_renew_is_gone_when_its_lease_has_run_out() {
        Replicas one = replica();
        await(replica().renew(credential, SHORT));

        Until.holds("one is alone", () -> renew(one).live() == 1);
    }

    @Test
    void who_comes_back_after_its_lease_is_counted_again() {
        Replicas one = replica();
        Replicas late = replica();
        await(late.renew(credential, SHORT));
        Until.holds("one is alone", () -> renew(one).live() == 1);

        assertThat(renew(late).live()).isEqualTo(2);
    }

    @Test
    void who_leaves_is_gone_at_once() {
        Replicas one = replica();
        Replicas two = replica();
        renew(one);
        renew(two);
        await(two.leave());

        assertThat(renew(one).live()).isEqualTo(1);
    }

    @Test
    void a_cooldown_is_heard_by_the_others_and_not_by_oneself() {
        Replicas one = replica();
        Replicas two = replica();
        await(one.publish(credential, new Cooldown("gpt-4o", Duration.ofMinutes(5))));

        assertThat(renew(one).cooldowns()).isEmpty();
        assertThat(renew(two).cooldowns()).singleElement().satisfies(cooldown -> {
            assertThat(cooldown.model()).isEqualTo("gpt-4o");
            assertThat(cooldown.left()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
        });
    }

    @Test
    void a_shorter_cooldown_does_not_end_a_longer_one() {
        Replicas one = replica();
        await(one.publish(credential, new Cooldown("m", LONG)));
        await(replica().publish(credential, new Cooldown("m", SHORT)));

        assertThat(renew(replica()).cooldowns()).singleElement().satisfies(cooldown -> assertThat(cooldown.left())
                .isGreaterThan(Duration.ofMinutes(5)));
    }

    @Test
    void a_cooldown_that_is_over_is_heard_no_more() {
        Replicas one = replica();
        await(replica().publish(credential, new Cooldown("m", SHORT)));

        Until.holds("it is over", () -> renew(one).cooldowns().isEmpty());
    }

    @Test
    void many_who_renew_at_once_all_count_all() {
        List<Replicas> all = IntStream.range(0, 12).mapToObj(i -> replica()).toList();
        for (int round = 0; round < 5; round++) {
            List<Uni<Seen>> renewals =
                    all.stream().map(one -> one.renew(credential, LONG)).toList();
            await(Uni.join().all(renewals).usingConcurrencyOf(12).andFailFast());
        }

        assertThat(all).allSatisfy(one -> assertThat(renew(one).live()).isEqualTo(12));
    }
}
