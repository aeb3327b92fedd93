package dev.sheaf.bulk;

import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.RemoteBatch;
import dev.sheaf.model.Usage;
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

    private final PartStore store;
    private final BatchModel provider;
    private final Collector collector;
    private final Spool spool;
    private final Pauses pauses;
    private final Closing closing;
    private final Executor worker;

    Polls(PartDriver.Ground ground, BatchModel provider, Collector collector, Pauses pauses, Closing closing) {
        this.store = ground.store();
        this.provider = provider;
        this.collector = collector;
        this.spool = ground.spool();
        this.pauses = pauses;
        this.closing = closing;
        this.worker = ground.chance().worker();
    }

    /** @param wish unless its answers are wanted, it is told to end, and what is finished is kept */
    Uni<Duration> step(Job job, Asking asking, Part part, Wish wish) {
        return closing.endTwins(part)
                .chain(() -> provider.get(String.valueOf(part.batch())))
                .call(batch -> store.polled(part, batch).chain(Lost::unless))
                .chain(batch -> batch.state().isOver() ? over(job, asking, part, batch) : underWay(part, batch, wish))
                .onFailure(ModelFailure.class)
                .recoverWithUni(failure -> unseen(part, wish, (ModelFailure) failure));
    }

    private Uni<Duration> underWay(Part part, RemoteBatch batch, Wish wish) {
        boolean end = wish.isEnd() || isOlder(part, STALE);
        boolean told = part.cancelled() || batch.state() == RemoteBatch.State.CANCELLING;
        if (end && !told) {
            return provider.cancel(batch.id())
                    .chain(() -> store.cancelled(part))
                    .replaceWith(pauses.poll(null));
        }
        return isGivenUp(part, wish)
                ? closing.lost(part)
                : Uni.createFrom().item(pauses.poll(end ? null : part.createAt()));
    }

    /** A batch that cannot be seen may come back, so only the time decides. */
    private Uni<Duration> unseen(Part part, Wish wish, ModelFailure failure) {
        return isGivenUp(part, wish) ? closing.lost(part) : Uni.createFrom().item(pauses.after(failure));
    }

    private boolean isGivenUp(Part part, Wish wish) {
        return wish == Wish.ABANDON || isOlder(part, GONE);
    }

    private boolean isOlder(Part part, Duration age) {
        Instant since = part.createAt() == null ? part.createdAt() : part.createAt();
        return since.plus(age).isBefore(pauses.now());
    }

    /** What is finished is brought in, however long it takes: it is paid for. */
    private Uni<Duration> over(Job job, Asking asking, Part part, RemoteBatch batch) {
        if (batch.state() == RemoteBatch.State.FAILED) {
            return closing.rejected(job, part, batch);
        }
        List<String> files = Stream.of(batch.outputFile(), batch.errorFile())
                .flatMap(Stream::ofNullable)
                .filter(id -> !id.isEmpty())
                .toList();
        Collector.Course course = collector.course(asking, part);
        return collect(course, files)
                .call(() -> book(course, batch))
                .chain(anomalies -> store.fetched(part, anomalies))
                .replaceWith(Duration.ZERO)
                .onFailure(Spool.Full.class)
                .recoverWithItem(pauses::queue)
                .onFailure(ModelFailure.class)
                .recoverWithUni(failure -> unseen(part, Wish.GO, (ModelFailure) failure));
    }

    private Uni<Void> book(Collector.Course course, RemoteBatch batch) {
        Usage billed = batch.usage();
        int round = course.part().round();
        return billed == null
                ? Uni.createFrom().voidItem()
                : collector.book(course, billed, batch.state() == RemoteBatch.State.COMPLETED ? round + 1 : round);
    }

    private Uni<Long> collect(Collector.Course course, List<String> files) {
        return Multi.createFrom()
                .iterable(files)
                .onItem()
                .transformToUniAndConcatenate(file -> collect(course, file))
                .collect()
                .last()
                .map(last -> course.anomalies());
    }

    /** Answers are hardly longer than questions; the spool is asked for as much room. */
    private Uni<Boolean> collect(Collector.Course course, String file) {
        Part part = course.part();
        return Uni.createFrom()
                .item(() -> spool.place(part.fingerprint(), part.size().bytes()))
                .runSubscriptionOn(worker)
                .chain(path -> fetch(course, file, path).eventually(() -> spool.dropOn(worker, path)));
    }

    private Uni<Boolean> fetch(Collector.Course course, String file, Path path) {
        return provider.fetch(file, path).chain(() -> collector.collect(course, path));
    }
}
