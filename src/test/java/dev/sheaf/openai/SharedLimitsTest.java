package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.Claim;
import dev.sheaf.model.MemoryReplicas;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Replicas;
import dev.sheaf.pack.Seeds;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replicas of one credential over virtual time. */
class SharedLimitsTest {
    private static final Duration RENEWAL = Duration.ofSeconds(3);
    private static final Duration LEASE = RENEWAL.multipliedBy(4);
    private static final HttpReply NO_HEADERS = new HttpReply(429, Map.of(), "");
    private static final String MODEL = "gpt-4o-mini";

    private final VirtualTime time = new VirtualTime();
    private final MemoryReplicas.Table table = new MemoryReplicas.Table(time::nanos);

    /** A replica with gates of its own. */
    private static final class Replica {
        final VirtualTime time;
        final Gates gates;
        final SharedLimits limits;
        final List<Long> goings = new ArrayList<>();
        int underWay;
        int mostUnderWay;
        boolean alive = true;

        Replica(VirtualTime time, RateGate.Limits configured, Replicas replicas) {
            this.time = time;
            this.gates = new Gates(() -> new RateGate(configured, time), time);
            this.limits = new SharedLimits(gates, replicas, "credential", LEASE);
        }

        /** Joins, and renews as long as it lives. */
        void live() {
            if (alive) {
                limits.renew().await().indefinitely();
                time.after(RENEWAL, this::live);
            }
        }

        void call(Duration takes, int tokens) {
            gates.of(MODEL)
                    .admit(new Claim(tokens, Priority.BULK, "job"), permit -> {
                        goings.add(time.nanos());
                        mostUnderWay = Math.max(mostUnderWay, ++underWay);
                        return time.pause(takes).invoke(() -> underWay--);
                    })
                    .subscribe()
                    .with(done -> {}, failure -> {});
        }

        void refusedFor(Duration wait) {
            gates.of(MODEL)
                    .<Void>admit(new Claim(1, Priority.ONLINE, "task"), permit -> {
                        permit.limited(RateHeaders.of(NO_HEADERS), wait);
                        return Uni.createFrom().failure(new ModelFailure.RateLimited(wait));
                    })
                    .subscribe()
                    .with(done -> {}, failure -> {});
        }
    }

    private Replica replica(String id, int concurrency, long requestsPerMinute) {
        return replica(table.replica(id), concurrency, requestsPerMinute);
    }

    private Replica replica(Replicas replicas, int concurrency, long requestsPerMinute) {
        return new Replica(
                time, new RateGate.Limits(concurrency, requestsPerMinute, 0, Duration.ofMinutes(2)), replicas);
    }

    static List<Integer> seeds() {
        return Seeds.blocks(1_000);
    }

