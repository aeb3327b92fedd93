package dev.sheaf.app;

import dev.sheaf.bulk.Askings;
import dev.sheaf.bulk.BulkConfig;
import dev.sheaf.bulk.BulkEvents;
import dev.sheaf.bulk.BulkTasks;
import dev.sheaf.bulk.Chance;
import dev.sheaf.bulk.Ending;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.Leases;
import dev.sheaf.bulk.PartDriver;
import dev.sheaf.bulk.PartStore;
import dev.sheaf.bulk.PlanStore;
import dev.sheaf.bulk.Planner;
import dev.sheaf.bulk.Pricing;
import dev.sheaf.bulk.Spool;
import dev.sheaf.bulk.Work;
import dev.sheaf.bulk.Works;
import dev.sheaf.cli.Programs.Refused;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.gateway.BatchStore;
import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ChatModel;
import dev.sheaf.model.ChatWire;
import dev.sheaf.model.Relay;
import dev.sheaf.openai.OpenAiConfig;
import dev.sheaf.pack.Preparation;
import dev.sheaf.quality.SizeGovernor;
import dev.sheaf.store.Replica;
import dev.sheaf.store.StoredBatches;
import dev.sheaf.store.StoredJobs;
import dev.sheaf.store.StoredLeases;
import dev.sheaf.store.StoredParts;
import dev.sheaf.store.StoredPlans;
import dev.sheaf.task.TaskCatalog;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Puts the bulk lane together. */
@ApplicationScoped
class BulkWiring {

    /** What cannot be worked with stops the start, and not the first step. */
    void check(@Observes StartupEvent start, PartDriver.Ground ground) {}

    @Produces
    @Singleton
    JobStore jobs(Instance<Pool> pool, BulkEvents events, Instance<Works> works) {
        return new StoredJobs(pool.get(), events, () -> works.get().wake());
    }

    /** Another owner at every start: what the run before had taken on is found when its lease runs out. */
    @Produces
    @Singleton
    Replica replica(BulkConfig config) {
        return new Replica(UUID.randomUUID().toString(), config.lease(), config.keepAnswers());
    }

    @Produces
    @Singleton
    Leases leases(Instance<Pool> pool, Replica replica, BulkEvents events) {
        return new StoredLeases(pool.get(), replica, events);
    }

    @Produces
    @Singleton
    PlanStore plans(Instance<Pool> pool, Replica replica, BulkEvents events) {
        return new StoredPlans(pool.get(), replica, events);
    }

    @Produces
    @Singleton
    PartStore parts(Instance<Pool> pool, Replica replica, BulkEvents events) {
        return new StoredParts(pool.get(), replica, events);
    }

    @Produces
    @Singleton
    BatchStore batches(Instance<Pool> pool, Replica replica, Instance<Works> works) {
        return new StoredBatches(pool.get(), replica, () -> works.get().wake());
    }

    @Produces
    @Singleton
    PartDriver.Ground ground(Leases leases, PartStore parts, Spool spool, BulkConfig config, OpenAiConfig provider) {
        // an order must not be given twice because its lease ran out while it was given
        if (config.lease().compareTo(provider.batchTimeout()) <= 0) {
            throw new Refused("sheaf.bulk.lease has to be longer than sheaf.openai.batch-timeout.");
        }
        return new PartDriver.Ground(leases, parts, spool, config, chance(), new Ending());
    }

    @Produces
    @Singleton
    Spool spool(BulkConfig config) {
        return new Spool(config.spoolDirectory(), config.spoolBytes());
    }

    @Produces
    @Singleton
    Pricing pricing(PriceTable prices) {
        return prices::bill;
    }

    @Produces
    @Singleton
    BulkTasks tasks(TaskCatalog catalog, Preparation preparation) {
        return new BulkTasks(catalog, preparation, Infrastructure.getDefaultWorkerPool());
    }

    @Produces
    @Singleton
    PartDriver.Provider provider(ChatModel chat, BatchModel batches, ChatWire wire, Relay relay) {
        return new PartDriver.Provider(chat, batches, wire, relay);
    }

    @Produces
    @Singleton
    Askings askings(
            BulkTasks tasks, PartDriver.Provider provider, Pricing pricing, BulkConfig config, SizeGovernor governor) {
        return new Askings(tasks, provider, pricing, config, governor);
    }

    @Produces
    @Singleton
    Works works(
            PlanStore plans,
            PartDriver.Ground ground,
            BatchModel batches,
            Askings askings,
            @Any Instance<Work<?>> others) {
        var planner = new Planner(plans, askings, ground.config(), ground.chance());
        var driver = new PartDriver(ground, batches, planner, askings);
        return Works.of(ground, planner, driver, others.stream().toList());
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
