package dev.sheaf.gateway;

import dev.sheaf.gateway.Batch.State;
import dev.sheaf.model.RemoteBatch.Problem;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Batches in memory, as one of the replicas that share them has them, with a clock that a test sets. */
final class MemoryBatches implements BatchStore {
    private final Table table;
    private final String owner;
    private final Duration lease;

    MemoryBatches(Instant now, Duration lease) {
        this(new Table(now), "first", lease);
    }

    private MemoryBatches(Table table, String owner, Duration lease) {
        this.table = table;
        this.owner = owner;
        this.lease = lease;
    }

    /** The same batches for another replica. */
    MemoryBatches of(String other) {
        return new MemoryBatches(table, other, lease);
    }

    void pass(Duration time) {
        table.now = table.now.plus(time);
    }

    Instant now() {
        return table.now;
    }

    void clear() {
        table.entries.clear();
    }

    private static final class Table {
        final List<Entry> entries = new ArrayList<>();
        volatile Instant now;

        Table(Instant now) {
            this.now = now;
        }
    }

    private static final class Entry {
        Batch batch;
        Instant due;

        @Nullable
        String owner;

        @Nullable
        Instant leaseUntil;

        Entry(Batch batch, Instant due) {
            this.batch = batch;
            this.due = due;
        }

        boolean isFree(Instant now) {
            Instant until = leaseUntil;
            return until == null || until.isBefore(now);
        }

        Instant at() {
            Instant until = leaseUntil;
            return until != null && until.isAfter(due) ? until : due;
        }

        void become(State state, Instant now, Batch.Result result) {
            Map<State, Instant> times = new EnumMap<>(batch.times());
            times.put(state, now);
            batch = new Batch(
                    batch.tenant(), batch.id(), batch.order(), state, times, batch.expiresAt(), batch.model(), result);
        }

        void name(String model) {
            batch = new Batch(
                    batch.tenant(),
                    batch.id(),
                    batch.order(),
                    batch.state(),
                    batch.times(),
                    batch.expiresAt(),
                    model,
                    batch.result());
        }
    }

    private <T> Uni<T> later(Supplier<T> work) {
        return Uni.createFrom().item(() -> {
            synchronized (table) {
                return work.get();
            }
        });
    }

    private Optional<Entry> entry(Predicate<Batch> wanted) {
        return table.entries.stream().filter(entry -> wanted.test(entry.batch)).findFirst();
    }

    private Optional<Entry> owned(String tenant, String id) {
        return entry(batch -> batch.tenant().equals(tenant) && batch.id().equals(id));
    }

    private Optional<Entry> held(Batch batch) {
        return entry(one -> one.id().equals(batch.id())).filter(entry -> owner.equals(entry.owner));
    }

    @Override
    public Uni<Optional<Long>> room(Batch batch) {
        return Uni.createFrom().item(Optional.empty()); // no keys here, and no limits
    }

    @Override
    public Uni<Void> add(Batch batch, @Nullable String key) {
        return later(() -> {
            table.entries.add(new Entry(batch, table.now));
            return null;
        });
    }

    @Override
    public Uni<Optional<Batch>> find(String tenant, String id) {
        return later(() -> owned(tenant, id).map(entry -> entry.batch));
    }

    @Override
    public Uni<List<Batch>> list(String tenant, @Nullable String after, int limit) {
        Comparator<Batch> oldest = Comparator.<Batch, Instant>comparing(
                        batch -> batch.time(State.VALIDATING).orElseThrow())
                .thenComparing(Batch::id);
        return later(() -> {
            Optional<Batch> last =
                    Optional.ofNullable(after).flatMap(id -> owned(tenant, id).map(entry -> entry.batch));
            return after != null && last.isEmpty()
                    ? List.of()
                    : all(tenant)
                            .filter(batch -> last.isEmpty() || oldest.compare(batch, last.get()) < 0)
                            .sorted(oldest.reversed())
                            .limit(limit)
                            .toList();
        });
    }