    @ParameterizedTest(name = "seeds from {0}")
    @MethodSource("seeds")
    void replicas_together_never_exceed_the_limit(int block) {
        Seeds.each(block, seed -> {
            SharedLimitsTest world = new SharedLimitsTest();
            Random random = new Random(seed);
            int count = 2 + random.nextInt(3);
            long limit = 60 + random.nextInt(600);
            List<Replica> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(world.replica("r" + i, 1_000, limit));
            }
            // all know of all before the first call
            all.forEach(one -> one.limits.renew().await().indefinitely());
            all.forEach(Replica::live);
            for (int i = 0; i < limit; i++) {
                Replica one = all.get(random.nextInt(count));
                world.time.after(Duration.ofMillis(random.nextInt(60_000)), () -> one.call(Duration.ofMillis(1), 1));
            }
            world.time.pass(Duration.ofMinutes(10));

            assertWithin(all, limit, 0, "seed " + seed);
            assertThat(all.stream().mapToInt(one -> one.goings.size()).sum()).isEqualTo((int) limit);
        });
    }

    @ParameterizedTest(name = "seeds from {0}")
    @MethodSource("seeds")
    void who_joins_at_any_moment_costs_no_more_than_one_renewal_over_the_limit(int block) {
        Seeds.each(block, seed -> {
            SharedLimitsTest world = new SharedLimitsTest();
            Random random = new Random(seed);
            long limit = 60 + random.nextInt(600);
            Replica first = world.replica("first", 1_000, limit);
            Replica second = world.replica("second", 1_000, limit);
            first.live();
            Duration joins = Duration.ofMillis(random.nextInt(20_000));
            world.time.after(joins, second::live);
            // the worst: what was saved up is used up shortly before, and the one who joins wants as much again
            Duration[] bursts = {
                Duration.ofMillis(random.nextInt((int) joins.toMillis() + 1)),
                joins.plusMillis(1),
                joins.plusMillis(random.nextInt(30_000))
            };
            for (int i = 0; i < 3 * limit; i++) {
                Replica one = i < limit ? first : i < 2 * limit ? second : random.nextBoolean() ? first : second;
                world.time.after(bursts[(int) (i / limit)], () -> one.call(Duration.ofMillis(1), 1));
            }
            world.time.pass(Duration.ofMinutes(10));

            double late = limit / 2.0 * RENEWAL.toMillis() / 60_000;
            assertWithin(List.of(first, second), limit, late, "seed " + seed);
        });
    }

    /** No window sees more than the limit and what comes back in its time. */
    private static void assertWithin(List<Replica> all, long limit, double more, String where) {
        long[] goings = all.stream()
                .flatMap(one -> one.goings.stream())
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        for (int from = 0; from < goings.length; from++) {
            for (int to = from; to < goings.length; to++) {
                double allowed = limit * (1 + (goings[to] - goings[from]) / 60e9) + more;
                if (to - from + 1 - 1e-3 > allowed) {
                    assertThat(to - from + 1.0).as(where).isLessThanOrEqualTo(allowed);
                }
            }
        }
    }

    @Test
    void a_joining_replica_shrinks_the_others_within_one_renewal() {
        Replica first = replica("first", 8, 0);
        first.live();
        time.pass(Duration.ofSeconds(1));
        Replica second = replica("second", 8, 0);
        second.live();
        assertThat(first.gates.sharers()).isEqualTo(1);
        assertThat(second.gates.sharers()).isEqualTo(2);
        time.pass(RENEWAL);

        for (int i = 0; i < 20; i++) {
            first.call(Duration.ofSeconds(1), 1);
            second.call(Duration.ofSeconds(1), 1);
        }
        assertThat(first.mostUnderWay + second.mostUnderWay).isEqualTo(8);
    }

    @Test
    void each_may_make_one_call_however_many_they_are() {
        for (int i = 0; i < 5; i++) {
            replica("r" + i, 2, 0).live();
        }
        Replica last = replica("last", 2, 0);
        last.live();
        last.call(Duration.ofSeconds(1), 1);
        last.call(Duration.ofSeconds(1), 1);

        assertThat(last.underWay).isEqualTo(1);
    }

    @Test
    void a_dead_replicas_part_falls_to_the_others_when_its_lease_has_run_out() {
        Replica first = replica("first", 8, 0);
        Replica second = replica("second", 8, 0);
        first.live();
        second.live();
        time.pass(RENEWAL);
        second.alive = false;
        time.pass(LEASE.plus(RENEWAL).plus(RENEWAL));

        assertThat(first.gates.sharers()).isEqualTo(1);
        for (int i = 0; i < 20; i++) {
            first.call(Duration.ofSeconds(1), 1);
        }
        assertThat(first.underWay).isEqualTo(8);
    }

    @Test
    void who_leaves_leaves_its_part_at_the_next_renewal() {
        Replica first = replica("first", 8, 0);
        Replica second = replica("second", 8, 0);
        first.live();
        second.live();
        time.pass(RENEWAL);
        second.alive = false;
        second.limits.leave().await().indefinitely();
        time.pass(RENEWAL);

        assertThat(first.gates.sharers()).isEqualTo(1);
    }

    @Test
    void a_cooldown_that_one_was_told_holds_for_all_within_one_renewal_and_ends_for_all() {
        Replica first = replica("first", 8, 0);
        Replica second = replica("second", 8, 0);
        first.live();
        second.live();
        first.refusedFor(Duration.ofSeconds(20));
        time.pass(RENEWAL);
        second.call(Duration.ofSeconds(1), 1);
        assertThat(second.goings).isEmpty();
        assertThat(second.gates.coolingDown()).isOne();
        time.pass(Duration.ofSeconds(20).minus(RENEWAL).minusMillis(1));
        assertThat(second.goings).isEmpty();
        time.pass(Duration.ofMillis(1));

        assertThat(second.goings).hasSize(1);
    }

    @Test
    void a_cooldown_that_was_heard_is_not_passed_on() {
        Replica first = replica("first", 8, 0);
        Replica second = replica("second", 8, 0);
        first.live();
        second.live();
        List<String> passedOn = new ArrayList<>();
        second.gates.onCooldown((model, wait) -> passedOn.add(model));
        first.refusedFor(Duration.ofSeconds(20));
        time.pass(RENEWAL);

        assertThat(second.gates.coolingDown()).isOne();
        assertThat(passedOn).isEmpty();
    }

    @Test
    void who_cannot_reach_the_others_keeps_its_last_part() {
        boolean[] broken = {false};
        Replicas working = table.replica("first");
        Replica first = replica(
                new Replicas() {
                    @Override
                    public Uni<Seen> renew(String credential, Duration lease) {
                        if (broken[0]) {
                            throw new IllegalStateException("no database");
                        }
                        return working.renew(credential, lease);
                    }

                    @Override
                    public Uni<Void> publish(String credential, Cooldown cooldown) {
                        return Uni.createFrom().failure(new IllegalStateException("no database"));
                    }

                    @Override
                    public Uni<Void> leave() {
                        return Uni.createFrom().failure(new IllegalStateException("no database"));
                    }
                },
                8,
                0);
        replica("second", 8, 0).live();
        first.live();
        broken[0] = true;
        time.pass(Duration.ofMinutes(5));
        first.refusedFor(Duration.ofSeconds(1));
        first.limits.leave().await().indefinitely();
        assertThat(first.gates.sharers()).isEqualTo(2);
        broken[0] = false;
        time.pass(RENEWAL);

        assertThat(first.gates.sharers()).isEqualTo(2);
    }

    @Test
    void of_what_the_provider_has_left_each_takes_its_part_and_a_busy_one_gets_what_the_idle_leave() {
        Replica busy = replica("busy", 1_000, 0);
        Replica idle = replica("idle", 1_000, 0);
        busy.live();
        idle.live();
        busy.limits.renew().await().indefinitely();
        long limit = 600;
        double[] left = {limit};
        long[] at = {time.nanos()};
        int[] refused = {0};
        for (int i = 0; i < 3_000; i++) {
            busy.gates
                    .of(MODEL)
                    .admit(new Claim(1, Priority.BULK, "job"), permit -> {
                        left[0] = Math.min(limit, left[0] + limit / 60e9 * (time.nanos() - at[0]));
                        at[0] = time.nanos();
                        refused[0] += left[0] < 1 - 1e-3 ? 1 : 0;
                        left[0]--;
                        busy.goings.add(time.nanos());
                        RateHeaders said = new RateHeaders(
                                new RateHeaders.Limit(limit, (long) Math.max(0, left[0]), null),
                                new RateHeaders.Limit(null, null, null));
                        return time.pause(Duration.ofMillis(500)).invoke(() -> permit.heard(said));
                    })
                    .subscribe()
                    .with(done -> {}, failure -> {});
            time.pass(Duration.ofMillis(100));
        }

        assertThat(refused[0]).isZero();
        // ten a second were asked for and allowed: half of it would be the lot of one whose share is cut for good
        assertThat(busy.goings).hasSizeGreaterThan(2_800);
    }
}
