package dev.sheaf.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.Until;
import dev.sheaf.bulk.Askings;
import dev.sheaf.bulk.BulkConfig;
import dev.sheaf.bulk.BulkEvents;
import dev.sheaf.bulk.BulkTasks;
import dev.sheaf.bulk.Chance;
import dev.sheaf.bulk.Ending;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobFile;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Leases;
import dev.sheaf.bulk.NewItem;
import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.PartDriver;
import dev.sheaf.bulk.PartStore;
import dev.sheaf.bulk.PlainWire;
import dev.sheaf.bulk.PlanStore;
import dev.sheaf.bulk.Planner;
import dev.sheaf.bulk.Spool;
import dev.sheaf.bulk.StagedBatches;
import dev.sheaf.bulk.Verbatim;
import dev.sheaf.bulk.Work;
import dev.sheaf.bulk.Works;
import dev.sheaf.cost.Bill;
import dev.sheaf.cost.Content;
import dev.sheaf.cost.Money;
import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ChatModel;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.ChatWire;
import dev.sheaf.model.Relay;
import dev.sheaf.model.Reply;
import dev.sheaf.model.Structured;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.CorrectModel;
import dev.sheaf.pack.Preparation;
import dev.sheaf.pack.Tasks;
import dev.sheaf.quality.PackGuard;
import dev.sheaf.task.Answer;
import dev.sheaf.task.MemoryCatalog;
import dev.sheaf.task.TaskDefinition;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
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
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Jobs from their rows to their answers, on PostgreSQL and a provider inside the test. */
final class BulkRun {
    static final TaskDefinition PAIRS = Tasks.sentiment("'packing':{'maxItems':2}");

    final StagedBatches provider = new StagedBatches();
    final List<ChatRequest> online = Collections.synchronizedList(new ArrayList<>());
    /** What the online lane answers. */
    Function<ChatRequest, Uni<Reply>> chat = request -> Uni.createFrom().item(() -> answer(request));

    /** What answers requests that are sent as they stand. */
    Relay relay = (passage, lost) -> Uni.createFrom().failure(new IllegalStateException("nothing is relayed"));

    /** What replicas work on beside jobs and parts. */
    BiFunction<Life, Replica, List<Work<?>>> others = (life, replica) -> List.of();

    /** How requests are written. */
    ChatWire wire = new PlainWire();

    final AtomicReference<Instant> now = new AtomicReference<>();
    final MemoryCatalog catalog = new MemoryCatalog(InstantSource.system());
    final String tenant = UUID.randomUUID().toString();
    final JobStore jobs;
    final Map<String, String> settings = new HashMap<>(Map.of(
            "sheaf.bulk.lease", "PT30S",
            "sheaf.bulk.poll", "PT0.02S",
            "sheaf.bulk.settling", "PT0.1S",
            "sheaf.bulk.retry-pause", "PT0.05S",
            "sheaf.bulk.queue-pause", "PT0.02S",
            "sheaf.bulk.overflow-pause", "PT0.05S"));
    /** What was priced. */
    final List<Content> priced = Collections.synchronizedList(new ArrayList<>());
    /** Ids of the online requests that were answered. */
    final List<String> onlineBill = Collections.synchronizedList(new ArrayList<>());

    final Pool pool;
    /** Not one that is taken away after the test: what is under way by then may still write there. */
    private final Path directory = Path.of("target", "spools", tenant);

    /** Replicas of this run and those before it, which would work on what is not theirs. */
    private static final Queue<Working> WORKING = new ConcurrentLinkedQueue<>();

    private record Working(Works works, Life life) {
        void end() {
            works.stop();
            Until.holds("it claims nothing more", () -> !works.isClaiming() || life.isOver());
        }
    }

    BulkRun(Pool pool) {
        endOthers();
        this.pool = pool;
        this.jobs = new StoredJobs(pool, BulkEvents.NONE, () -> {});
        provider.right = BulkRun::right;
        clear();
    }

