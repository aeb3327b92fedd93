package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.Claim;
import dev.sheaf.model.Priority;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every gate, over seeds: random limits, arrivals, durations, 429s and callers who hang up. */
class RateGateLawsTest {
    private static final RateHeaders SILENT =
            new RateHeaders(new RateHeaders.Limit(null, null, null), new RateHeaders.Limit(null, null, null));

    static LongStream seeds() {
        double share = Double.parseDouble(System.getProperty("sheaf.proof.share", "0.1"));
        return LongStream.range(0, Math.max(20, Math.round(2_000 * share)));
    }

    /** One random day at the gate. */
    private static final class World {
        final Random random;
        final VirtualTime time = new VirtualTime();
        final int concurrency;
        final long requestsPerMinute;
        final long tokensPerMinute;
        final RateGate gate;

        final List<Going> goings = new ArrayList<>();
        final Deque<Call> waiting = new ArrayDeque<>();
        final List<String> broken = new ArrayList<>();
        final Map<Priority, Map<String, Set<String>>> turnsSince = new HashMap<>();
        int came;
        int ended;
        int hungUp;
        int underWay;
        int refusedByProvider;

        record Call(int number, Claim claim) {}

        record Going(long at, int tokens) {}

        World(long seed) {
            random = new Random(seed);
            concurrency = 1 + random.nextInt(6);
            requestsPerMinute = random.nextBoolean() ? 0 : 10 + random.nextInt(600);
            tokensPerMinute = random.nextBoolean() ? 0 : 1_000 + random.nextInt(50_000);
            gate = new RateGate(
                    new RateGate.Limits(concurrency, requestsPerMinute, tokensPerMinute, Duration.ofMinutes(2)), time);
        }

        void run(int calls) {
            for (int i = 0; i < calls; i++) {
                int number = i;
                time.after(Duration.ofMillis(random.nextInt(30_000)), () -> come(number));
            }
            time.passAll();
        }

        void come(int number) {
            Priority priority = Priority.values()[random.nextInt(3)];
            String group = "g" + random.nextInt(4);
            Call call = new Call(number, new Claim(random.nextInt(3_000), priority, group));
            came++;
            waiting.add(call);
            Cancellable caller = gate.admit(call.claim(), permit -> go(call, permit))
                    .subscribe()
                    .with(item -> ended++);
            if (random.nextInt(5) == 0) {
                time.after(Duration.ofMillis(random.nextInt(5_000)), () -> hangUp(call, caller));
            }
        }

        void hangUp(Call call, Cancellable caller) {
            if (waiting.remove(call)) {
                hungUp++;
                forgetTurn(call.claim());
            }
            caller.cancel();
        }

        // a group whose last one hung up has left; when it comes back it stands at the end
        void forgetTurn(Claim claim) {
            boolean stillThere = waiting.stream()
                    .anyMatch(other -> other.claim().priority() == claim.priority()
                            && other.claim().group().equals(claim.group()));
            if (!stillThere) {
                turnsSince
                        .getOrDefault(claim.priority(), Map.of())
                        .values()
                        .forEach(groups -> groups.remove(claim.group()));
            }
        }

        Uni<Integer> go(Call call, Permit permit) {
            checkOrder(call);
            waiting.remove(call);
            goings.add(new Going(time.nanos(), call.claim().tokens()));
            underWay++;
            if (underWay > concurrency) {
                broken.add("too many under way");
            }
            boolean refuse = random.nextInt(40) == 0;
            boolean[] over = {false};
            return time.pause(Duration.ofMillis(1 + random.nextInt(2_000)))
                    .onItem()
                    .invoke(() -> say(permit, refuse))
                    .replaceWith(1)
                    .onTermination()
                    .invoke((item, failure, cancelled) -> {
                        underWay--;
                        if (cancelled && !over[0]) {
                            hungUp++;
                        }
                        over[0] = true;
                    });
        }

        void say(Permit permit, boolean refuse) {
            if (refuse) {
                refusedByProvider++;
                permit.limited(SILENT, random.nextBoolean() ? null : Duration.ofMillis(random.nextInt(5_000)));
            } else {
                permit.heard(SILENT);
            }
        }

        void checkOrder(Call going) {
            for (Call other : waiting) {
                if (other.claim().priority().compareTo(going.claim().priority()) < 0) {
                    broken.add(going + " went before the higher " + other);
                }
                boolean same = other.claim().priority() == going.claim().priority()
                        && other.claim().group().equals(going.claim().group());
                if (same && indexOf(other) < indexOf(going)) {
                    broken.add(going + " overtook " + other);
                }
            }
            checkTurn(going);
        }

