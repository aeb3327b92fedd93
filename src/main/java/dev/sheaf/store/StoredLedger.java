package dev.sheaf.store;

import dev.sheaf.cost.Ledger;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.pgclient.PgException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in PostgreSQL. Entries wait in memory, as many as fit, until somebody has them written: many in one
 * statement, whose rows are there once however often it is repeated. What could not be kept is logged and counted.
 */
public final class StoredLedger implements Ledger {
    private static final Logger LOG = Logger.getLogger(StoredLedger.class);
    private static final int IN_ONE_STATEMENT = 5_000;

    private final Supplier<Pool> pool;
    private final int most;
    private final Queue<Entry> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicReference<@Nullable Uni<Void>> writing = new AtomicReference<>();
    private final AtomicBoolean isFull = new AtomicBoolean();
    /** Taken from the queue and not yet written; whoever writes has it. */
    private List<Entry> taken = List.of();

    /** @param most entries that may wait while the database cannot be reached */
    public StoredLedger(Supplier<Pool> pool, int most) {
        this.pool = pool;
        this.most = most;
    }

    @Override
    public void book(Entry entry) {
        if (size.incrementAndGet() <= most) {
            waiting.add(entry);
            return;
        }
        size.decrementAndGet();
        lost.incrementAndGet();
        if (isFull.compareAndSet(false, true)) {
            LOG.errorf("%d entries wait for the ledger and the database takes none: further ones are lost.", most);
        }
    }

    /** Entries that are not yet written. */
    public int waiting() {
        return size.get();
    }

    /** Entries that could not be kept. */
    public long lost() {
        return lost.get();
    }

    /** How often the database took none. */
    public long failures() {
        return failures.get();
    }

    /** Writes what waits, together with whoever is at it already. Fails where the database takes nothing. */
    public Uni<Void> write() {
        return Uni.createFrom().deferred(() -> {
            if (size.get() == 0) {
                return Uni.createFrom().voidItem();
            }
            Uni<Void> mine = all().memoize().indefinitely();
            Uni<Void> others = writing.compareAndExchange(null, mine);
            return others == null ? mine : others;
        });
    }

    private Uni<Void> all() {
        return Multi.createBy()
                .repeating()
                .uni(this::writeSome)
                .whilst(written -> size.get() > 0)
                .collect()
                .last()
                .replaceWithVoid()
                .onFailure()
                .invoke(failures::incrementAndGet)
                .onTermination()
                .invoke(() -> writing.set(null));
    }

    /** No more will be written: says how many entries go with it. */
    public void close() {
        int left = size.get();
        if (left > 0) {
            lost.addAndGet(left);
            LOG.errorf("%d entries of the ledger could not be written before the end.", left);
        }
    }

    private Uni<Integer> writeSome() {
        if (taken.isEmpty()) {
            taken = take();
        }
        return execute(taken)
                .onFailure(StoredLedger::isOfAnEntry)
                .recoverWithUni(() -> oneByOne(taken))
                .invoke(this::written);
    }

    private void written(int entries) {
        taken = List.of();
        size.addAndGet(-entries);
        isFull.set(false);
    }

    private List<Entry> take() {
        List<Entry> some = new ArrayList<>();
        for (Entry next = waiting.poll(); next != null; next = some.size() < IN_ONE_STATEMENT ? waiting.poll() : null) {
            some.add(next);
        }
        return some;
    }

    private Uni<Integer> execute(List<Entry> entries) {
        return Uni.createFrom()
                .deferred(() -> pool.get().preparedQuery(LedgerRows.WRITE).execute(LedgerRows.of(entries)))
                .map((RowSet<Row> done) -> entries.size());
    }

    /** One entry that the database does not take holds no other up. */
    private Uni<Integer> oneByOne(List<Entry> entries) {
        return Multi.createFrom()
                .iterable(entries)
                .onItem()
                .transformToUniAndConcatenate(this::alone)
                .collect()
                .with(Collectors.summingInt(Integer::intValue));
    }

    private Uni<Integer> alone(Entry entry) {
        return execute(List.of(entry)).onFailure(StoredLedger::isOfAnEntry).recoverWithItem(failure -> {
            lost.incrementAndGet();
            LOG.errorf(failure, "The ledger does not take the entry of call %s.", entry.call());
            return 1;
        });
    }

    /** The data is wrong or breaks a rule (SQLSTATE classes 22 and 23): trying again as it is cannot help. */
    private static boolean isOfAnEntry(Throwable failure) {
        return failure instanceof PgException said
                && said.getSqlState() != null
                && (said.getSqlState().startsWith("22") || said.getSqlState().startsWith("23"));
    }
}
