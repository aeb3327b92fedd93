package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings one batch on, a little at a time. */
final class BatchTask {
    /** Returned when there is nothing left to do. */
    static final long OVER = -1;

    private static final long SLICE_NANOS = 10_000_000;

    private final Batch batch;
    private final BatchWorks works;
    private @Nullable LineCheck check;
    private long checkedTo;
    private @Nullable AnswerLog log;
    private boolean stopped;

    /** What the work of all batches is done with. */
    record BatchWorks(
            BatchShelf shelf,
            ChatWork chat,
            LineWork lines,
            BatchFiles files,
            ModelCatalog models,
            Till till,
            Controls controls,
            SimulatedClock clock,
            ObjectMapper json) {}

    BatchTask(Batch batch, BatchWorks works) {
        this.batch = batch;
        this.works = works;
    }

    /** Waits until nothing is being done; nothing will be afterwards. */
    synchronized void stop() {
        stopped = true;
    }

    /** Does some of what is due; the simulated milliseconds until more is. */
    synchronized long advance() throws IOException {
        if (stopped) {
            return OVER;
        }
        return switch (batch.status()) {
            case VALIDATING -> validate();
            case IN_PROGRESS -> work();
            case FINALIZING -> end();
            case CANCELLING -> cancel();
            default -> OVER;
        };
    }

    private BatchChance chance() {
        return new BatchChance(batch.birth(), batch.found().lines());
    }

    private long validate() throws IOException {
        LineCheck checking = check;
        if (checking == null) {
            boolean weighs = works.controls().limits().enqueuedTokens() > 0;
            checking = new LineCheck(
                    works.json(),
                    works.models(),
                    weighs ? works.chat()::weigh : line -> 0,
                    works.controls().options().batches().maxLines());
            check = checking;
        }
        if (readOn(checking)) {
            return 0;
        }
        long wait = chance().checked() - works.clock().millis();
        return wait > 0 ? wait : judge(checking);
    }

    /** Whether there is more to check. */
    private boolean readOn(LineCheck checking) throws IOException {
        long end = System.nanoTime() + SLICE_NANOS;
        try (LineReader lines = new LineReader(works.shelf().input(batch), checkedTo, RequestLine.LONGEST)) {
            LineReader.Line line = lines.next();
            while (line != null && checking.wantsMore()) {
                checking.take(line);
                checkedTo = line.next();
                if (System.nanoTime() > end) {
                    return true;
                }
                line = lines.next();
            }
        }
        return false;
    }

    private long judge(LineCheck checking) {
        check = null;
        List<BatchProblem> problems = new ArrayList<>(checking.problems());
        if (problems.isEmpty()) {
            problems.addAll(further(checking.found()));
        }
        ArrayNode data = JsonNodeFactory.instance.arrayNode();
        problems.forEach(problem -> data.add(problem.describe()));
        BatchStatus next = problems.isEmpty() ? BatchStatus.IN_PROGRESS : BatchStatus.FAILED;
        synchronized (batch) {
            if (batch.move(BatchStatus.VALIDATING, next, works.clock().millis())) {
                batch.problems(data);
            }
        }
        works.shelf().save(batch);
        return 0;
    }

    /** What is wrong although each line is right. */
    private List<BatchProblem> further(Batch.Found found) {
        if (batch.carries(Fault.BATCH_FAILED_VALIDATION)) {
            return List.of(new BatchChance(batch.birth(), found.lines()).problem());
        }
        if (works.shelf().admits(batch, found) && !batch.carries(Fault.BATCH_TOKEN_LIMIT)) {
            return List.of();
        }
        batch.found(Batch.Found.NOTHING);
        String message = "Enqueued token limit reached for " + found.model()
                + " in organization org-simulator. Please try again once some in_progress batches have been completed.";
        return List.of(new BatchProblem("token_limit_exceeded", message, null, 0));
    }

    private AnswerLog log() throws IOException {
        AnswerLog known = log;
        if (known == null) {
            known = new AnswerLog(works.shelf().answers(batch));
            batch.counts(known.counts());
            log = known;
        }
        return known;
    }

    private long work() throws IOException {
        long now = works.clock().millis();
        BatchChance chance = chance();
        long expires = batch.birth().expires();
        long due = Math.min(chance.stop(now), chance.due(Math.min(now, expires)));
        if (log().requests() < due) {
            answer(log(), due);
            return 0;
        }
        boolean late = now >= expires;
        boolean paced = chance.due(now) >= batch.found().lines();
        if (paced && chance.cancelledEarly()) {
            return move(BatchStatus.CANCELLING);
        }
        if (late
                || paced
                        && (chance.expiresEarly()
                                || chance.stop(now) == batch.found().lines())) {
            return move(BatchStatus.FINALIZING);
        }
        return Math.max(1, batch.birth().pace() / 50);
    }

    private long move(BatchStatus to) {
        batch.move(BatchStatus.IN_PROGRESS, to, works.clock().millis());
        works.shelf().save(batch);
        return 0;
    }

    private void answer(AnswerLog answers, long due) throws IOException {
        long end = System.nanoTime() + SLICE_NANOS;
        List<LineAnswer> slice = new ArrayList<>();
        long requests = answers.requests();
        try (LineReader lines = new LineReader(works.shelf().input(batch), answers.next(), RequestLine.LONGEST)) {
            LineReader.Line line = lines.next();
            while (line != null && requests < due && System.nanoTime() < end) {
                if (!line.blank()) {
                    slice.addAll(works.lines().answer(batch, line));
                    requests++;
                }
                line = lines.next();
            }
        }
        answers.add(slice);
        batch.counts(answers.counts());
    }

    private long end() throws IOException {
        long wait = batch.reached(BatchStatus.FINALIZING).orElse(0L)
                + chance().closing()
                - works.clock().millis();
        if (wait > 0) {
            return wait;
        }
        boolean whole = log().requests() >= batch.found().lines();
        close(whole ? BatchStatus.COMPLETED : BatchStatus.EXPIRED, whole ? null : LineWork.Unanswered.EXPIRED);
        return OVER;
    }

    private long cancel() throws IOException {
        long wait = batch.reached(BatchStatus.CANCELLING).orElse(0L)
                + chance().closing()
                - works.clock().millis();
        if (wait > 0) {
            return wait;
        }
        boolean whole = log().requests() >= batch.found().lines();
        close(BatchStatus.CANCELLED, whole ? null : LineWork.Unanswered.CANCELLED);
        return OVER;
    }

    /** Billed before it is told of, and once: a crash between the two finds it on the bill. */
    private void close(BatchStatus as, LineWork.@Nullable Unanswered rest) throws IOException {
        BatchShelf shelf = works.shelf();
        BatchFiles.Closed closed = works.files().close(batch, shelf.answers(batch), shelf.input(batch), log(), rest);
        works.till().bill(closed.receipt(), custom -> works.files().name(shelf.answers(batch), custom));
        synchronized (batch) {
            batch.yielded(closed.yielded());
            batch.move(as, works.clock().millis());
        }
        shelf.save(batch);
    }
}
