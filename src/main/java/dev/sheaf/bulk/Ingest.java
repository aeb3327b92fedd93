package dev.sheaf.bulk;

import dev.sheaf.pack.Prepared;
import dev.sheaf.rows.UnfitFile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes files in: reads them block by block on threads of its own, checks every row, and hands them to the store, a block
 * ahead of it at most. Nothing is bought before the file is whole.
 */
public final class Ingest {
    private static final int BLOCKS_AHEAD = 1;

    private final JobStore store;
    private final IngestConfig config;
    private final Executor readers;
    private final InstantSource clock;
    private final Supplier<String> ids;
    private final AtomicInteger uploads = new AtomicInteger();
    /** Bodies that are being read here, by the jobs that come of them. */
    private final Map<String, InputStream> open = new ConcurrentHashMap<>();

    /**
     * @param readers as many threads as {@link IngestConfig#uploads} allows files
     * @param ids of jobs
     */
    public Ingest(JobStore store, IngestConfig config, Executor readers, InstantSource clock, Supplier<String> ids) {
        this.store = store;
        this.config = config;
        this.readers = readers;
        this.clock = clock;
        this.ids = ids;
    }

    /** The job, and whether this call made it. */
    public record Submitted(Job job, boolean created) {}

    /**
     * The job that the order's key belongs to already, if its file need not come again: it is known from the order alone.
     * Fails with {@link KeyTaken}.
     */
    public Uni<Optional<Submitted>> known(Order order, String task) {
        return order.key() == null
                ? Uni.createFrom().item(Optional.empty())
                : store.findByKey(order.tenant(), order.key())
                        .map(found -> found.filter(Job::hasItsFile).map(job -> known(order, task, job)));
    }

    private static Submitted known(Order order, String task, Job job) {
        if (!order.asksFor(job, task)) {
            throw new KeyTaken(job.id());
        }
        return new Submitted(job, false);
    }

    /**
     * Reads a file to its end. The job that comes of it runs, or has failed already, since too much of the file is bad.
     * Fails with {@link TooManyUploads}, {@link UnfitFile}, {@link KeyTaken}, or {@link java.io.IOException} where the
     * file breaks off: then the same key begins anew.
     *
     * @param body read on a thread that may wait; closed where the caller gives up
     * @param loop where the store is called
     */
    public Uni<Submitted> submit(Order order, Customer customer, Prepared task, InputStream body, Executor loop) {
        if (uploads.incrementAndGet() > config.uploads()) {
            uploads.decrementAndGet();
            return Uni.createFrom().failure(new TooManyUploads(config.retryAfter()));
        }
        return reading(() -> Sheet.open(body, order.file(), task))
                .emitOn(loop)
                .chain(sheet -> submit(order, customer, task, sheet, body, loop))
                .onCancellation()
                .invoke(() -> close(body))
                .onTermination()
                .invoke(uploads::decrementAndGet);
    }

    /** Reads no further for a job that was cancelled, where it is read here; elsewhere that is seen at its next rows. */
    public void giveUp(String job) {
        InputStream body = open.get(job);
        if (body != null) {
            close(body);
        }
    }

    private Uni<Submitted> submit(
            Order order, Customer customer, Prepared task, Sheet sheet, InputStream body, Executor loop) {
        return store.open(job(order, task, sheet.file()), hold()).chain(opened -> {
            Job job = opened.job();
            if (opened.begun()) {
                open.put(job.id(), body);
                return capped(job, order)
                        .chain(() -> orderedBy(job, customer))
                        .chain(() -> called(job, order))
                        .chain(() -> load(job, customer, sheet, loop))
                        .map(loaded -> new Submitted(loaded, true))
                        .onTermination()
                        .invoke(() -> open.remove(job.id(), body));
            }
            boolean same = job.file().header().equals(sheet.file().header());
            return same && order.asksFor(job, task.task().name())
                    ? Uni.createFrom().item(new Submitted(job, false))
                    : Uni.createFrom().failure(new KeyTaken(job.id()));
        });
    }

    private Uni<Void> capped(Job job, Order order) {
        return order.cap() == null ? Uni.createFrom().voidItem() : store.cap(job, order.cap());
    }

    private Uni<Void> orderedBy(Job job, Customer customer) {
        return customer.key() == null ? Uni.createFrom().voidItem() : store.orderedBy(job, customer.key());
    }

    private Uni<Void> called(Job job, Order order) {
        return order.callback() == null ? Uni.createFrom().voidItem() : store.callback(job, order.callback());
    }

    private Job job(Order order, Prepared task, JobFile file) {
        Instant now = clock.instant();
        Duration deadline = order.deadline();
        return new Job(
                order.tenant(),
                ids.get(),
                order.key(),
                task.task().name(),
                task.task().version(),
                order.lane(),
                file,
                order.knownAnswers(),
                Map.of(),
                JobState.INGESTING,
                false,
                null,
                Job.Counts.NONE,
                Integer.MAX_VALUE,
                now,
                deadline == null ? null : now.plus(deadline),
                null);
    }

    private Uni<Job> load(Job job, Customer customer, Sheet sheet, Executor loop) {
        Customer.Count count = customer.count();
        BadRows bad = new BadRows(config.badShare());
        return Multi.createBy()
                .repeating()
                .uni(() -> reading(sheet::block))
                .until(List::isEmpty)
                .onItem()
                .invoke(count::add)
                .emitOn(loop, BLOCKS_AHEAD)
                .onItem()
                .transformToUniAndConcatenate(
                        block -> store.add(job, block, hold()).invoke(doubled -> bad.count(block, doubled)))
                .onItem()
                .invoke(bad::refuseOnTheWay)
                .onItem()
                .ignoreAsUni()
                .invoke(bad::refuse)
                .chain(() -> store.begin(job))
                .onFailure(BadRows.TooMany.class)
                .recoverWithUni(tooMany -> store.fail(job, ((BadRows.TooMany) tooMany).reason()))
                .onFailure()
                .recoverWithUni(failure -> broken(job, failure)
                        .chain(() -> store.find(job.tenant(), job.id()))
                        .map(now -> now.filter(cancelled -> cancelled.state() == JobState.CANCELLED))
                        .chain(cancelled -> cancelled
                                .map(over -> Uni.createFrom().item(over))
                                .orElse(Uni.createFrom().failure(failure))));
    }

    /**
     * Whatever broke: what was read is no whole file, and the caller may come again under the same key. Where the job is
     * no longer read, since somebody cancelled it, nothing of it changes.
     */
    private Uni<@Nullable Job> broken(Job job, Throwable failure) {
        String why = failure instanceof IOException && failure.getMessage() != null
                ? failure.getMessage()
                : "The file did not come whole.";
        return store.fail(job, new Job.Failure(Job.Failure.UPLOAD_INCOMPLETE, why))
                .onFailure()
                .recoverWithNull();
    }

    /** A sender that is silent for longer is given up before. */
    private Duration hold() {
        return config.idle().multipliedBy(2).plusSeconds(30);
    }

    private <T> Uni<T> reading(Callable<T> work) {
        return Uni.createFrom()
                .<T>emitter(emitter -> {
                    try {
                        emitter.complete(work.call());
                    } catch (Exception e) {
                        emitter.fail(e);
                    }
                })
                .runSubscriptionOn(readers);
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // it is given up anyway
        }
    }
}
