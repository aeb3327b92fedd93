package dev.sheaf.cost;

import dev.sheaf.cost.Cap.Scope;
import dev.sheaf.cost.Caps.Spending;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds calls that are asked now to the caps of the day. Knows what was spent at its last look into the database, what was
 * booked here since, and what is under way here; what other replicas have booked since their last look it does not. A ledger,
 * so that no call is booked past it.
 */
public final class DayCaps implements Ledger, DayRoom {
    private final Ledger ledger;
    private final Caps caps;
    private final Supplier<Uni<Void>> written;
    private final InstantSource clock;
    private Map<Key, Spending> seen = Map.of();
    private LocalDate day = LocalDate.EPOCH;
    /** Booked here, and not yet in what was seen. */
    private final Map<Key, Money> booked = new HashMap<>();
    /** Admitted here and not yet over. */
    private final Map<Key, Money> held = new HashMap<>();

    private record Key(String tenant, Scope scope, String name) {}

    /** @param written has all that was booked written, before it is read */
    public DayCaps(Ledger ledger, Caps caps, Supplier<Uni<Void>> written, InstantSource clock) {
        this.ledger = ledger;
        this.caps = caps;
        this.written = written;
        this.clock = clock;
    }

    /** What a request may come to, until it is over. */
    @FunctionalInterface
    public interface Hold {
        Hold NONE = () -> {};

        /** It is over; may be said twice. */
        void release();
    }

    @Override
    public synchronized void book(Entry entry) {
        ledger.book(entry);
        entry.bill().cost().ifPresent(cost -> capped(entry.tenant(), entry.task())
                .forEach(key -> booked.merge(key, cost, Money::plus)));
    }

    /** Whether any cap bounds a task's calls. */
    public synchronized boolean bounds(String tenant, @Nullable String task) {
        return capped(tenant, task).findAny().isPresent();
    }

    /** @param task absent: it is passed on as it stands */
    @Override
    public synchronized Hold hold(String tenant, @Nullable String task, String model, Optional<Money> expected) {
        List<Key> keys = capped(tenant, task).toList();
        for (Key key : keys) {
            Cap cap = spending(key).cap();
            if (expected.isEmpty()) {
                throw new CapReached(cap, model, untilTomorrow());
            }
            if (left(key).compareTo(expected.get()) < 0) {
                throw new CapReached(cap, untilTomorrow());
            }
        }
        return keys.isEmpty() ? Hold.NONE : held(keys, expected.orElseThrow());
    }

    private Hold held(List<Key> keys, Money amount) {
        keys.forEach(key -> held.merge(key, amount, Money::plus));
        return new Hold() {
            private boolean released;

            @Override
            public void release() {
                synchronized (DayCaps.this) {
                    if (!released) {
                        keys.forEach(key -> held.merge(key, amount, DayCaps::lessOrNone));
                    }
                    released = true;
                }
            }
        };
    }

    private static @Nullable Money lessOrNone(Money all, Money part) {
        Money rest = all.minus(part);
        return rest.isPositive() ? rest : null;
    }

    private Money left(Key key) {
        Spending spending = spending(key);
        Money left = spending.cap().most().minus(spending.reserved());
        // of a day that has begun since, nothing was seen yet
        Money spent = day.equals(today()) ? spending.spent() : Money.ZERO;
        return left.minus(spent).minus(booked.getOrDefault(key, Money.ZERO)).minus(held.getOrDefault(key, Money.ZERO));
    }

    private Spending spending(Key key) {
        Spending spending = seen.get(key);
        if (spending == null) {
            throw new IllegalStateException("no cap " + key);
        }
        return spending;
    }

    private Stream<Key> capped(String tenant, @Nullable String task) {
        if (seen.isEmpty()) {
            return Stream.empty();
        }
        Stream<Key> all =
                Stream.of(new Key(tenant, Scope.TENANT, ""), new Key(tenant, Scope.TASK, task == null ? "" : task));
        return all.filter(seen::containsKey);
    }

    /** Looks again. What is booked meanwhile is counted until the look after it. */
    public Uni<Void> look() {
        return Uni.createFrom().deferred(() -> {
            Map<Key, Money> before = bookedNow();
            LocalDate looked = today();
            return written.get()
                    .chain(() -> caps.today())
                    .invoke(all -> see(all, before, looked))
                    .replaceWithVoid();
        });
    }

    private synchronized Map<Key, Money> bookedNow() {
        return Map.copyOf(booked);
    }

    private synchronized void see(List<Spending> all, Map<Key, Money> before, LocalDate looked) {
        Map<Key, Spending> now = new HashMap<>();
        all.forEach(one ->
                now.put(new Key(one.tenant(), one.cap().scope(), one.cap().name()), one));
        seen = Map.copyOf(now);
        day = looked;
        before.forEach((key, amount) -> booked.computeIfPresent(key, (same, sum) -> lessOrNone(sum, amount)));
        booked.keySet().retainAll(now.keySet());
    }

    /** What is known here of the caps and of today's spending. */
    public synchronized List<Spending> known() {
        return seen.entrySet().stream()
                .map(entry -> {
                    Spending one = entry.getValue();
                    Money here = booked.getOrDefault(entry.getKey(), Money.ZERO);
                    Money before = day.equals(today()) ? one.spent() : Money.ZERO;
                    return new Spending(one.tenant(), one.cap(), before.plus(here), one.reserved());
                })
                .toList();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private Duration untilTomorrow() {
        Instant tomorrow = today().plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        return Duration.between(clock.instant(), tomorrow);
    }
}
