package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobStore.Row;
import dev.sheaf.gateway.Batch.State;
import dev.sheaf.model.Usage;
import dev.sheaf.rows.Json;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Answer.NoAnswer;
import dev.sheaf.task.Answer.Response;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Lines of a batch's files. */
final class BatchLines {
    /** Reasons that only say that its turn did not come. */
    private static final Set<String> NOT_RUN = Set.of("job_cancelled", "batch_cancelled", "batch_expired");

    private static final NoAnswer NOTHING = new NoAnswer("job_cancelled", "");

    private final Batch batch;
    private final Job job;
    private final State end;
    private final Usage usage;
    private long answered;

    /** @param usage of the whole batch, which the lines of a task's answers share evenly */
    BatchLines(Batch batch, Job job, State end, Usage usage) {
        this.batch = batch;
        this.job = job;
        this.end = end;
        this.usage = usage;
    }

    static boolean isGood(Row row) {
        Answer answer = row.answer().orElse(NOTHING);
        return answer instanceof Response response ? response.isGood() : !(answer instanceof NoAnswer);
    }

    /** With its end. */
    byte[] line(Row row) {
        Answer answer = row.answer().orElse(NOTHING);
        ObjectNode line = Json.object();
        line.put("id", "batch_req_" + number() + "_" + row.seq()).set("custom_id", customId(row));
        if (answer instanceof NoAnswer none) {
            line.putNull("response").set("error", error(none));
        } else {
            line.set("response", response(row, answer));
            line.putNull("error");
        }
        return (Json.compact(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** As it was given; the row's own is what a database can hold of it. */
    private static JsonNode customId(Row row) {
        return Json.lenient(row.cells().getBytes(StandardCharsets.UTF_8)).path("custom_id");
    }

    private String number() {
        return batch.id().substring(Batch.PREFIX.length());
    }

    private ObjectNode response(Row row, Answer answer) {
        if (answer instanceof Response response) {
            ObjectNode json = Json.object().put("status_code", response.status());
            return json.put("request_id", response.requestId()).set("body", response.body());
        }
        long created = batch.createdAt().getEpochSecond();
        var heading = new Heading("chatcmpl-" + number() + row.seq(), created);
        ObjectNode body =
                TaskCompletions.answered(heading.of(String.valueOf(batch.model())), answer, share(answered++));
        ObjectNode sheaf = body.putObject("sheaf")
                .put("task", job.task())
                .put("version", job.version())
                .put("job", job.id());
        if (row.votes() != null) {
            row.votes().writeTo(sheaf);
        }
        ObjectNode json = Json.object().put("status_code", 200).put("request_id", job.id());
        return json.set("body", body);
    }

    /** Shares add up exactly: the first lines bear what is left over. */
    private Usage share(long place) {
        return new Usage(
                share(usage.inputTokens(), place),
                share(usage.cachedTokens(), place),
                share(usage.outputTokens(), place),
                share(usage.reasoningTokens(), place));
    }

    private long share(long all, long place) {
        long lines = job.counts().answered();
        return all / lines + (place < all % lines ? 1 : 0);
    }

    private ObjectNode error(NoAnswer none) {
        ObjectNode json = Json.object();
        if (!NOT_RUN.contains(none.code())) {
            return json.put("code", none.code()).put("message", none.message());
        }
        return end == State.EXPIRED
                ? json.put("code", "batch_expired").put("message", "The batch expired before this request was run.")
                : json.put("code", "batch_cancelled")
                        .put("message", "The batch was cancelled before this request was run.");
    }
}
