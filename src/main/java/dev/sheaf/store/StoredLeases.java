package dev.sheaf.store;

import static dev.sheaf.store.Statements.changed;
import static dev.sheaf.store.Statements.execute;
import static dev.sheaf.store.Statements.rows;
import static dev.sheaf.store.Statements.seconds;

import dev.sheaf.bulk.BulkEvents;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.Leases;
import dev.sheaf.bulk.Part;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlResult;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The replicas' claims in PostgreSQL, whose clock decides on them. May be called on any thread. */
public final class StoredLeases implements Leases {
    private final Pool pool;
    private final Replica replica;
    private final BulkEvents events;

    public StoredLeases(Pool pool, Replica replica, BulkEvents events) {
        this.pool = pool;
        this.replica = replica;
        this.events = events;
    }

    @Override
    public Uni<List<Job>> claimJobs(int limit, Set<String> underWay) {
        Tuple values = Tuple.of(replica.owner(), replica.seconds(), limit);
        return rows(pool, LeaseSql.CLAIM_JOBS, values.addArrayOfString(underWay.toArray(String[]::new)), JobRows::job);
    }

    @Override
    public Uni<List<Part>> claimParts(int limit, Set<Long> underWay) {
        Tuple values = Tuple.of(replica.owner(), replica.seconds(), limit);
        return rows(pool, LeaseSql.CLAIM_PARTS, values.addArrayOfLong(underWay.toArray(Long[]::new)), JobRows::part);
    }

    @Override
    public Uni<Boolean> renew(Job job) {
        return changed(pool, LeaseSql.RENEW.formatted("job"), Tuple.of(job.id(), replica.owner(), replica.seconds()));
    }

    @Override
    public Uni<Boolean> renew(Part part) {
        return changed(pool, LeaseSql.RENEW.formatted("part"), Tuple.of(part.id(), replica.owner(), replica.seconds()));
    }

    @Override
    public Uni<Duration> release(Job job, Duration later) {
        Tuple values = Tuple.of(job.id(), replica.owner(), seconds(later));
        return DueWork.released(pool, LeaseSql.RELEASE.formatted("job"), values, later);
    }

    @Override
    public Uni<Duration> release(Part part, Duration later) {
        Tuple values = Tuple.of(part.id(), replica.owner(), seconds(later));
        return DueWork.released(pool, LeaseSql.RELEASE_PART, values, later);
    }

    @Override
    public Uni<Optional<Duration>> nextDue() {
        return DueWork.next(pool, "job", "day", "part");
    }

    @Override
    public Uni<Integer> endOrWake() {
        return execute(pool, LeaseSql.END_ABANDONED, Tuple.tuple())
                .map(SqlResult::rowCount)
                .invoke(ended -> events.ended(JobState.FAILED, ended))
                .chain(ended -> wakeForTheDay().map(woken -> ended + woken));
    }

    private Uni<Integer> wakeForTheDay() {
        return execute(pool, CapSql.NEXT_DAY, Tuple.tuple())
                .call(jobs -> StoredCaps.wake(pool, jobs))
                .map(SqlResult::rowCount);
    }
}
