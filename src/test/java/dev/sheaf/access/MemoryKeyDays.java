package dev.sheaf.access;

import dev.sheaf.cost.Money;
import io.smallrye.mutiny.Uni;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What keys have taken, in memory. */
public final class MemoryKeyDays implements KeyDays {
    final AtomicInteger calls = new AtomicInteger();
    private final Map<String, Taken> rows = new HashMap<>();

    /** Holds nobody to anything. */
    public static Quotas unbounded() {
        return new Quotas(new MemoryKeyDays(), () -> 1, InstantSource.system(), System::nanoTime);
    }

    @Override
    public Uni<List<Taken>> add(LocalDate day, List<Taken> more) {
        return Uni.createFrom().item(() -> {
            calls.incrementAndGet();
            return more.stream().map(one -> added(day, one)).toList();
        });
    }

    private synchronized Taken added(LocalDate day, Taken one) {
        Taken before = rows.getOrDefault(day + one.key(), new Taken(one.key(), one.tenant(), 0, Money.ZERO));
        Taken now = new Taken(
                one.key(),
                one.tenant(),
                before.items() + one.items(),
                before.usd().plus(one.usd()));
        rows.put(day + one.key(), now);
        return now;
    }
}
