package dev.sheaf.gateway;

import dev.sheaf.bulk.Work;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Batches of the wire, beside jobs and parts. */
final class BatchWork implements Work<Batch> {
    private final BatchStore store;
    private final BatchDriver driver;

    BatchWork(BatchStore store, BatchDriver driver) {
        this.store = store;
        this.driver = driver;
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
    public Uni<Void> release(Batch batch, Duration later) {
        return store.release(batch, later);
    }

    @Override
    public Uni<Optional<Duration>> nextDue() {
        return store.nextDue();
    }
}