    private Stream<Batch> all(String tenant) {
        return table.entries.stream().map(entry -> entry.batch).filter(batch -> batch.tenant()
                .equals(tenant));
    }

    @Override
    public Uni<Boolean> cancel(String tenant, String id) {
        return later(() -> owned(tenant, id)
                .filter(entry -> isOneOf(entry, State.VALIDATING, State.IN_PROGRESS))
                .map(entry -> {
                    entry.become(State.CANCELLING, table.now, entry.batch.result());
                    entry.due = table.now;
                    return true;
                })
                .orElse(false));
    }

    private static boolean isOneOf(Entry entry, State... states) {
        return List.of(states).contains(entry.batch.state());
    }

    @Override
    public Uni<List<Batch>> claim(int limit, Set<String> underWay) {
        return later(() -> table.entries.stream()
                .filter(entry -> !entry.batch.state().isOver() && !entry.due.isAfter(table.now))
                .filter(entry -> entry.isFree(table.now) && !underWay.contains(entry.batch.id()))
                .sorted(Comparator.comparing(entry -> entry.due))
                .limit(limit)
                .map(this::lease)
                .toList());
    }

    private Batch lease(Entry entry) {
        entry.owner = owner;
        entry.leaseUntil = table.now.plus(lease);
        entry.due = entry.leaseUntil;
        return entry.batch;
    }

    @Override
    public Uni<Boolean> renew(Batch batch) {
        return later(() -> held(batch)
                .map(entry -> {
                    boolean called = !entry.due.isAfter(table.now);
                    Instant due = entry.due;
                    lease(entry);
                    entry.due = called ? due : entry.due;
                    return true;
                })
                .orElse(false));
    }

    @Override
    public Uni<Duration> release(Batch batch, Duration later) {
        return later(() -> held(batch)
                .map(entry -> {
                    boolean called = !entry.due.isAfter(table.now);
                    entry.owner = null;
                    entry.leaseUntil = null;
                    entry.due = called ? entry.due : table.now.plus(later);
                    return called ? Duration.ZERO : later;
                })
                .orElse(later));
    }

    @Override
    public Uni<Optional<Duration>> nextDue() {
        return later(() -> table.entries.stream()
                .filter(entry -> !entry.batch.state().isOver())
                .map(Entry::at)
                .min(Comparator.naturalOrder())
                .map(at -> at.isAfter(table.now) ? Duration.between(table.now, at) : Duration.ZERO));
    }

    @Override
    public Uni<Boolean> refuse(Batch batch, List<Problem> errors) {
        Function<Batch.Result, Batch.Result> refused = result ->
                new Batch.Result(errors, result.counts(), result.outputFile(), result.errorFile(), result.usage());
        return change(
                batch,
                entry -> isOneOf(entry, State.VALIDATING, State.IN_PROGRESS, State.FINALIZING),
                entry -> entry.become(State.FAILED, table.now, refused.apply(entry.batch.result())));
    }

    @Override
    public Uni<Boolean> begin(Batch batch, String model) {
        return change(batch, entry -> isOneOf(entry, State.VALIDATING, State.CANCELLING), entry -> {
            entry.name(model);
            if (entry.batch.state() == State.VALIDATING) {
                entry.become(State.IN_PROGRESS, table.now, entry.batch.result());
            }
        });
    }

    @Override
    public Uni<Boolean> finalizing(Batch batch) {
        return change(
                batch,
                entry -> isOneOf(entry, State.IN_PROGRESS),
                entry -> entry.become(State.FINALIZING, table.now, entry.batch.result()));
    }

    @Override
    public Uni<Boolean> end(Batch batch, State state, Batch.Result result) {
        return change(batch, entry -> isOneOf(entry, batch.state()), entry -> entry.become(state, table.now, result));
    }

    private Uni<Boolean> change(Batch batch, Predicate<Entry> expected, Consumer<Entry> change) {
        return later(() -> held(batch)
                .filter(expected)
                .map(entry -> {
                    change.accept(entry);
                    return true;
                })
                .orElse(false));
    }
}
