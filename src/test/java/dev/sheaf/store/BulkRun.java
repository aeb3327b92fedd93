package dev.sheaf.store;

import dev.sheaf.app.Until;
import dev.sheaf.bulk.BulkConfig;
import dev.sheaf.bulk.BulkTasks;
import dev.sheaf.bulk.Chance;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobFile;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.NewItem;
import dev.sheaf.bulk.PartDriver;
import dev.sheaf.bulk.PlainWire;
import dev.sheaf.bulk.Planner;
import dev.sheaf.bulk.RequestLines;
import dev.sheaf.bulk.Spool;
import dev.sheaf.bulk.StagedBatches;
import dev.sheaf.bulk.Works;
import dev.sheaf.model.ChatModel;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.Reply;
import dev.sheaf.model.Structured;
import dev.sheaf.pack.CorrectModel;
import dev.sheaf.task.MemoryCatalog;
import dev.sheaf.task.TaskDefinition;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Jobs from their rows to their answers, on PostgreSQL and a provider inside the test. */
final class BulkRun {
    final StagedBatches provider = new StagedBatches();
    final List<ChatRequest> online = Collections.synchronizedList(new ArrayList<>());
    /** What the online lane answers. */
    Function<ChatRequest, Uni<Reply>> chat =
            request -> Uni.createFrom().item(() -> CorrectModel.reply(request, provider.right));

    final AtomicReference<Instant> now = new AtomicReference<>();
    final MemoryCatalog catalog = new MemoryCatalog(InstantSource.system());
    final String tenant = UUID.randomUUID().toString();
    final JobStore jobs;
    final Map<String, String> settings = new HashMap<>(Map.of(
            "sheaf.bulk.lease", "PT30S",
            "sheaf.bulk.poll", "PT0.1S",
            "sheaf.bulk.settling", "PT0.1S",
            "sheaf.bulk.queue-pause", "PT0.05S",
            "sheaf.bulk.overflow-pause", "PT0.05S"));
    private final Pool pool;
    private final Path directory;

    BulkRun(Pool pool, Path directory) {
        this.pool = pool;
        this.directory = directory;
        this.jobs = new StoredJobs(pool);
    }

    BulkConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(BulkConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(BulkConfig.class);
    }

    /** A replica of its own. */
    Works replica() {
        BulkConfig config = config();
        var store = new StoredWork(
                pool, new StoredWork.Replica(UUID.randomUUID().toString(), config.lease(), config.keepAnswers()));
        InstantSource clock = () -> now.get() == null ? Instant.now() : now.get();
        var chance = new Chance(
                clock,
                () -> ThreadLocalRandom.current().nextLong(),
                () -> UUID.randomUUID().toString(),
                () -> 0.5,
                Infrastructure.getDefaultWorkerPool());
        var tasks = new BulkTasks(catalog, Set.of(Structured.values()), Infrastructure.getDefaultWorkerPool());
        var wire = new PlainWire();
        var planner = new Planner(store, tasks, new RequestLines(wire), config, chance);
        var spool = new Spool(directory.resolve("spool"), config.spoolBytes());
        ChatModel model = request -> {
            online.add(request);
            return chat.apply(request);
        };
        var driver = new PartDriver(
                new PartDriver.Ground(store, tasks, spool, config, chance),
                new PartDriver.Provider(model, provider, wire),
                planner,
                (name, usage, lane) -> Optional.of(BigDecimal.valueOf(usage.inputTokens(), 6)));
        return new Works(store, planner, driver, config);
    }

    Job submit(TaskDefinition task, Lane lane, @Nullable Instant deadline, List<String> texts) {
        return submit(task, lane, deadline, texts, null);
    }

    Job submit(
            TaskDefinition task, Lane lane, @Nullable Instant deadline, List<String> texts, @Nullable Duration known) {
        String version = await(catalog.put(tenant, "test", task)).task().version();
        Job job = new Job(
                tenant,
                "job_" + UUID.randomUUID().toString().substring(0, 13).replace("-", ""),
                null,
                "test",
                version,
                lane,
                new JobFile(JobFile.CSV, "text", null, List.of("text"), null, false, false),
                JobState.INGESTING,
                false,
                null,
                Job.Counts.NONE,
                config().maxRequests(),
                Instant.now(),
                deadline,
                null);
        Job opened = await(jobs.open(job, Duration.ofMinutes(1))).job();
        for (int from = 0; from < texts.size(); from += 1_000) {
            List<String> block = texts.subList(from, Math.min(texts.size(), from + 1_000));
            await(jobs.add(opened, rows(from + 1, block), Duration.ofMinutes(1)));
        }
        return await(jobs.begin(opened, known));
    }

    private static List<NewItem> rows(long first, List<String> texts) {
        return LongStream.range(first, first + texts.size())
                .mapToObj(seq -> {
                    String text = texts.get((int) (seq - first));
                    return new NewItem(seq, "row-" + seq, seq + 1, "[\"" + seq + "\"]", text, null);
                })
                .toList();
    }

    /** Works until the job is over. */
    Job finish(Job job, Works... replicas) {
        Until.holds(job.id() + " is over", () -> {
            for (Works replica : replicas) {
                await(replica.tick());
            }
            return find(job).state().isOver();
        });
        return find(job);
    }

    Job find(Job job) {
        return await(jobs.find(tenant, job.id())).orElseThrow();
    }

    List<JobStore.Row> rows(Job job) {
        return await(jobs.rows(job, 0, 1_000_000));
    }

    static <T> T await(Uni<T> asked) {
        return asked.await().atMost(Duration.ofSeconds(30));
    }
}
