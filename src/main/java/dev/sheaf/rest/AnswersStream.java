package dev.sheaf.rest;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/**
 * A job's answers in the order of its file. It reads a page when the one before it has left, and waits for a row that is
 * open, unless its reader does not want to wait.
 */
final class AnswersStream {
    private static final int ROWS_AT_FIRST = 100;
    private static final int MOST_ROWS = 1_000;
    /** What a page is held to; of longer rows it has fewer. */
    private static final int CHARACTERS = 1 << 18;

    private final JobStore jobs;
    private final JobWatch watch;
    private final Job job;
    private final AnswersFile file;
    private final boolean waits;
    private long sent;
    private int limit = ROWS_AT_FIRST;
    private boolean ended;

    AnswersStream(JobStore jobs, JobWatch watch, Job job, AnswersFile file, boolean waits) {
        this.jobs = jobs;
        this.watch = watch;
        this.job = job;
        this.file = file;
        this.waits = waits;
    }

    Multi<byte[]> bytes() {
        Multi<byte[]> begin = Multi.createFrom().item(() -> file.page(List.of()));
        Multi<byte[]> pages = Multi.createBy().repeating().uni(this::next).whilst(page -> !ended);
        return Multi.createBy().concatenating().streams(begin, pages).filter(page -> page.length > 0);
    }

    private Uni<byte[]> next() {
        return rows().chain(rows -> {
            List<JobStore.Row> ready = waits ? answered(rows) : rows;
            return ready.isEmpty() ? jobs.find(job.tenant(), job.id()).chain(this::nothingReady) : send(ready);
        });
    }

    private Uni<List<JobStore.Row>> rows() {
        return jobs.rows(job, sent, limit);
    }

    private static List<JobStore.Row> answered(List<JobStore.Row> rows) {
        int count = 0;
        while (count < rows.size() && rows.get(count).answer().isPresent()) {
            count++;
        }
        return rows.subList(0, count);
    }

    private Uni<byte[]> nothingReady(Optional<Job> found) {
        Job now = found.orElseThrow(() -> Refused.unknownJob(job.id()));
        boolean grows = waits && now.state() == JobState.INGESTING;
        // read again: an answer may have come, and the job ended, since
        return rows().chain(rows -> {
            List<JobStore.Row> ready = waits && !now.state().isOver() ? answered(rows) : rows;
            if (!ready.isEmpty()) {
                return send(ready);
            }
            return rows.isEmpty() && !grows ? end() : watch.change(now).chain(this::nothingReady);
        });
    }

    private Uni<byte[]> send(List<JobStore.Row> rows) {
        sent = rows.get(rows.size() - 1).seq();
        long characters = rows.stream().mapToLong(row -> row.cells().length()).sum();
        limit = (int) Math.max(1, Math.min(MOST_ROWS, CHARACTERS * (long) rows.size() / (characters + 1)));
        return Uni.createFrom().item(() -> file.page(rows));
    }

    private Uni<byte[]> end() {
        ended = true;
        return Uni.createFrom().item(file::end);
    }
}
