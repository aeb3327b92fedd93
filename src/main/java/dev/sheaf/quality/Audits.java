package dev.sheaf.quality;

import dev.sheaf.cost.Money;
import dev.sheaf.task.Task;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Audits from their order to their report. They run here and nowhere else, so many at once; what they have done and spent
 * is written down at every {@link #beat}.
 */
public final class Audits {
    private static final Logger LOG = Logger.getLogger(Audits.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);
    private static final int RETRIES = 20;
    private static final AuditRun.Failure ABANDONED =
            new AuditRun.Failure(AuditStopped.INTERRUPTED, "The service that ran it has ended. Order it again.");

    private final AuditStore store;
    private final Audit.Desk desk;
    private final Chance chance;
    private final Limits limits;
    private final AtomicInteger taken = new AtomicInteger();
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    /**
     * @param atOnce audits that run here at the same time; each holds its items and answers in memory
     * @param hold how long one may go without a sign of life before it has failed; several beats
     */
    public record Limits(int atOnce, Duration hold) {
        public Limits {
            if (atOnce < 1 || hold.isNegative() || hold.isZero()) {
                throw new IllegalArgumentException("at least one audit at once, held for some time");
            }
        }
    }

    /**
     * Time, chance and threads.
     *
     * @param ids of audits, unique for ever
     * @param seeds decide who shares packs
     * @param worker lays packs and counts tokens, which takes its time
     */
    public record Chance(InstantSource clock, Supplier<String> ids, LongSupplier seeds, Executor worker) {}

    /** @param written when its end is */
    private record Running(AuditRun run, Audit audit, AtomicBoolean writing, Uni<Boolean> written) {}

    public Audits(AuditStore store, Audit.Desk desk, Chance chance, Limits limits) {
        this.store = store;
        this.desk = desk;
        this.chance = chance;
        this.limits = limits;
    }

    /** What it is likely to cost. Buys nothing. */
    public Uni<Spent> estimate(Task task, AuditOrder order) {
        return laid(task, order).map(Audit::estimate);
    }

    /** Writes it down and begins. Fails with {@link CannotBegin} where it is not begun. */
    public Uni<AuditRun> begin(Task task, AuditOrder order) {
        return Uni.createFrom().deferred(() -> {
            if (taken.incrementAndGet() > limits.atOnce()) {
                taken.decrementAndGet();
                return Uni.createFrom()
                        .failure(new CannotBegin(CannotBegin.Cause.BUSY, "As many audits as allowed are running."));
            }
            return laid(task, order)
                    .invoke(audit -> check(audit.estimate(), order.cap()))
                    .chain(audit -> add(task, order, audit))
                    .onItemOrFailure()
                    .invoke((run, failure) -> giveBackAfter(failure))
                    .onCancellation()
                    .invoke(taken::decrementAndGet);
        });
    }

    private void giveBackAfter(@Nullable Throwable failure) {
        if (failure != null) {
            taken.decrementAndGet();
        }
    }

    private Uni<Audit> laid(Task task, AuditOrder order) {
        return Uni.createFrom()
                .item(() -> new Audit(desk, task, order, chance.seeds().getAsLong()))
                .runSubscriptionOn(chance.worker());
    }

    private static void check(Spent estimate, Optional<Money> cap) {
        if (cap.isEmpty()) {
            return;
        }
        Money cost = estimate.cost()
                .orElseThrow(() -> new CannotBegin(
                        CannotBegin.Cause.CAP, "needs a model with a price: nobody knows what this one costs"));
        if (cost.compareTo(cap.get()) > 0) {
            throw new CannotBegin(CannotBegin.Cause.CAP, "is less than the audit is likely to cost, " + cost);
        }
    }

    private Uni<AuditRun> add(Task task, AuditOrder order, Audit audit) {
        AuditRun run = new AuditRun(
                task.tenant(),
                chance.ids().get(),
                task.name(),
                task.version(),
                task.definition().model(),
                AuditState.CREATED,
                order.items().size(),
                order.sizes(),
                order.repetitions(),
                order.cap(),
                audit.total(),
                0,
                audit.estimate(),
                audit.spent(),
                null,
                null,
                chance.clock().instant(),
                null);
        return store.add(run, limits.hold()).invoke(() -> start(run, audit)).replaceWith(run);
    }

    private void start(AuditRun run, Audit audit) {
        Uni<Boolean> written = Uni.createFrom()
                .deferred(audit::run)
                .runSubscriptionOn(chance.worker())
                .emitOn(chance.worker())
                .chain(report -> lasting(() -> store.finish(run, AuditJson.write(report), audit.spent())))
                .onFailure()
                .recoverWithUni(failure -> lasting(() -> store.fail(run, reason(run, failure), audit.spent())))
                .memoize()
                .indefinitely();
        running.put(run.id(), new Running(run, audit, new AtomicBoolean(), written));
        written.subscribe().with(done -> end(run), failure -> lost(run, failure));
    }

    /** It was paid for: a database that is away for a while does not cost the report. */
    private static Uni<Boolean> lasting(Supplier<Uni<Boolean>> write) {
        return Uni.createFrom()
                .deferred(write::get)
                .onFailure()
                .retry()
                .withBackOff(FIRST_RETRY, LAST_RETRY)
                .atMost(RETRIES);
    }

    private static AuditRun.Failure reason(AuditRun run, Throwable failure) {
        if (failure instanceof AuditStopped stopped) {
            return new AuditRun.Failure(stopped.code(), String.valueOf(stopped.getMessage()));
        }
        LOG.errorf(failure, "The audit %s failed.", run.id());
        return new AuditRun.Failure("internal_error", "Sheaf failed; its log has the reason under " + run.id() + ".");
    }

    private void end(AuditRun run) {
        if (running.remove(run.id()) != null) {
            taken.decrementAndGet();
        }
    }

    private void lost(AuditRun run, Throwable failure) {
        LOG.errorf(failure, "The end of the audit %s could not be written.", run.id());
        end(run);
    }

    /** Has what runs here written down; to be called often within {@link Limits#hold}. */
    public void beat() {
        running.values().stream()
                .filter(one -> one.writing().compareAndSet(false, true))
                .forEach(one -> store.progress(
                                one.run(), one.audit().done(), one.audit().spent(), limits.hold())
                        .onTermination()
                        .invoke(() -> one.writing().set(false))
                        .subscribe()
                        .with(
                                lives -> stopUnless(lives, one),
                                failure -> LOG.warnf(
                                        "The audit %s could not be written, and will be again: %s.",
                                        one.run().id(), failure)));
    }

    private static void stopUnless(boolean lives, Running one) {
        if (!lives) {
            one.audit().stop(new AuditStopped(AuditStopped.INTERRUPTED, "It was taken for dead."));
        }
    }

    /** Ends what runs here: no more is asked. What is under way comes to its end, and is booked. */
    public void stop() {
        running.values().forEach(one -> one.audit()
                .stop(new AuditStopped(
                        AuditStopped.INTERRUPTED, "The service was stopped while it ran. Order it again.")));
    }

    /** Until nothing runs here any more and all of it is written down. */
    public Uni<Void> ended() {
        return Multi.createFrom()
                .iterable(List.copyOf(running.values()))
                .onItem()
                .transformToUniAndMerge(one -> one.written().onFailure().recoverWithItem(false))
                .onItem()
                .ignoreAsUni();
    }

    /** How many run here. */
    public int running() {
        return running.size();
    }

    public Uni<Optional<AuditRun>> find(String tenant, String task, String id) {
        return store.abandon(ABANDONED).chain(() -> store.find(tenant, task, id));
    }

    /** Newest first, without their reports. */
    public Uni<List<AuditRun>> list(String tenant, String task, @Nullable String after, int limit) {
        return store.abandon(ABANDONED).chain(() -> store.list(tenant, task, after, limit));
    }
}