        // a group that goes twice while another of its class waits all the time has taken the other's turn
        void checkTurn(Call going) {
            Map<String, Set<String>> since =
                    turnsSince.computeIfAbsent(going.claim().priority(), priority -> new HashMap<>());
            Set<String> waitingNow = new HashSet<>();
            for (Call other : waiting) {
                if (other.claim().priority() == going.claim().priority()) {
                    waitingNow.add(other.claim().group());
                }
            }
            since.values().forEach(groups -> groups.retainAll(waitingNow));
            since.values().forEach(groups -> groups.remove(going.claim().group()));
            Set<String> passedOver = since.getOrDefault(going.claim().group(), Set.of());
            if (!passedOver.isEmpty()) {
                broken.add(going + " took the turn of " + passedOver);
            }
            Set<String> others = new HashSet<>(waitingNow);
            others.remove(going.claim().group());
            since.put(going.claim().group(), others);
        }

        int indexOf(Call call) {
            return List.copyOf(waiting).indexOf(call);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void order_turns_and_concurrency_hold_and_nobody_waits_for_ever(long seed) {
        World world = new World(seed);
        world.run(120);

        assertThat(world.broken).isEmpty();
        assertThat(world.ended + world.hungUp).isEqualTo(world.came).isEqualTo(120);
        assertThat(world.gate.inFlight()).isZero();
        assertThat(world.underWay).isZero();
        for (Priority priority : Priority.values()) {
            assertThat(world.gate.waiting(priority)).isZero();
        }
        assertThat(world.time.timers()).isZero();
        assertThat(world.gate.limited()).isEqualTo(world.refusedByProvider);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void no_window_sees_more_than_the_limit_and_its_refill(long seed) {
        World world = new World(seed);
        world.run(120);

        for (int from = 0; from < world.goings.size(); from++) {
            long tokens = 0;
            for (int to = from; to < world.goings.size(); to++) {
                long nanos = world.goings.get(to).at() - world.goings.get(from).at();
                double minutes = nanos / 60e9;
                int last = world.goings.get(to).tokens();
                tokens += last;
                if (world.requestsPerMinute > 0) {
                    assertThat(to - from + 1 - 1e-3).isLessThanOrEqualTo(world.requestsPerMinute * (1 + minutes));
                }
                if (world.tokensPerMinute > 0) {
                    // one call larger than the whole limit goes on a full bucket
                    double over = Math.max(0, last - world.tokensPerMinute);
                    assertThat(tokens - over - 1e-3).isLessThanOrEqualTo(world.tokensPerMinute * (1 + minutes));
                }
            }
        }
    }

    /** The provider's own count of a limit, as it tells it in its headers. */
    private static final class ProvidersBucket {
        final long limit;
        final VirtualTime time;
        double level;
        long at;

        ProvidersBucket(long limit, VirtualTime time) {
            this.limit = limit;
            this.time = time;
            this.level = limit;
            this.at = time.nanos();
        }

        boolean take(double amount) {
            level = Math.min(limit, level + limit / 60e9 * (time.nanos() - at));
            at = time.nanos();
            boolean enough = level >= amount - 1e-3;
            if (enough) {
                level -= amount;
            }
            return enough;
        }

        RateHeaders.Limit told() {
            long remaining = (long) Math.floor(level);
            return new RateHeaders.Limit(
                    limit, Math.max(0, remaining), Duration.ofNanos((long) ((limit - level) / limit * 60e9)));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_provider_that_tells_its_limits_is_never_overrun_even_with_others_on_the_key(long seed) {
        Random random = new Random(seed);
        VirtualTime time = new VirtualTime();
        RateGate gate = new RateGate(new RateGate.Limits(1 + random.nextInt(20), 0, 0, Duration.ofMinutes(2)), time);
        ProvidersBucket requests = new ProvidersBucket(20 + random.nextInt(200), time);
        ProvidersBucket tokens = new ProvidersBucket(20_000 + random.nextInt(50_000), time);
        int[] count = {0, 0};
        for (int i = 0; i < 200; i++) {
            Claim claim = new Claim(random.nextInt(2_000), Priority.BULK, "g");
            // the first teaches, then come the many
            Duration when = Duration.ofMillis(i == 0 ? 0 : 5_000 + random.nextInt(30_000));
            time.after(when, () -> gate.admit(claim, permit -> {
                        boolean refused = !requests.take(1) | !tokens.take(claim.tokens());
                        count[0] += refused ? 1 : 0;
                        RateHeaders told = new RateHeaders(requests.told(), tokens.told());
                        return time.pause(Duration.ofMillis(1 + random.nextInt(4_000)))
                                .onItem()
                                .invoke(() -> permit.heard(told));
                    })
                    .subscribe()
                    .with(item -> count[1]++));
        }
        time.passAll();

        assertThat(count[0]).as("refused by the provider").isZero();
        assertThat(count[1]).as("answered").isEqualTo(200);
    }
}
