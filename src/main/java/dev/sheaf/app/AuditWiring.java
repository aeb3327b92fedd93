package dev.sheaf.app;

import dev.sheaf.ask.AskPolicy;
import dev.sheaf.cost.Books;
import dev.sheaf.cost.DayCaps;
import dev.sheaf.model.ChatModel;
import dev.sheaf.pack.Preparation;
import dev.sheaf.quality.Audit;
import dev.sheaf.quality.AuditStore;
import dev.sheaf.quality.Audits;
import dev.sheaf.store.StoredAudits;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
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

/** Puts audits together. {@code sheaf.audits.running}: those that run here. */
@ApplicationScoped
class AuditWiring {
    private static final Logger LOG = Logger.getLogger(AuditWiring.class);
    private static final long BEAT_MILLIS = 1_000;
    private static final int ID_LENGTH = 20;
    /** What the end waits for at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Produces
    @Singleton
    AuditStore store(Instance<Pool> pool) {
        return new StoredAudits(pool::get);
    }

    @Produces
    @Singleton
    Audits audits(AuditStore store, Audit.Desk desk, AuditConfig config) {
        Audits.Chance chance = new Audits.Chance(
                InstantSource.system(),
                () -> "audit_" + UUID.randomUUID().toString().replace("-", "").substring(0, ID_LENGTH),
                () -> ThreadLocalRandom.current().nextLong(),
                Infrastructure.getDefaultWorkerPool());
        return new Audits(store, desk, chance, new Audits.Limits(config.atOnce(), config.hold()));
    }

    @Produces
    @Singleton
    Audit.Desk desk(
            ChatModel model, TaskConfig tasks, AuditConfig config, Preparation preparation, Books books, DayCaps caps) {
        return new Audit.Desk(
                model,
                new AskPolicy(tasks.lonelyRounds()),
                () -> UUID.randomUUID().toString(),
                config.concurrency(),
                preparation::prepare,
                books,
                caps);
    }

    /** When all that may refuse the start has been heard. */
    void begin(
            @Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) StartupEvent start,
            Audits audits,
            Vertx vertx,
            MeterRegistry registry) {
        Gauge.builder("sheaf.audits.running", audits, Audits::running).register(registry);
        vertx.setPeriodic(BEAT_MILLIS, beat -> audits.beat());
    }

    /** As early as requests are refused: the calls that are under way then have all the time of the shutdown. */
    void stop(@Observes ShutdownDelayInitiatedEvent end, Audits audits) {
        audits.stop();
    }

    /** Before the ledger is written for the last time. */
    void end(@Observes @Priority(Interceptor.Priority.APPLICATION) ShutdownEvent end, Audits audits) {
        audits.stop();
        try {
            audits.ended().await().atMost(PATIENCE);
        } catch (TimeoutException late) {
            LOG.warn("An audit's last calls did not come back in time; they are not in the ledger.");
        }
    }
}
