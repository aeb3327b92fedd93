package dev.sheaf.app;

import dev.sheaf.bulk.Appraisal;
import dev.sheaf.bulk.BulkConfig;
import dev.sheaf.bulk.Ingest;
import dev.sheaf.bulk.IngestConfig;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.cost.Checking;
import dev.sheaf.cost.Pace;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.openai.OpenAiConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Puts together what takes files in. */
@ApplicationScoped
class IngestWiring {
    private static final int ID_LENGTH = 20;

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Ingest ingest(JobStore jobs, IngestConfig config, Clock clock) {
        ExecutorService readers = Executors.newFixedThreadPool(config.uploads(), IngestWiring::reader);
        return new Ingest(jobs, config, readers, clock, IngestWiring::id);
    }

    @Produces
    @Singleton
    Appraisal appraisal(
            IngestConfig config, PriceTable prices, OpenAiConfig provider, BulkConfig bulk, GuardConfig guard) {
        ExecutorService readers = Executors.newFixedThreadPool(config.uploads(), IngestWiring::reader);
        var checking = new Checking(guard.share().doubleValue(), guard.spend().doubleValue());
        return new Appraisal(prices, model -> pace(provider, bulk, model), checking, config, readers);
    }

    private static Pace pace(OpenAiConfig provider, BulkConfig bulk, String model) {
        Long queue = bulk.enqueuedTokens().get(model);
        return new Pace(
                provider.concurrency(),
                provider.requestsPerMinute(),
                provider.tokensPerMinute(),
                queue == null ? OptionalLong.empty() : OptionalLong.of(queue));
    }

    /** Unique for ever, and short, since it stands in the ids of the job's requests. */
    private static String id() {
        return "job_" + UUID.randomUUID().toString().replace("-", "").substring(0, ID_LENGTH);
    }

    private static Thread reader(Runnable work) {
        Thread thread = new Thread(work, "sheaf-ingest");
        thread.setDaemon(true);
        return thread;
    }
}
