package dev.sheaf.app;

import dev.sheaf.bulk.BulkConfig;
import dev.sheaf.bulk.BulkTasks;
import dev.sheaf.bulk.Chance;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.PartDriver;
import dev.sheaf.bulk.Planner;
import dev.sheaf.bulk.Pricing;
import dev.sheaf.bulk.RequestLines;
import dev.sheaf.bulk.Spool;
import dev.sheaf.bulk.WorkStore;
import dev.sheaf.bulk.Works;
import dev.sheaf.cli.Programs.Refused;
import dev.sheaf.cost.Money;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.cost.Tariff;
import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ChatModel;
import dev.sheaf.model.ChatWire;
import dev.sheaf.openai.OpenAiConfig;
import dev.sheaf.store.StoredJobs;
import dev.sheaf.store.StoredWork;
import dev.sheaf.task.TaskCatalog;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Puts the bulk lane together. */
@ApplicationScoped
class BulkWiring {

    /** An order must not be given twice because its lease ran out while it was given. */
    void check(@Observes StartupEvent start, BulkConfig bulk, OpenAiConfig provider) {
        if (bulk.lease().compareTo(provider.batchTimeout()) <= 0) {
            throw new Refused("sheaf.bulk.lease has to be longer than sheaf.openai.batch-timeout.");
        }
    }

    @Produces
    @Singleton
    JobStore jobs(Instance<Pool> pool, BulkMeters meters) {
        return new MeteredJobs(new StoredJobs(pool.get()), meters);
    }

    /** Another owner at every start: what the run before had taken on is found when its lease runs out. */
    @Produces
    @Singleton
    WorkStore work(Instance<Pool> pool, BulkConfig config, JobStore jobs, BulkMeters meters) {
        String owner = UUID.randomUUID().toString();
        var replica = new StoredWork.Replica(owner, config.lease(), config.keepAnswers());
        return new MeteredWork(new StoredWork(pool.get(), replica), jobs, meters);
    }

    @Produces
    @Singleton
    Spool spool(BulkConfig config) {
        return new Spool(config.spoolDirectory(), config.spoolBytes());
    }

    @Produces
    @Singleton
    Pricing pricing(PriceTable prices) {
        return (model, usage, lane) -> prices.cost(model, usage, lane == Lane.BATCH ? Tariff.BATCH : Tariff.LIST)
                .map(Money::usd);
    }

    @Produces
    @Singleton
    BulkTasks tasks(TaskCatalog catalog, OpenAiConfig provider) {
        return new BulkTasks(catalog, provider.structured().orElse(Set.of()), Infrastructure.getDefaultWorkerPool());
    }

    @Produces
    @Singleton
    PartDriver.Provider provider(ChatModel chat, BatchModel batches, ChatWire wire) {
        return new PartDriver.Provider(chat, batches, wire);
    }

    @Produces
    @Singleton
    Works works(
            WorkStore store,
            BulkTasks tasks,
            Spool spool,
            BulkConfig config,
            PartDriver.Provider provider,
            Pricing pricing) {
        var ground = new PartDriver.Ground(store, tasks, spool, config, chance());
        var planner = new Planner(store, tasks, new RequestLines(provider.wire()), config, ground.chance());
        return new Works(store, planner, new PartDriver(ground, provider, planner, pricing), config);
    }

    private static Chance chance() {
        return new Chance(
                InstantSource.system(),
                () -> ThreadLocalRandom.current().nextLong(),
                () -> "sheaf-" + UUID.randomUUID(),
                () -> ThreadLocalRandom.current().nextDouble(),
                Infrastructure.getDefaultWorkerPool());
    }
}
