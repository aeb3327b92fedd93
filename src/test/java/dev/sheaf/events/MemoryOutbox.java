package dev.sheaf.events;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An outbox that ends with its test; several replicas share its rows. */
final class MemoryOutbox implements Outbox {
    private final Rows rows;
    private final String owner;
    private final Duration lease;

    /** What all replicas see. */
    static final class Rows {
        private final Map<String, Row> all = new LinkedHashMap<>();
        private final InstantSource clock;

        Rows(InstantSource clock) {
            this.clock = clock;
        }

        String put(String tenant, String job, String type, String address) {
            Row row = new Row();
            row.parcel = new Parcel(
                    "evt_" + UUID.randomUUID(),
                    tenant,
                    job,
                    type,
                    "{\"job\":\"" + job + "\"}",
                    address,
                    0,
                    clock.instant());
            row.due = clock.instant();
            all.put(row.parcel.id(), row);
            return row.parcel.id();
        }
    }

    private static final class Row {
        Parcel parcel;
        String state = "waiting";

        @Nullable
        String said;

        Instant due;

        @Nullable
        String owner;

        @Nullable
        Instant until;
    }

    MemoryOutbox(Rows rows, String owner, Duration lease) {
        this.rows = rows;
        this.owner = owner;
        this.lease = lease;
    }

    private boolean isFree(Row row) {
        Instant now = rows.clock.instant();
        return row.state.equals("waiting") && !row.due.isAfter(now) && (row.until == null || row.until.isBefore(now));
    }

    @Override
    public Uni<List<Parcel>> claim(int limit, int ofOne, Set<String> underWay) {
        List<Parcel> claimed = new ArrayList<>();
        Map<String, Integer> turns = new HashMap<>();
        underWay.forEach(id -> turns.merge(rows.all.get(id).parcel.tenant(), 1, Integer::sum));
        Map<Row, Integer> due = new LinkedHashMap<>();
        rows.all.values().stream()
                .filter(row -> isFree(row) && !underWay.contains(row.parcel.id()))
                .sorted(Comparator.comparing(row -> row.due))
                .forEach(row -> due.put(row, turns.merge(row.parcel.tenant(), 1, Integer::sum)));
        due.keySet().stream()
                .filter(row -> due.get(row) <= ofOne)
                .sorted(Comparator.comparing(due::get))
                .limit(limit)
                .forEach(row -> {
                    row.owner = owner;
                    row.until = rows.clock.instant().plus(lease);
                    claimed.add(row.parcel);
                });
        return Uni.createFrom().item(claimed);
    }

    private Optional<Row> mine(Parcel parcel) {
        return Optional.ofNullable(rows.all.get(parcel.id())).filter(row -> owner.equals(row.owner));
    }

    @Override
    public Uni<Boolean> renew(Parcel parcel) {
        Optional<Row> mine = mine(parcel).filter(row -> row.state.equals("waiting"));
        mine.ifPresent(row -> row.until = rows.clock.instant().plus(lease));
        return Uni.createFrom().item(mine.isPresent());
    }

    @Override
    public Uni<Boolean> tried(Parcel parcel, Outcome outcome, String said) {
        Optional<Row> mine = mine(parcel).filter(row -> row.state.equals("waiting"));
        mine.ifPresent(row -> {
            Parcel old = row.parcel;
            row.parcel = new Parcel(
                    old.id(),
                    old.tenant(),
                    old.job(),
                    old.type(),
                    old.data(),
                    old.address(),
                    old.attempts() + 1,
                    old.createdAt());
            row.said = said;
            row.state = outcome == Outcome.AGAIN ? row.state : outcome.word();
        });
        return Uni.createFrom().item(mine.isPresent());
    }

    @Override
    public Uni<Duration> release(Parcel parcel, Duration later) {
        mine(parcel).ifPresent(row -> {
            row.owner = null;
            row.until = null;
            row.due = rows.clock.instant().plus(later);
        });
        return Uni.createFrom().item(later);
    }

    @Override
    public Uni<Optional<Duration>> nextDue() {
        return Uni.createFrom()
                .item(rows.all.values().stream()
                        .filter(row -> row.state.equals("waiting"))
                        .map(row -> row.until != null && row.until.isAfter(row.due) ? row.until : row.due)
                        .min(Comparator.naturalOrder())
                        .map(due -> Duration.between(rows.clock.instant(), due))
                        .map(wait -> wait.isNegative() ? Duration.ZERO : wait));
    }

    @Override
    public Uni<Optional<Sent>> of(String tenant, String job) {
        List<Letter> letters = rows.all.values().stream()
                .filter(row ->
                        row.parcel.tenant().equals(tenant) && row.parcel.job().equals(job))
                .map(MemoryOutbox::letter)
                .sorted(Comparator.comparing(Letter::createdAt).reversed())
                .toList();
        Optional<String> address = rows.all.values().stream()
                .map(row -> row.parcel)
                .filter(parcel -> parcel.tenant().equals(tenant) && parcel.job().equals(job))
                .map(Parcel::address)
                .findFirst();
        return Uni.createFrom().item(address.map(there -> new Sent(there, letters)));
    }

    private static Letter letter(Row row) {
        return new Letter(
                row.parcel.id(),
                row.parcel.type(),
                row.state,
                row.parcel.attempts(),
                row.said,
                row.parcel.createdAt(),
                row.state.equals("waiting") ? row.due : null);
    }
}
