package dev.sheaf.bulk;

import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.RemoteBatch;
import dev.sheaf.pack.Prepared;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** The steps from an ordered batch to its settled lines. */
final class Polls {
    /** A batch ends by itself within a day: one that has not is told to. */
    private static final Duration STALE = Duration.ofHours(25);
    /** After that, what is still not there will not come. */
    private static final Duration GONE = Duration.ofHours(30);

    private final WorkStore store;
    private final BatchModel provider;
    private final Collector collector;
    private final Spool spool;
    private final Pauses pauses;
    private final Closing closing;
    private final Executor worker;

    Polls(
            WorkStore store,
            BatchModel provider,
            Collector collector,
            Spool spool,
            Pauses pauses,
            Closing closing,
            Executor worker) {
        this.store = store;
        this.provider = provider;
        this.collector = collector;
        this.spool = spool;
        this.pauses = pauses;
        this.closing = closing;
        this.worker = worker;
    }

    /** @param wanted whether it may go on; else it is told to end, and what is finished is kept */
    Uni<Duration> step(Job job, Prepared task, Part part, boolean wanted) {
        return closing.endTwins(part)
                .chain(() -> provider.get(String.valueOf(part.batch())))
                .call(batch -> store.polled(part, batch).chain(Lost::unless))
                .chain(batch -> batch.state().isOver() ? over(job, task, part, batch) : underWay(part, batch, wanted))
                .onFailure(ModelFailure.class)
                .recoverWithUni(failure -> failed(part, (ModelFailure) failure));
    }

    private Uni<Duration> underWay(Part part, RemoteBatch batch, boolean wanted) {
        boolean end = !wanted || isOlder(part, STALE);
        boolean told = part.cancelled() || batch.state() == RemoteBatch.State.CANCELLING;
        if (isOlder(part, GONE)) {
            return closing.lost(part);
        }
        return end && !told
                ? provider.cancel(batch.id()).chain(() -> store.cancelled(part)).replaceWith(pauses.poll(null))
                : Uni.createFrom().item(pauses.poll(part.createAt()));
    }

    private Uni<Duration> failed(Part part, ModelFailure failure) {
        return isOlder(part, GONE) ? closing.lost(part) : Uni.createFrom().item(pauses.after(failure));
    }

    private boolean isOlder(Part part, Duration age) {
        Instant since = part.createAt() == null ? part.createdAt() : part.createAt();
        return since.plus(age).isBefore(pauses.now());
    }

    private Uni<Duration> over(Job job, Prepared task, Part part, RemoteBatch batch) {
        if (batch.state() == RemoteBatch.State.FAILED) {
            return closing.rejected(job, part, batch);
        }
        List<String> files = Stream.of(batch.outputFile(), batch.errorFile())
                .flatMap(Stream::ofNullable)
                .filter(id -> !id.isEmpty())
                .toList();
        return fetch(part, files)
                .chain(paths -> collector.collect(task, part, paths).eventually(() -> paths.forEach(spool::drop)))
                .chain(anomalies -> store.fetched(part, anomalies))
                .replaceWith(Duration.ZERO);
    }

    private Uni<List<Path>> fetch(Part part, List<String> files) {
        return Multi.createFrom()
                .iterable(files)
                .onItem()
                .transformToUniAndConcatenate(file -> fetch(part, file))
                .collect()
                .asList();
    }

    /** Answers are hardly longer than questions; the spool is asked for as much room. */
    private Uni<Path> fetch(Part part, String file) {
        return Uni.createFrom()
                .item(() ->
                        spool.place(part.fingerprint() + "." + file, part.size().bytes()))
                .runSubscriptionOn(worker)
                .call(path -> provider.fetch(file, path))
                .emitOn(worker);
    }
}
