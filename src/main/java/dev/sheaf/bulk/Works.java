package dev.sheaf.bulk;

import dev.sheaf.model.ModelFailure;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * A replica's share of the work: claims what is due, takes each one step further, and gives it back with the time when it
 * is due again. While a step lasts, its lease is renewed.
 */
public final class Works {
    private static final Logger LOG = Logger.getLogger(Works.class);
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(30);

    private final WorkStore store;
    private final Planner planner;
    private final PartDriver driver;
    private final BulkConfig config;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicLong steps = new AtomicLong();
    private final AtomicBoolean claiming = new AtomicBoolean();
    private volatile boolean stopped;

    public Works(WorkStore store, Planner planner, PartDriver driver, BulkConfig config) {
        this.store = store;
        this.planner = planner;
        this.driver = driver;
        this.config = config;
    }

    /** Begins what is due, as far as this replica has hands free; how many steps it began. Never fails. */
    public Uni<Integer> tick() {
        int free = config.steps() - running.get();
        if (stopped || free < 1 || !claiming.compareAndSet(false, true)) {
            return Uni.createFrom().item(0);
        }
        return store.claimJobs(free)
                .invoke(jobs -> jobs.forEach(this::begin))
                .chain(jobs -> parts(free - jobs.size(), jobs.size()))
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
                : store.claimParts(free)
                        .invoke(parts -> parts.forEach(this::begin))
                        .map(List::size)
                        .map(parts -> parts + begun);
    }

    /** Takes on nothing new; what is under way goes on. */
    public void stop() {
        stopped = true;
    }

    /** Steps under way. */
    public int running() {
        return running.get();
    }

    /** Steps that ended since the start. */
    public long steps() {
        return steps.get();
    }

    private void begin(Job job) {
        var step = new Step("job " + job.id(), () -> store.renew(job));
        run(step, () -> planner.step(job), later -> store.release(job, later));
    }

    private void begin(Part part) {
        String name = "part " + part.id() + " of job " + part.job();
        var step = new Step(name, () -> store.renew(part));
        run(step, () -> driver.step(part), later -> store.release(part, later));
    }

    /** @param name for the log */
    private record Step(String name, Supplier<Uni<Boolean>> renewal) {}

    private interface Release {
        Uni<Void> after(Duration later);
    }

    private void run(Step step, Supplier<Uni<Duration>> work, Release release) {
        running.incrementAndGet();
        Cancellable renewing = renew(step);
        Uni.createFrom()
                .deferred(work::get)
                .onFailure()
                .recoverWithItem(failure -> faulty(step, failure))
                .onTermination()
                .invoke(renewing::cancel)
                .chain(release::after)
                .onTermination()
                .invoke(this::ended)
                .subscribe()
                .with(
                        done -> tick().subscribe().with(begun -> {}),
                        failure -> LOG.warnf("%s could not be given back: %s", step.name, failure.getMessage()));
    }

    private void ended() {
        running.decrementAndGet();
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

    private static Duration faulty(Step step, Throwable failure) {
        if (failure instanceof ModelFailure known) {
            LOG.infof("A step of %s is put off: %s", step.name, known.getMessage());
        } else if (!(failure instanceof Lost)) {
            LOG.errorf(failure, "A step of %s failed and is put off.", step.name);
        }
        return AFTER_A_FAULT;
    }
}
