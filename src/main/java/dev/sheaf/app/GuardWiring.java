package dev.sheaf.app;

import dev.sheaf.ask.AskEvents;
import dev.sheaf.ask.AskPolicy;
import dev.sheaf.ask.Asker;
import dev.sheaf.cost.Books;
import dev.sheaf.model.ChatModel;
import dev.sheaf.online.OnlineConfig;
import dev.sheaf.quality.GovernorStore;
import dev.sheaf.quality.GuardPolicy;
import dev.sheaf.quality.SizeGovernor;
import dev.sheaf.quality.Voter;
import dev.sheaf.store.StoredGovernor;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Puts the guard together. */
@ApplicationScoped
class GuardWiring {

    @Produces
    @Singleton
    GovernorStore governors(Instance<Pool> pool) {
        return new StoredGovernor(pool::get);
    }

    /** What it asks is not counted with what callers ask. */
    @Produces
    @Singleton
    SizeGovernor governor(
            GovernorStore store,
            ChatModel model,
            TaskConfig tasks,
            GuardConfig config,
            OnlineConfig online,
            GuardMeters meters,
            Books books) {
        var asker = new Asker(
                model,
                new AskPolicy(tasks.lonelyRounds()),
                () -> ThreadLocalRandom.current().nextLong(),
                () -> UUID.randomUUID().toString(),
                new BookedAsks(AskEvents.NONE, books));
        var policy = new GuardPolicy(
                config.share().doubleValue(),
                config.spend().doubleValue(),
                config.tokensPerDay(),
                online.taskFreshness());
        var chance = new SizeGovernor.Chance(
                () -> ThreadLocalRandom.current().nextDouble(), System::nanoTime, InstantSource.system());
        return new SizeGovernor(store, new Voter(asker, votes -> {}), policy, chance, meters);
    }
}
