package dev.sheaf.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.ask.AskPolicy;
import dev.sheaf.ask.Asker;
import dev.sheaf.cli.Programs.Refused;
import dev.sheaf.cost.Books;
import dev.sheaf.cost.DayCaps;
import dev.sheaf.cost.Ledger;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.cost.UnfitPrices;
import dev.sheaf.model.ChatModel;
import dev.sheaf.model.Replicas;
import dev.sheaf.online.Batcher;
import dev.sheaf.online.OnlineConfig;
import dev.sheaf.online.TaskShelf;
import dev.sheaf.online.Timer;
import dev.sheaf.openai.OpenAiConfig;
import dev.sheaf.pack.Preparation;
import dev.sheaf.pack.TaskIntake;
import dev.sheaf.quality.SizeGovernor;
import dev.sheaf.quality.Voter;
import dev.sheaf.store.StoredReplicas;
import dev.sheaf.store.StoredTasks;
import dev.sheaf.task.DefinitionReader;
import dev.sheaf.task.TaskCatalog;
import dev.sheaf.task.TaskDefaults;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Puts the plain parts together: time, chance and ids come from here. */
@ApplicationScoped
class Wiring {

    @Produces
    @Singleton
    TaskDefaults defaults(TaskConfig config) {
        return taskDefaults(config);
    }

    static TaskDefaults taskDefaults(TaskConfig config) {
        return new TaskDefaults(config.model(), config.maxTokens(), config.maxOutputTokens(), config.maxWait());
    }

    @Produces
    @Singleton
    TaskIntake intake(TaskDefaults defaults, PriceTable prices) {
        return new TaskIntake(defaults, prices::profile);
    }

    @Produces
    @Singleton
    TaskCatalog catalog(Instance<Pool> pool, TaskDefaults defaults, ObjectMapper json) {
        return new StoredTasks(pool.get(), new DefinitionReader(defaults), json, Clock.systemUTC());
    }

    @Produces
    @Singleton
    Replicas replicas(Instance<Pool> pool) {
        return new StoredReplicas(pool::get, UUID.randomUUID().toString());
    }

    @Produces
    @Singleton
    Preparation preparation(OpenAiConfig provider, PriceTable prices) {
        return new Preparation(provider.structured().orElse(Set.of()), prices::profile);
    }

    @Produces
    @Singleton
    TaskShelf shelf(TaskCatalog catalog, Preparation preparation, OnlineConfig online, SizeGovernor governor) {
        return new TaskShelf(
                catalog,
                preparation,
                online.taskFreshness(),
                governor,
                Infrastructure.getDefaultWorkerPool(),
                System::nanoTime);
    }

    @Produces
    @Singleton
    Books books(Ledger ledger, PriceTable prices) {
        return new Books(ledger, prices, Clock.systemUTC());
    }

    @Produces
    @Singleton
    Asker asker(ChatModel model, Tracing tracing, TaskConfig config, OnlineMeters meters, Books books) {
        return new Asker(
                tracing.following(model),
                new AskPolicy(config.lonelyRounds()),
                () -> ThreadLocalRandom.current().nextLong(),
                () -> UUID.randomUUID().toString(),
                new BookedAsks(meters, books));
    }

    @Produces
    @Singleton
    Batcher batcher(Asker asker, OnlineConfig config, Vertx vertx, OnlineMeters meters, Batcher.Oversight oversight) {
        return new Batcher(new Voter(asker, meters), oversight, config, timer(vertx), System::nanoTime);
    }

    @Produces
    @Singleton
    Batcher.Oversight oversight(
            SizeGovernor governor, DayCaps caps, PriceTable prices, Tracing tracing, OnlineMeters meters) {
        return new Batcher.Oversight(governor, new CappedSpending(caps, prices), tracing.trail(), meters);
    }

    @Produces
    @Singleton
    @Startup // a table that cannot be read stops the start
    PriceTable prices(CostConfig config) {
        try {
            return config.prices().map(PriceTable::read).orElseGet(PriceTable::builtIn);
        } catch (UnfitPrices e) {
            throw new Refused("sheaf.cost.prices: " + e.getMessage());
        }
    }

    private static Timer timer(Vertx vertx) {
        return (delay, action) -> {
            if (delay.isZero()) {
                action.run();
                return () -> {};
            }
            long id = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> action.run());
            return () -> vertx.cancelTimer(id);
        };
    }
}