    /** A step of a run before may still be under way, which locks a part before its job. */
    private void clear() {
        await(pool.query("delete from job")
                .execute()
                .onFailure(PgException.class)
                .retry()
                .atMost(3));
        await(pool.query("delete from item").execute());
    }

    /** Replicas of runs before, of whatever test: they would go on with what they find in the database. */
    static void endOthers() {
        for (Working left = WORKING.poll(); left != null; left = WORKING.poll()) {
            left.end();
        }
    }

    static Object right(String text) {
        return text.contains("good") ? "POSITIVE" : text.contains("bad") ? "NEGATIVE" : "NEUTRAL";
    }

    static List<String> texts(int count) {
        List<String> moods = List.of("good", "bad", "so so");
        return IntStream.range(0, count)
                .mapToObj(i -> "Comment " + i + " is " + moods.get(i % 3))
                .toList();
    }

    void assertAnswered(Job job, List<String> texts) {
        List<JobStore.Row> rows = rows(job);
        assertThat(rows).hasSameSizeAs(texts);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(rows.get(i).seq()).isEqualTo(i + 1);
            assertThat(rows.get(i).answer())
                    .as(texts.get(i))
                    .contains(new Answer.OneLabel(String.valueOf(right(texts.get(i)))));
        }
    }

    /** The right reply, at a cost. */
    Reply answer(ChatRequest request) {
        onlineBill.add(request.id());
        Reply reply = CorrectModel.reply(request, provider.right);
        return new Reply("req_" + request.id(), reply.text(), null, reply.finish(), new Usage(100, 0, 5, 0));
    }

    /** The ids of the requests that the ledger has, with their sendings: confirmed ones, or the others. */
    List<String> ledger(Job job, boolean confirmed) {
        List<String> booked = new ArrayList<>();
        await(pool.preparedQuery("select request, attempt, lane from ledger where job = $1 and confirmed = $2")
                        .execute(Tuple.of(job.id(), confirmed)))
                .forEach(row -> booked.add(
                        row.getString("lane").equals("batch")
                                ? row.getString("request")
                                : row.getString("request") + "-" + row.getInteger("attempt")));
        return booked;
    }

    /** No request was answered twice at a cost. */
    void assertNoneTwice(String when) {
        assertThat(provider.bill).as(when).doesNotHaveDuplicates();
    }

    /** Every reply that was paid is in the ledger once. */
    void assertBooked(Job... all) {
        List<String> paid = new ArrayList<>(provider.bill);
        paid.addAll(onlineBill);
        List<String> booked = new ArrayList<>();
        for (Job job : all) {
            booked.addAll(ledger(job, true));
        }
        assertThat(booked).containsExactlyInAnyOrderElementsOf(paid);
    }

    BulkConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(BulkConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(BulkConfig.class);
    }

    /** What the test says that it is, or what it is. */
    Instant clock() {
        Instant said = now.get();
        return said == null ? Instant.now() : said;
    }

    /** A replica of its own. */
    Works replica() {
        return replica(new Life());
    }

    /** A replica that dies or pauses when its life says so. */
    Works replica(Life life) {
        BulkConfig config = config();
        var replica = new Replica(UUID.randomUUID().toString(), config.lease(), config.keepAnswers());
        Leases leases = life.of(Leases.class, new StoredLeases(pool, replica, BulkEvents.NONE));
        PlanStore plans = life.of(PlanStore.class, new StoredPlans(pool, replica, BulkEvents.NONE));
        PartStore parts = life.of(PartStore.class, new StoredParts(pool, replica, BulkEvents.NONE));
        var chance = new Chance(
                this::clock,
                () -> ThreadLocalRandom.current().nextLong(),
                () -> UUID.randomUUID().toString(),
                () -> 0.5,
                Infrastructure.getDefaultWorkerPool());
        var tasks = new BulkTasks(
                catalog, Preparation.of(Set.of(Structured.values())), Infrastructure.getDefaultWorkerPool());
        var spool = new Spool(directory, config.spoolBytes());
        ChatModel model = life.of(ChatModel.class, request -> {
            online.add(request);
            return chat.apply(request);
        });
        BatchModel batches = life.of(BatchModel.class, provider);
        var askings = new Askings(
                tasks,
                new PartDriver.Provider(model, batches, wire, life.of(Relay.class, relay)),
                (name, usage, tariff, content) -> {
                    priced.add(content);
                    return bill(usage);
                },
                config,
                PackGuard.NONE);
        var planner = new Planner(plans, askings, config, chance);
        var ground = new PartDriver.Ground(leases, parts, spool, config, chance, new Ending());
        var driver = new PartDriver(ground, batches, planner, askings);
        Works works = Works.of(ground, planner, driver, others.apply(life, replica));
        WORKING.add(new Working(works, life));
        return works;
    }

    /** A dollar for a million tokens of input. */
    static Bill bill(Usage usage) {
        Optional<Money> cost = Optional.of(new Money(BigDecimal.valueOf(usage.inputTokens(), 6)));
        return new Bill(cost, cost, cost, cost, cost, cost);
    }

    Job submit(TaskDefinition task, Lane lane, @Nullable Instant deadline, List<String> texts) {
        return submit(task, lane, deadline, texts, null);
    }

    Job submit(
            TaskDefinition task, Lane lane, @Nullable Instant deadline, List<String> texts, @Nullable Duration known) {
        String version = await(catalog.put(tenant, "test", task)).task().version();
        return submit("test", version, lane, deadline, texts, known, Map.of());
    }

    /** Requests that are sent as they stand. */
    Job submit(Verbatim what, Lane lane, Map<String, String> metadata, List<String> bodies) {
        return submit(what.task(), what.version(), lane, null, bodies, null, metadata);
    }

    private Job submit(
            String task,
            String version,
            Lane lane,
            @Nullable Instant deadline,
            List<String> texts,
            @Nullable Duration known,
            Map<String, String> metadata) {
        return await(jobs.begin(read(task, version, lane, deadline, texts, known, metadata)));
    }

    /** One whose rows have come, and that has not begun. */
    Job read(TaskDefinition task, Lane lane, List<String> texts) {
        String version = await(catalog.put(tenant, "test", task)).task().version();
        return read("test", version, lane, null, texts, null, Map.of());
    }

    private Job read(
            String task,
            String version,
            Lane lane,
            @Nullable Instant deadline,
            List<String> texts,
            @Nullable Duration known,
            Map<String, String> metadata) {
        Job job = new Job(
                tenant,
                "job_" + UUID.randomUUID().toString().substring(0, 13).replace("-", ""),
                null,
                task,
                version,
                lane,
                new JobFile(JobFile.CSV, "text", null, List.of("text"), null, false, false),
                known,
                metadata,
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
        return opened;
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
        try {
            until(job.id() + " is over", () -> find(job).state().isOver(), replicas);
            return find(job);
        } catch (AssertionError stuck) {
            throw new AssertionError(find(job) + "\n" + parts(job), stuck);
        }
    }

    /** Works until this is so. */
    void until(String what, BooleanSupplier condition, Works... replicas) {
        Until.holds(what, () -> {
            for (Works replica : replicas) {
                replica.tick().subscribe().with(begun -> {});
            }
            return condition.getAsBoolean();
        });
    }

    /** Five requests of two items. */
    Job submitPairs() {
        return submit(PAIRS, Lane.BATCH, null, texts(10));
    }

    List<Part> parts(Job job) {
        return await(jobs.parts(job));
    }

    /** What the row got: a label, or the code of its reason. */
    String got(Job job, long seq) {
        Answer answer = rows(job).get((int) seq - 1).answer().orElseThrow();
        return answer instanceof Answer.OneLabel label
                ? String.valueOf(label.label())
                : ((Answer.NoAnswer) answer).code();
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
