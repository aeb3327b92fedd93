package dev.sheaf.bulk;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * A replica's share of the work: claims what is due, takes each one step further, and gives it back with the time when it
 * is due again. While a step lasts, its lease is renewed; and as long as it lasts, even beyond its lease, this replica
 * begins no second one beside it.
 */
public final class Works {
    private static final Logger LOG = Logger.getLogger(Works.class);

    private static final Duration SOON = Duration.ofSeconds(5);

    private final Leases leases;
    private final Planner planner;
    private final PartDriver driver;
    private final BulkConfig config;
    private final Set<String> jobs = ConcurrentHashMap.newKeySet();
    private final Set<Long> parts = ConcurrentHashMap.newKeySet();
    private final AtomicLong steps = new AtomicLong();
    private final AtomicBoolean claiming = new AtomicBoolean();
    private volatile boolean stopped;

    public Works(Leases leases, Planner planner, PartDriver driver, BulkConfig config) {
        this.leases = leases;
        this.planner = planner;
        this.driver = driver;
        this.config = config;
    }

    /** Begins what is due, as far as this replica has hands free; how many steps it began. Never fails. */
    public Uni<Integer> tick() {
        int free = config.steps() - running();
        if (stopped || free < 1 || !claiming.compareAndSet(false, true)) {
            return Uni.createFrom().item(0);
        }
        return leases.claimJobs(free, Set.copyOf(jobs))
                .invoke(claimed -> claimed.forEach(this::begin))
                .chain(claimed -> parts(free - claimed.size(), claimed.size()))
                .onTermination()
                .invoke(() -> claiming.set(false))
                .onFailure()
                .invoke(failure -> LOG.warnf("The work that is due could not be claimed: %s", failure.getMessage()))
                .onFailure()
                .recoverWithItem(0);
    }

    private Uni<Integer> parts(int free, int begun) {
        return free < 1
                ? Uni.createFrom().item(begun)
                : leases.claimParts(free, Set.copyOf(parts))
                        .invoke(claimed -> claimed.forEach(this::begin))
                        .map(List::size)
                        .map(claimed -> claimed + begun);
    }

    /** Takes on nothing new; what is under way goes on. */
    public void stop() {
        stopped = true;
    }

    /** Steps under way. */
    public int running() {
        return jobs.size() + parts.size();
    }

    /** Steps that ended since the start. */
    public long steps() {
        return steps.get();
    }

    private void begin(Job job) {
        jobs.add(job.id());
        run(new Step(
                "job " + job.id(),
                () -> planner.step(job),
                () -> leases.renew(job),
                later -> leases.release(job, later),
                () -> jobs.remove(job.id())));
    }

    private void begin(Part part) {
        parts.add(part.id());
        run(new Step(
                "part " + part.id() + " of job " + part.job(),
                () -> driver.step(part),
                () -> leases.renew(part),
                later -> leases.release(part, later),
                () -> parts.remove(part.id())));
    }

    /** @param name for the log */
    private record Step(
            String name,
            Supplier<Uni<Duration>> work,
            Supplier<Uni<Boolean>> renewal,
            Function<Duration, Uni<Void>> release,
            Runnable ended) {}

    private void run(Step step) {
        Cancellable renewing = renew(step);
        Uni.createFrom()
                .deferred(step.work::get)
                .onFailure()
                .recoverWithItem(failure -> driver.putOff(step.name, failure))
                .onTermination()
                .invoke(renewing::cancel)
                .call(step.release::apply)
                .onTermination()
                .invoke(() -> ended(step))
                .subscribe()
                .with(
                        this::wake,
                        failure -> LOG.warnf("%s could not be given back: %s", step.name, failure.getMessage()));
    }

    /** What is due soon is not left to the clock. */
    private void wake(Duration later) {
        if (later.compareTo(SOON) < 0) {
            Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(later.plusMillis(1))
                    .chain(this::tick)
                    .subscribe()
                    .with(begun -> {});
        }
    }

    private void ended(Step step) {
        step.ended.run();
        steps.incrementAndGet();
    }

    private Cancellable renew(Step step) {
        return Multi.createFrom()
                .ticks()
                .every(config.lease().dividedBy(3))
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(
                        tick -> step.renewal.get().onFailure().recoverWithItem(false))
                .subscribe()
                .with(renewed -> {}, failure -> {});
    }
}
