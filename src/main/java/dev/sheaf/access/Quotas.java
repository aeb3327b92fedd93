package dev.sheaf.access;

import dev.sheaf.access.KeyDays.Taken;
import dev.sheaf.cost.Money;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds keys to their limits. Of the requests a minute each replica gives out its part, by the number of those that live.
 * What counts by the day is counted here, and written and read again every second in one statement, so that no call costs
 * a query; a replica knows what the others gave out a second ago. A key that was not used for some seconds is looked up
 * before it is used again.
 */
public final class Quotas {
    private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

    private final KeyDays days;
    private final IntSupplier replicas;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Map<String, Rate> rates = new HashMap<>();
    private final Map<Day, KeyUse> uses = new LinkedHashMap<>();
    private final AtomicReference<@Nullable Uni<Void>> writing = new AtomicReference<>();

    private record Day(LocalDate date, String key) {}

    /**
     * @param replicas how many live, this one included
     * @param nanos a clock as {@link System#nanoTime}
     */
    public Quotas(KeyDays days, IntSupplier replicas, InstantSource clock, LongSupplier nanos) {
        this.days = days;
        this.replicas = replicas;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** Lets a request in; fails with {@link LimitReached} where its key has no room for it. */
    public Uni<Void> enter(Caller caller) {
        String key = caller.key();
        if (key == null || caller.limits().equals(Limits.NONE)) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom().deferred(() -> {
            takeRequest(key, caller.limits().requestsPerMinute());
            return caller.limits().isByDay()
                    ? known(caller, key)
                    : Uni.createFrom().voidItem();
        });
    }

    private synchronized void takeRequest(String key, @Nullable Integer perMinute) {
        if (perMinute == null) {
            return;
        }
        long now = nanos.getAsLong();
        double share = (double) perMinute / Math.max(1, replicas.getAsInt());
        long wait = rates.computeIfAbsent(key, fresh -> new Rate(now)).take(share, now);
        if (wait > 0) {
            throw new LimitReached(perMinute + " requests a minute", Duration.ofNanos(wait));
        }
    }

    /** What was looked up just now is enough; else a look, after the one that is under way and may not have it. */
    private Uni<Void> known(Caller caller, String key) {
        return isKnown(caller, key)
                ? Uni.createFrom().voidItem()
                : write().chain(() -> isKnown(caller, key) ? Uni.createFrom().voidItem() : write());
    }

    private synchronized boolean isKnown(Caller caller, String key) {
        return use(caller, key).isKnownSince(nanos.getAsLong() - FRESH_NANOS);
    }

    private KeyUse use(Caller caller, String key) {
        return uses.computeIfAbsent(new Day(today(), key), first -> new KeyUse(caller.tenant(), key))
                .used(nanos.getAsLong());
    }

    /**
     * Takes items that are going to be asked about.
     *
     * @throws LimitReached where there is no room for them, or for what they cost; none of them is taken then
     */
    public synchronized void take(Caller caller, long items) {
        check(caller, items);
        took(caller, items);
    }

    /**
     * Whether there is room for so many items, and for what they cost.
     *
     * @throws LimitReached where not
     */
    public synchronized void check(Caller caller, long items) {
        checkMoney(caller);
        if (items > itemsLeft(caller)) {
            throw ofDay(caller.limits().itemsPerDay() + " items a day");
        }
    }

    /** Notes items that are being asked about. */
    public synchronized void took(Caller caller, long items) {
        String key = caller.key();
        if (key != null && caller.limits().itemsPerDay() != null) {
            use(caller, key).take(items, Money.ZERO);
        }
    }

    /** Items that were taken, and that nothing was begun of: room for others again. */
    public synchronized void giveBack(Caller caller, long items) {
        String key = caller.key();
        if (key != null && caller.limits().itemsPerDay() != null) {
            uses.computeIfPresent(new Day(today(), key), (day, use) -> use.giveBack(items));
        }
    }

    /** Items that the caller may still ask about today. */
    public synchronized long itemsLeft(Caller caller) {
        String key = caller.key();
        Long most = caller.limits().itemsPerDay();
        return key == null || most == null
                ? Long.MAX_VALUE
                : Math.max(0, most - use(caller, key).items());
    }

    /**
     * Whether anything more may be bought. What is under way then is paid for all the same.
     *
     * @throws LimitReached where not
     */
    public synchronized void checkMoney(Caller caller) {
        String key = caller.key();
        Money most = caller.limits().usdPerDay();
        if (key != null && most != null && use(caller, key).usd().compareTo(most) >= 0) {
            throw ofDay("calls for " + most + " a day");
        }
    }

    /** A file has more rows than the caller may still ask about today. */
    public LimitReached tooMany(Caller caller) {
        return ofDay(caller.limits().itemsPerDay() + " items a day, which the file is beyond");
    }

    /** Notes what something of the caller's cost; jobs book theirs by themselves. */
    public synchronized void spent(Caller caller, Optional<Money> cost) {
        String key = caller.key();
        if (key != null && caller.limits().usdPerDay() != null && cost.isPresent()) {
            use(caller, key).take(0, cost.get());
        }
    }

    private LimitReached ofDay(String limit) {
        Instant tomorrow = today().plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        return new LimitReached(limit, Duration.between(clock.instant(), tomorrow));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** Writes what was taken and reads what others took, together with whoever is at it already. */
    public Uni<Void> write() {
        return Uni.createFrom().deferred(() -> {
            Uni<Void> mine = all().memoize().indefinitely();
            Uni<Void> others = writing.compareAndExchange(null, mine);
            return others == null ? mine : others;
        });
    }

    private Uni<Void> all() {
        return Multi.createFrom()
                .items(() -> byDay().entrySet().stream())
                .onItem()
                .transformToUniAndConcatenate(
                        day -> days.add(day.getKey(), day.getValue()).invoke(all -> written(day.getKey(), all)))
                .collect()
                .last()
                .replaceWithVoid()
                .onTermination()
                .invoke(() -> writing.set(null));
    }

    /** What was not used for a while is forgotten, once it is written. */
    private synchronized Map<LocalDate, List<Taken>> byDay() {
        long now = nanos.getAsLong();
        rates.values().removeIf(rate -> rate.isFull(now));
        uses.values().removeIf(use -> use.isWritten() && !use.isUsedSince(now - FRESH_NANOS));
        Map<LocalDate, List<Taken>> byDay = new LinkedHashMap<>();
        uses.forEach((day, use) ->
                byDay.computeIfAbsent(day.date, first -> new ArrayList<>()).add(use.write()));
        return byDay;
    }

    private synchronized void written(LocalDate date, List<Taken> all) {
        long now = nanos.getAsLong();
        all.forEach(taken -> uses.computeIfPresent(new Day(date, taken.key()), (day, use) -> use.written(taken, now)));
    }
}
