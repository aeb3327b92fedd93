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
        var worker = Infrastructure.getDefaultWorkerPool();
        var intake = new BatchIntake(files, jobs, tasks, prices, worker);
        var output = new BatchOutput(files, jobs, worker, clock);
        return new BatchWork(store, new BatchDriver(store, jobs, intake, output, clock));
    }
}
