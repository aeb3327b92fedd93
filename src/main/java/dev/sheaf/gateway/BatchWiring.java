package dev.sheaf.gateway;

import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.Work;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.online.TaskShelf;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Puts together what works on batches, beside whatever else replicas share. */
@ApplicationScoped
class BatchWiring {

    @Produces
    @Singleton
    Work<Batch> batches(
            BatchStore store, FileStore files, JobStore jobs, TaskShelf tasks, PriceTable prices, Clock clock) {
        var ground = new BatchWork.Ground(store, files, jobs, tasks, prices);
        return BatchWork.of(ground, Infrastructure.getDefaultWorkerPool(), clock);
    }
}
