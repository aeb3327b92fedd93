package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobFile;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.RequestFileCheck;
import dev.sheaf.bulk.RequestFileItems;
import dev.sheaf.bulk.RequestFileReport;
import dev.sheaf.bulk.TooManyRows;
import dev.sheaf.bulk.Verbatim;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.model.RemoteBatch.Problem;
import dev.sheaf.online.TaskShelf;
import dev.sheaf.pack.Prepared;
import dev.sheaf.rows.Json;
import dev.sheaf.task.Task;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From a batch's file to a job that runs. */
final class BatchIntake {
    private final BatchStore batches;
    private final FileStore files;
    private final JobStore jobs;
    private final BatchLoad load;
    private final TaskShelf tasks;
    private final PriceTable prices;
    private final Executor worker;

    BatchIntake(
            BatchStore batches, FileStore files, JobStore jobs, TaskShelf tasks, PriceTable prices, Executor worker) {
        this.batches = batches;
        this.files = files;
        this.jobs = jobs;
        this.load = new BatchLoad(jobs);
        this.tasks = tasks;
        this.prices = prices;
        this.worker = worker;
    }

    /**
     * What came of it.
     *
     * @param problems why the file cannot be run; none: the job runs
     * @param later somebody who may be gone is still at it
     */
    record Begun(String model, List<Problem> problems, boolean later) {
        static Begun refused(List<Problem> problems) {
            return new Begun("", problems, false);
        }

        static Begun refused(String code, String message, @Nullable String param) {
            return refused(List.of(new Problem(code, message, param, null)));
        }
    }

    /**
     * Does it once, however often it is called: the job's id follows from the batch's. Where that runs already, whatever has
     * become of file and task since is of no account.
     */
    Uni<Begun> begin(Batch batch) {
        return jobs.find(batch.tenant(), batch.job()).chain(job -> job.filter(BatchIntake::runs)
                .map(known -> Uni.createFrom().item(new Begun(model(known), List.of(), false)))
                .orElseGet(() -> look(batch)));
    }

    static boolean runs(Job job) {
        return job.state() != JobState.INGESTING && job.state() != JobState.FAILED;
    }

    private static String model(Job job) {
        return Verbatim.of(job).map(Verbatim::model).orElseGet(() -> TaskModel.of(job.task()));
    }

    private Uni<Begun> look(Batch batch) {
        return files.find(batch.tenant(), batch.order().inputFile())
                .chain(found -> found.isEmpty()
                        ? refused(
                                "file_not_found",
                                "There is no file " + batch.order().inputFile() + ".")
                        : begin(batch, found.get()));
    }

    private static Uni<Begun> refused(String code, String message) {
        return Uni.createFrom().item(Begun.refused(code, message, "input_file_id"));
    }

    private Uni<Begun> begin(Batch batch, StoredFile file) {
        return file.purpose() == FilePurpose.BATCH
                ? check(batch, file).chain(report -> report.valid() ? begin(batch, file, report) : bad(report))
                : refused("invalid_file_purpose", "The file's purpose is not 'batch'.");
    }

    private Uni<Begun> begin(Batch batch, StoredFile file, RequestFileReport report) {
        return batches.room(batch)
                .map(room -> room.filter(items -> items < report.requests()))
                .chain(room -> room.isEmpty()
                        ? begin(batch, file, model(report))
                        : Uni.createFrom()
                                .item(Begun.refused("rate_limit_exceeded", tooMany(report, room.get()), null)));
    }

    private static String tooMany(RequestFileReport report, long room) {
        return "The file has " + report.requests() + " requests, and the key that ordered the batch may have " + room
                + " more items today.";
    }

    private static Uni<Begun> bad(RequestFileReport report) {
        return Uni.createFrom().item(Begun.refused(report.errors()));
    }

    private static String model(RequestFileReport report) {
        return report.models().get(0);
    }

    private Uni<RequestFileReport> check(Batch batch, StoredFile file) {
        var check = new RequestFileCheck(prices, batch.order().endpoint());
        return content(file)
                .onItem()
                .invoke(bytes -> check.feed(bytes, 0, bytes.length))
                .onItem()
                .ignoreAsUni()
                .map(read -> check.end());
    }

