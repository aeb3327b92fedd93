package dev.sheaf.gateway;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.JobStore.Row;
import dev.sheaf.gateway.Batch.Counts;
import dev.sheaf.gateway.Batch.Result;
import dev.sheaf.gateway.Batch.State;
import dev.sheaf.model.Usage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** From a job that is over to a batch's files: what has a good reply in one, all else in the other, in the file's order. */
final class BatchOutput {
    /** Rows that are held at once. */
    private static final int PAGE = 50;

    private final FileStore files;
    private final JobStore jobs;
    private final Executor worker;
    private final InstantSource clock;

    BatchOutput(FileStore files, JobStore jobs, Executor worker, InstantSource clock) {
        this.files = files;
        this.jobs = jobs;
        this.worker = worker;
        this.clock = clock;
    }

    /** Writes them, however often it is called: their ids follow from the batch's. */
    Uni<Result> write(Batch batch, Job job, State end) {
        return jobs.spent(job).chain(spent -> {
            var lines = new BatchLines(batch, job, end, spent.confirmed());
            return file(batch, job, lines, true).chain(output -> file(batch, job, lines, false)
                    .map(error -> result(job, output, error, spent.confirmed())));
        });
    }

    private static Result result(Job job, String output, String error, Usage usage) {
        Job.Counts counts = job.counts();
        return new Result(
                List.of(),
                new Counts(counts.total(), counts.answered(), counts.failed()),
                output.isEmpty() ? null : output,
                error.isEmpty() ? null : error,
                usage);
    }

    /** Its id; empty where there is nothing to write. */
    private Uni<String> file(Batch batch, Job job, BatchLines lines, boolean good) {
        boolean none = (good ? job.counts().answered() : job.counts().failed()) == 0;
        return none
                ? Uni.createFrom().item("")
                : files.write(named(batch, good), content(job, lines, good)).map(StoredFile::id);
    }

    private NewFile named(Batch batch, boolean good) {
        Instant now = clock.instant();
        Duration expiry = batch.order().outputExpiresAfter();
        return new NewFile(
                batch.tenant(),
                "file-" + batch.id().substring(Batch.PREFIX.length()) + (good ? "o" : "e"),
                FilePurpose.BATCH_OUTPUT,
                batch.id() + (good ? "_output.jsonl" : "_error.jsonl"),
                now,
                expiry == null ? null : now.plus(expiry));
    }

    private Multi<byte[]> content(Job job, BatchLines lines, boolean good) {
        return Multi.createBy()
                .repeating()
                .uni(AtomicLong::new, last -> page(job, last))
                .whilst(page -> page.size() == PAGE)
                .emitOn(worker, 1)
                .map(page -> text(page, lines, good));
    }

    private Uni<List<Row>> page(Job job, AtomicLong last) {
        return jobs.rows(job, last.get(), PAGE).invoke(page -> page.forEach(row -> last.set(row.seq())));
    }

    private static byte[] text(List<Row> page, BatchLines lines, boolean good) {
        var text = new ByteArrayOutputStream();
        page.stream().filter(row -> BatchLines.isGood(row) == good).forEach(row -> text.writeBytes(lines.line(row)));
        return text.toByteArray();
    }
}
