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
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Puts the guard together. */
@ApplicationScoped
class GuardWiring {
    private static final Logger LOG = Logger.getLogger(GuardWiring.class);
    /** What the end waits for at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

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

    /** As early as requests are refused. */
    void stop(@Observes ShutdownDelayInitiatedEvent end, SizeGovernor governor) {
        governor.stop();
    }

    /** Before the ledger is written for the last time: what was asked is paid. */
    void end(@Observes @Priority(Interceptor.Priority.APPLICATION) ShutdownEvent end, SizeGovernor governor) {
        governor.stop();
        try {
            governor.ended().await().atMost(PATIENCE);
        } catch (TimeoutException late) {
            LOG.warn("The guard's last checks did not come back in time; they are not in the ledger.");
        }
    }
}