    private Multi<byte[]> content(StoredFile file) {
        return files.read(file, 0, file.bytes()).emitOn(worker, 1);
    }

    private Uni<Begun> begin(Batch batch, StoredFile file, String model) {
        if (model.indexOf('\0') >= 0) {
            return noModel(model); // nobody's name, and no database can hold it
        }
        if (!TaskModel.isReserved(model)) {
            Job job = job(batch, new Verbatim(batch.order().endpoint(), model));
            return load(job, file, isOfResponses(batch) ? Stateless::held : body -> asItStands(body, model), model);
        }
        if (!batch.order().endpoint().equals(Verbatim.CHAT)) {
            return Uni.createFrom()
                    .item(Begun.refused("invalid_endpoint", "Tasks answer at " + Verbatim.CHAT + " only.", "endpoint"));
        }
        Uni<Optional<Prepared>> task = TaskModel.task(model)
                .map(name -> tasks.find(batch.tenant(), name))
                .orElse(Uni.createFrom().item(Optional.empty()));
        return task.chain(
                found -> found.isPresent() ? asked(batch, file, found.get().task(), model) : noModel(model));
    }

    private Uni<Begun> asked(Batch batch, StoredFile file, Task task, String model) {
        return load(job(batch, task), file, BatchIntake::question, model);
    }

    private static Uni<Begun> noModel(String model) {
        return Uni.createFrom().item(Begun.refused("model_not_found", "There is no model " + model + ".", null));
    }

    private static boolean isOfResponses(Batch batch) {
        return batch.order().endpoint().equals("/v1/responses");
    }

    /** With its model, which the file's check knows where the body leaves it to the provider. */
    private static RequestFileItems.Text asItStands(JsonNode body, String model) {
        return RequestFileItems.Text.of(
                Json.compact(body.hasNonNull("model") ? body : ((ObjectNode) body).put("model", model)));
    }

    private static RequestFileItems.Text question(JsonNode body) {
        try {
            return RequestFileItems.Text.of(
                    TaskItem.read(checked(body), "messages").text());
        } catch (ApiError unfit) {
            String code = unfit.code();
            return RequestFileItems.Text.none(
                    code == null ? "invalid_request" : code, String.valueOf(unfit.getMessage()));
        }
    }

    private static ArrayNode checked(JsonNode body) {
        TaskLimits.check((ObjectNode) body);
        if (body.path("messages") instanceof ArrayNode messages) {
            return messages;
        }
        throw ApiError.wrongType("messages", "an array", body.path("messages"));
    }

    private static Job job(Batch batch, Task task) {
        return job(batch, task.name(), task.version());
    }

    private static Job job(Batch batch, Verbatim verbatim) {
        return job(batch, verbatim.task(), verbatim.version());
    }

    private static Job job(Batch batch, String task, String version) {
        return new Job(
                batch.tenant(),
                batch.job(),
                batch.id(),
                task,
                version,
                batch.order().lane(),
                JobFile.asked(JobFile.NDJSON, null, "custom_id", null),
                null,
                metadata(batch),
                JobState.INGESTING,
                false,
                null,
                Job.Counts.NONE,
                Integer.MAX_VALUE,
                batch.createdAt(),
                batch.expiresAt(),
                null);
    }

    /** Ours is for us. */
    private static Map<String, String> metadata(Batch batch) {
        Map<String, String> metadata = new TreeMap<>(batch.order().metadata());
        metadata.remove(BatchOrders.LANE);
        return metadata;
    }

    private Uni<Begun> load(Job job, StoredFile file, Function<JsonNode, RequestFileItems.Text> text, String model) {
        return load.load(job, content(file), text)
                .map(now -> new Begun(model, List.of(), now.state() == JobState.INGESTING))
                .onFailure(TooManyRows.class)
                .recoverWithItem(full -> Begun.refused(
                        "rate_limit_exceeded",
                        "The file has more requests than the key that ordered the batch may have items today.",
                        null));
    }
}
