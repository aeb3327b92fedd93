package dev.sheaf.store;

import static dev.sheaf.store.Statements.changed;
import static dev.sheaf.store.Statements.execute;
import static dev.sheaf.store.Statements.rows;
import static dev.sheaf.store.Statements.seconds;

import dev.sheaf.events.Outbox;
import dev.sheaf.events.Parcel;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The outbox in PostgreSQL. May be called on any thread. */
public final class StoredOutbox implements Outbox {
    private static final String WAITING = "waiting";

    private final Pool pool;
    private final Replica replica;

    public StoredOutbox(Pool pool, Replica replica) {
        this.pool = pool;
        this.replica = replica;
    }

    @Override
    public Uni<List<Parcel>> claim(int limit, int ofOne, Set<String> underWay) {
        Tuple values = Tuple.of(replica.owner(), replica.seconds(), limit)
                .addArrayOfString(underWay.toArray(String[]::new))
                .addInteger(ofOne);
        return rows(pool, OutboxSql.CLAIM, values, StoredOutbox::parcel);
    }

    @Override
    public Uni<Boolean> renew(Parcel parcel) {
        return changed(pool, OutboxSql.RENEW, Tuple.of(parcel.id(), replica.owner(), replica.seconds()));
    }

    @Override
    public Uni<Boolean> tried(Parcel parcel, Outcome outcome, String said) {
        return changed(pool, OutboxSql.TRIED, Tuple.of(parcel.id(), replica.owner(), outcome.word(), said));
    }

    @Override
    public Uni<Duration> release(Parcel parcel, Duration later) {
        Tuple values = Tuple.of(parcel.id(), replica.owner(), seconds(later));
        return DueWork.released(pool, OutboxSql.RELEASE, values, later);
    }

    @Override
    public Uni<Optional<Duration>> nextDue() {
        return DueWork.next(pool, "event");
    }

    @Override
    public Uni<Optional<Sent>> of(String tenant, String job) {
        return execute(pool, OutboxSql.CALLBACK, Tuple.of(tenant, job))
                .map(found -> JobRows.first(found, row -> row.getString("callback")))
                .chain(address -> address.map(there -> sent(there, tenant, job))
                        .orElse(Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Optional<Sent>> sent(String address, String tenant, String job) {
        return rows(pool, OutboxSql.OF_JOB, Tuple.of(tenant, job), StoredOutbox::letter)
                .map(letters -> Optional.of(new Sent(address, letters)));
    }

    private static Parcel parcel(Row row) {
        return new Parcel(
                row.getString("id"),
                row.getString("tenant"),
                row.getString("job"),
                row.getString("type"),
                row.getString("data"),
                row.getString("address"),
                row.getInteger("attempts"),
                row.getOffsetDateTime("created_at").toInstant());
    }

    private static Letter letter(Row row) {
        String state = row.getString("state");
        return new Letter(
                row.getString("id"),
                row.getString("type"),
                state,
                row.getInteger("attempts"),
                row.getString("said"),
                row.getOffsetDateTime("created_at").toInstant(),
                state.equals(WAITING) ? row.getOffsetDateTime("due_at").toInstant() : null);
    }
}
