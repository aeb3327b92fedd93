package dev.sheaf.gateway;

import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.Work;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.online.TaskShelf;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/** Batches of the wire, beside jobs and parts. */
public final class BatchWork implements Work<Batch> {
    private final BatchStore store;
    private final BatchDriver driver;

    private BatchWork(BatchStore store, BatchDriver driver) {
        this.store = store;
        this.driver = driver;
    }

    /** What batches are made of. */
    public record Ground(BatchStore batches, FileStore files, JobStore jobs, TaskShelf tasks, PriceTable prices) {}

    /** @param worker reads and writes lines */
    public static BatchWork of(Ground ground, Executor worker, InstantSource clock) {
        var intake = new BatchIntake(ground.batches, ground.files, ground.jobs, ground.tasks, ground.prices, worker);
        var output = new BatchOutput(ground.files, ground.jobs, worker, clock);
        return new BatchWork(ground.batches, new BatchDriver(ground.batches, ground.jobs, intake, output, clock));
    }

    @Override
    public String kind() {
        return "batches";
    }

    @Override
    public String name(Batch batch) {
        return "batch " + batch.id();
    }

    @Override
    public Uni<List<Batch>> claim(int limit, List<Batch> underWay) {
        return store.claim(limit, underWay.stream().map(Batch::id).collect(Collectors.toSet()));
    }

    @Override
    public Uni<Duration> step(Batch batch) {
        return driver.step(batch);
    }

    @Override
    public Uni<Boolean> renew(Batch batch) {
        return store.renew(batch);
    }

    @Override
    public Uni<Duration> release(Batch batch, Duration later) {
        return store.release(batch, later);
    }

    @Override
    public Uni<Optional<Duration>> nextDue() {
        return store.nextDue();
    }
}
