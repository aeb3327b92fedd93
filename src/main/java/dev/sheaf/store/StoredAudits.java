package dev.sheaf.store;

import static dev.sheaf.store.Statements.changed;
import static dev.sheaf.store.Statements.execute;
import static dev.sheaf.store.Statements.rows;
import static dev.sheaf.store.Statements.seconds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.quality.AuditRun;
import dev.sheaf.quality.AuditStore;
import dev.sheaf.quality.Spent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Audits in PostgreSQL, whose clock decides who is held no longer. May be called on any thread. */
public final class StoredAudits implements AuditStore {
    private final Supplier<Pool> pool;

    public StoredAudits(Supplier<Pool> pool) {
        this.pool = pool;
    }

    @Override
    public Uni<Void> add(AuditRun run, Duration hold) {
        Tuple values = Tuple.tuple()
                .addString(run.id())
                .addString(run.tenant())
                .addString(run.task())
                .addString(run.version())
                .addString(run.model())
                .addInteger(run.items())
                .addArrayOfInteger(run.sizes().toArray(Integer[]::new))
                .addInteger(run.repetitions())
                .addString(run.cap().map(cap -> cap.usd().toPlainString()).orElse(null))
                .addLong(run.packs())
                .addString(AuditRows.spent(run.estimate()))
                .addString(AuditRows.spent(run.spent()))
                .addOffsetDateTime(run.createdAt().atOffset(ZoneOffset.UTC))
                .addDouble(seconds(hold));
        return execute(pool.get(), AuditSql.ADD, values).replaceWithVoid();
    }

    @Override
    public Uni<Boolean> progress(AuditRun run, long done, Spent spent, Duration hold) {
        Tuple values = Tuple.of(run.id(), done, AuditRows.spent(spent), seconds(hold));
        return changed(pool.get(), AuditSql.PROGRESS, values);
    }

    @Override
    public Uni<Boolean> finish(AuditRun run, ObjectNode report, Spent spent) {
        Tuple values = Tuple.of(run.id(), Sound.text(report.toString()), AuditRows.spent(spent));
        return changed(pool.get(), AuditSql.FINISH, values);
    }

    @Override
    public Uni<Boolean> fail(AuditRun run, AuditRun.Failure failure, Spent spent) {
        Tuple values = Tuple.of(run.id(), failure.code(), Sound.text(failure.message()), AuditRows.spent(spent));
        return changed(pool.get(), AuditSql.FAIL, values);
    }

    @Override
    public Uni<Integer> abandon(AuditRun.Failure failure) {
        return execute(pool.get(), AuditSql.ABANDON, Tuple.of(failure.code(), failure.message()))
                .map(RowSet::rowCount);
    }

    @Override
    public Uni<Optional<AuditRun>> find(String tenant, String task, String id) {
        return execute(pool.get(), AuditSql.FIND, Tuple.of(tenant, Sound.text(task), Sound.text(id)))
                .map(found -> JobRows.first(found, AuditRows::run));
    }

    @Override
    public Uni<List<AuditRun>> list(String tenant, String task, @Nullable String after, int limit) {
        Tuple values = Tuple.tuple()
                .addString(tenant)
                .addString(Sound.text(task))
                .addString(Sound.text(after))
                .addInteger(limit);
        return rows(pool.get(), AuditSql.LIST, values, AuditRows::run);
    }
}
