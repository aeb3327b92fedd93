package dev.sheaf.store;

import static dev.sheaf.store.BulkRun.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Verbatim;
import dev.sheaf.bulk.Work;
import dev.sheaf.bulk.Works;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.gateway.Batch;
import dev.sheaf.gateway.BatchStore;
import dev.sheaf.gateway.BatchWork;
import dev.sheaf.gateway.FilePurpose;
import dev.sheaf.gateway.FileStore;
import dev.sheaf.gateway.NewFile;
import dev.sheaf.gateway.StoredFile;
import dev.sheaf.model.Structured;
import dev.sheaf.online.TaskShelf;
import dev.sheaf.pack.Preparation;
import dev.sheaf.quality.PackGuard;
import dev.sheaf.rows.Json;
import dev.sheaf.task.TaskDefinition;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Batches of the wire from their file to their files, on PostgreSQL and a provider inside the test. */
final class BatchRun {
    static final String TASK = "sheaf/test";
    private static final Duration HOLD = Duration.ofHours(1);
    private static final List<String> HELD = List.of("batch", "job", "part");

    final BulkRun bulk;
    final FileStore files;
    final BatchStore batches;
    private final Pool pool;
    /** Whoever reads a file into a job, now or later, may be gone. */
    boolean readersEnd;

    private final Set<String> dead = new HashSet<>();

    BatchRun(Pool pool) {
        this.pool = pool;
        bulk = new BulkRun(pool);
        bulk.others = this::works;
        files = new StoredFiles(() -> pool, HOLD);
        batches = new StoredBatches(pool, new Replica("caller", HOLD, false), () -> {});
        await(pool.query("delete from batch; delete from file").execute());
    }

    private List<Work<?>> works(Life life, Replica replica) {
        var shelf = new TaskShelf(
                bulk.catalog,
                Preparation.of(Set.of(Structured.values())),
                Duration.ofSeconds(1),
                PackGuard.NONE,
                Infrastructure.getDefaultWorkerPool(),
                System::nanoTime);
        var ground = new BatchWork.Ground(
                life.of(BatchStore.class, new StoredBatches(pool, replica, () -> {})),
                LivingFiles.of(life, files),
                life.of(JobStore.class, bulk.jobs),
                shelf,
                PriceTable.builtIn());
        return List.of(BatchWork.of(ground, Infrastructure.getDefaultWorkerPool(), bulk::clock));
    }

    void put(TaskDefinition task) {
        await(bulk.catalog.put(bulk.tenant, "test", task));
    }

    // what is asked for

    static String body(String model, String text) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    static String line(String id, String body) {
        return line(id, Verbatim.CHAT, body);
    }

    static String line(String id, String url, String body) {
        return "{\"custom_id\":\"" + id + "\",\"method\":\"POST\",\"url\":\"" + url + "\",\"body\":" + body + "}";
    }

    /** A question a text, its place for an id. */
    static List<String> lines(String model, List<String> texts) {
        return IntStream.range(0, texts.size())
                .mapToObj(i -> line("c-" + i, body(model, texts.get(i))))
                .toList();
    }

    String upload(List<String> lines) {
        return upload(FilePurpose.BATCH, String.join("\n", lines) + "\n");
    }

    String upload(FilePurpose purpose, String content) {
        String id = "file-" + UUID.randomUUID();
        NewFile file = new NewFile(bulk.tenant, id, purpose, "requests.jsonl", Instant.now(), null);
        await(files.write(file, Multi.createFrom().item(content.getBytes(StandardCharsets.UTF_8))));
        return id;
    }

    Batch order(String file, String endpoint, Lane lane, Map<String, String> metadata, @Nullable Duration expiry) {
        String id = "batch_" + UUID.randomUUID().toString().replace("-", "");
        var order = new Batch.Order(file, endpoint, lane, metadata, expiry);
        Batch batch = Batch.ordered(bulk.tenant, id, order, bulk.clock());
        await(batches.add(batch, null));
        return batch;
    }

    Batch order(Lane lane, List<String> lines) {
        return order(upload(lines), Verbatim.CHAT, lane, Map.of(), null);
    }

    void cancel(Batch batch) {
        assertThat(await(batches.cancel(batch.tenant(), batch.id()))).isTrue();
    }

    // what comes of it

    Batch find(Batch batch) {
        return await(batches.find(batch.tenant(), batch.id())).orElseThrow();
    }

    Job job(Batch batch) {
        return await(bulk.jobs.find(batch.tenant(), batch.job())).orElseThrow();
    }

    /** Works until this is so, as if every wait were over. */
    void until(String what, BooleanSupplier condition, Works... replicas) {
        bulk.until(
                what,
                () -> {
                    hurry();
                    return condition.getAsBoolean();
                },
                replicas);
    }

    private void hurry() {
        if (readersEnd) {
            endReaders();
        }
        if (!dead.isEmpty()) {
            endLeasesOfTheDead();
        }
        await(pool.query("update batch set due_at = now() where lease_owner is null and due_at > now()")
                .execute());
    }

    Batch finish(Batch batch, Works... replicas) {
        try {
            until(batch.id() + " is over", () -> find(batch).state().isOver(), replicas);
            return find(batch);
        } catch (AssertionError stuck) {
            throw new AssertionError(find(batch) + "\n" + await(bulk.jobs.find(batch.tenant(), batch.job())), stuck);
        }
    }

    private void endReaders() {
        await(pool.query("update job set lease_until = now() - interval '1 second' where state = 'ingesting'")
                .execute());
    }

    /** Whoever holds something is dead for good. */
    /** Who holds anything now is dead: also what a claim that is on its way still gets for it is free again. */
    void endLeases() {
        endReaders();
        HELD.forEach(table -> await(pool.query("select lease_owner from " + table + " where lease_owner is not null")
                        .execute())
                .forEach(row -> dead.add(row.getString(0))));
        endLeasesOfTheDead();
    }

    private void endLeasesOfTheDead() {
        String[] owners = dead.toArray(String[]::new);
        HELD.forEach(table -> await(pool.preparedQuery("update " + table
                        + " set lease_until = now() - interval '1 second', due_at = now() where lease_owner = any($1)")
                .execute(Tuple.of(owners))));
    }

    StoredFile file(String id) {
        return await(files.find(bulk.tenant, id)).orElseThrow();
    }

    /** The lines of a file that a batch has written; none where it wrote none. */
    List<JsonNode> read(@Nullable String id) {
        if (id == null) {
            return List.of();
        }
        StoredFile file = file(id);
        var text = new ByteArrayOutputStream();
        await(files.read(file, 0, file.bytes())
                .invoke(text::writeBytes)
                .collect()
                .last());
        return text.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> Json.lenient(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    List<JsonNode> output(Batch batch) {
        return read(batch.result().outputFile());
    }

    List<JsonNode> errors(Batch batch) {
        return read(batch.result().errorFile());
    }

    /** Files that batches have written. */
    List<StoredFile> written() {
        var all = new FileStore.Listing(FilePurpose.BATCH_OUTPUT, null, 100, true);
        return await(files.list(bulk.tenant, all)).orElseThrow().files();
    }

    static List<String> ids(List<JsonNode> lines) {
        return lines.stream().map(line -> line.path("custom_id").asText()).toList();
    }

    static long sum(List<JsonNode> lines, String pointer) {
        return lines.stream().mapToLong(line -> line.at(pointer).asLong()).sum();
    }
}
