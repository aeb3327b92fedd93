package dev.sheaf.rest;

import dev.sheaf.access.Caller;
import dev.sheaf.access.Quotas;
import dev.sheaf.bulk.Customer;
import dev.sheaf.bulk.Ingest;
import dev.sheaf.bulk.IngestConfig;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobFile;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.Order;
import dev.sheaf.bulk.TooManyRows;
import dev.sheaf.events.Callbacks;
import dev.sheaf.events.CloudEvent;
import dev.sheaf.events.Sources;
import dev.sheaf.online.TaskShelf;
import dev.sheaf.pack.Prepared;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Makes the jobs that events ask for. */
@Singleton
class EventJobs {
    private final JobStore jobs;
    private final Ingest ingest;
    private final TaskShelf shelf;
    private final Quotas quotas;
    private final Sources sources;
    private final Callbacks callbacks;
    private final IngestConfig config;
    private final RestConfig limits;

    EventJobs(
            JobStore jobs,
            Ingest ingest,
            TaskShelf shelf,
            Quotas quotas,
            Sources sources,
            Callbacks callbacks,
            IngestConfig config,
            RestConfig limits) {
        this.jobs = jobs;
        this.ingest = ingest;
        this.shelf = shelf;
        this.quotas = quotas;
        this.sources = sources;
        this.callbacks = callbacks;
        this.config = config;
        this.limits = limits;
    }

    /**
     * The job of an event, old or new, when its rows are read. That goes on where the sender no longer waits: it sends the
     * event again, and finds the job.
     */
    Uni<Ingest.Submitted> make(Caller caller, CloudEvent event) {
        String tenant = caller.tenant();
        JobEvent asked = JobEvent.read(event, tenant, callbacks);
        Executor loop = loop(Vertx.currentContext());
        Uni<Ingest.Submitted> made = shelf.find(tenant, asked.task())
                .map(task -> task.orElseThrow(() -> Refused.unknownTask(asked.task())))
                .emitOn(loop)
                .chain(task -> known(asked.order()).chain(known -> known.map(Uni.createFrom()::item)
                        .orElseGet(() -> makeUnlessDeleted(caller, asked, task, loop))))
                .onFailure(TooManyRows.class)
                .transform(tooMany -> quotas.tooMany(caller))
                .invoke(this::refuseUnread)
                .memoize()
                .indefinitely();
        made.subscribe().with(done -> {}, failure -> {});
        return made;
    }

    /** The job of the same event, unless its rows never came whole; whatever the event says this time. */
    private Uni<Optional<Ingest.Submitted>> known(Order order) {
        return jobs.findByKey(order.tenant(), String.valueOf(order.key()))
                .map(found -> found.filter(Job::hasItsFile).map(job -> new Ingest.Submitted(job, false)));
    }

    private Uni<Ingest.Submitted> makeUnlessDeleted(Caller caller, JobEvent asked, Prepared task, Executor loop) {
        Order order = asked.order();
        return jobs.wasDeleted(order.tenant(), String.valueOf(order.key()))
                .emitOn(loop)
                .chain(gone -> gone ? Uni.createFrom().failure(new Deleted()) : make(caller, asked, task, loop));
    }

    /** The job of this event was deleted: it is not made a second time. */
    static final class Deleted extends RuntimeException {
        Deleted() {
            super("the event's job was deleted", null, false, false);
        }
    }

    private Uni<Ingest.Submitted> make(Caller caller, JobEvent asked, Prepared task, Executor loop) {
        quotas.checkMoney(caller);
        Customer customer = new Customer(caller.key(), quotas.itemsLeft(caller));
        String items = asked.items();
        URI address = asked.address();
        if (items != null || address == null) {
            InputStream rows = new ByteArrayInputStream(String.valueOf(items).getBytes(StandardCharsets.UTF_8));
            return ingest.submit(asked.order(JobFile.NDJSON), customer, task, rows, loop);
        }
        return sources.open(address).emitOn(loop).chain(source -> submit(customer, asked, task, address, source, loop));
    }

    private Uni<Ingest.Submitted> submit(
            Customer customer, JobEvent asked, Prepared task, URI address, Sources.Source source, Executor loop) {
        return Uni.createFrom()
                .deferred(() -> {
                    String format = JobEvent.format(source.type(), address.getPath());
                    if (format.isEmpty()) {
                        throw new Refused(
                                ProblemKind.UNFIT_FILE,
                                "Neither the media type nor the name of the source says whether it is CSV or JSON lines.",
                                List.of());
                    }
                    String encoding = source.encoding().isEmpty() ? null : source.encoding();
                    InputStream rows = Unpacked.of(source.body(), encoding, limits.maxUpload());
                    return ingest.submit(asked.order(format), customer, task, rows, loop);
                })
                .onTermination()
                .invoke(() -> close(source.body()));
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of its job are being read. */
    static final class StillRead extends RuntimeException {
        private final Duration retryAfter;

        StillRead(Duration retryAfter) {
            super("The rows of this event's job are still being read.", null, false, false);
            this.retryAfter = retryAfter;
        }

        Duration retryAfter() {
            return retryAfter;
        }
    }

    /** Who sends an event again while its rows are still being read cannot be told yet that it is done. */
    private void refuseUnread(Ingest.Submitted made) {
        if (!made.created() && made.job().state() == JobState.INGESTING) {
            throw new StillRead(config.retryAfter());
        }
    }

    private static Executor loop(Context context) {
        return work -> context.runOnContext(now -> work.run());
    }
}
