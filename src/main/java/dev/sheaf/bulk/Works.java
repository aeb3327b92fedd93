package dev.sheaf.bulk;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
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

    private final List<Kind<?>> kinds;
    private final BiFunction<String, Throwable, Duration> putOff;
    private final BulkConfig config;
    /** Calls for work that are under way; of those that come meanwhile, one is made up for. */
    private final AtomicInteger calls = new AtomicInteger();
    /** Whether a claim that failed is to be tried again: a database that is down fails them all. */
    private final AtomicBoolean retrying = new AtomicBoolean();

    private final Ending ending;

    /**
     * @param works the kinds of work, the more urgent first
     * @param putOff how long a step of this name waits that failed
     */
    private Works(
            List<Work<?>> works, BiFunction<String, Throwable, Duration> putOff, BulkConfig config, Ending ending) {
        this.kinds = works.stream().<Kind<?>>map(this::kind).toList();
        this.putOff = putOff;
        this.config = config;
        this.ending = ending;
    }

    /** @param others kinds of work beside jobs and their parts */
    public static Works of(PartDriver.Ground ground, Planner planner, PartDriver driver, List<Work<?>> others) {
        List<Work<?>> works = new ArrayList<>();
        works.add(new JobWork(ground.leases(), planner));
        works.addAll(others);
        works.add(new PartWork(ground.leases(), driver)); // their steps can be long, and there can be many of them
        return new Works(works, driver::putOff, ground.config(), ground.ending());
    }

    private <T> Kind<T> kind(Work<T> work) {
        return new Kind<>(work);
    }

    /**
     * Begins what is due, as far as this replica has hands free; how many steps it began. Where it is at that already, it
     * looks once more. Never fails, and goes on when whoever called has gone: what is claimed has to begin.
     */
    public Uni<Integer> tick() {
        if (free() < 1 || calls.getAndUpdate(before -> Math.min(before + 1, 2)) > 0) {
            return Uni.createFrom().item(0);
        }
        if (isStopped()) {
            calls.set(0);
            return Uni.createFrom().item(0);
        }
        CompletableFuture<Integer> begun = new CompletableFuture<>();
        claim(0, free()).onTermination().invoke(this::claimed).subscribe().with(begun::complete, failure -> {
            LOG.warnf("The work that is due could not be claimed: %s", failure.getMessage());
            retry();
            begun.complete(0);
        });
        return Uni.createFrom().completionStage(begun);
    }

    private void retry() {
        if (isBeforeTheClock(config.retryPause()) && retrying.compareAndSet(false, true)) {
            after(config.retryPause(), () -> {
                retrying.set(false);
                return again();
            });
        }
    }

    private int free() {
        return config.steps() - running();
    }

    private void claimed() {
        if (calls.getAndSet(0) > 1) {
            wake(Duration.ZERO);
        }
    }

    /** As many as that, of this kind and those behind it; each leaves the next one half. */
    private Uni<Integer> claim(int kind, int free) {
        boolean last = kind == kinds.size() - 1;
        return free < 1 || kind == kinds.size()
                ? Uni.createFrom().item(0)
                : kinds.get(kind).claim(last ? free : (free + 1) / 2).chain(begun -> claim(kind + 1, free - begun)
                        .map(more -> more + begun));
    }

    /** Whether it looks for work by itself, or only while somebody waits for that. */
    public boolean isByItself() {
        return config.work();
    }

    /**
     * Does this for somebody who waits. Where a replica does not work by itself and nobody waits any more, nothing further
     * begins, and long steps stop where they can go on later.
     */
    public <T> Uni<T> attended(Uni<T> work) {
        return config.work()
                ? work
                : Uni.createFrom().deferred(() -> {
                    ending.arrive();
                    return work.onTermination().invoke(ending::depart);
                });
    }

    /** Whether something is under way that nobody waits for any more. */
    public boolean isBeingLeft() {
        return ending.isDeserted() && (isClaiming() || running() > 0);
    }

    /** Takes on nothing new; what is under way goes on, as far as it has to. */
    public void stop() {
        ending.begin();
    }

    /** Whether it was told to take on nothing new. */
    public boolean isStopped() {
        return ending.hasBegun();
    }

    /** Whether it is about to begin something, also after it was stopped meanwhile. */
    public boolean isClaiming() {
        return calls.get() > 0;
    }

    /** Steps under way. */
    public int running() {
        return kinds.stream().mapToInt(kind -> kind.underWay.size()).sum();
    }

    /** Steps that ended since the start. */
    public long steps() {
        return kinds.stream().mapToLong(kind -> kind.steps.get()).sum();
    }

    /** The same by what they were steps of. */
    public Map<String, Long> stepsByKind() {
        Map<String, Long> all = new LinkedHashMap<>();
        kinds.forEach(kind -> all.merge(kind.work.kind(), kind.steps.get(), Long::sum));
        return all;
    }

    /**
     * What there is to do.
     *
     * @param due the time until something is due; empty where there is nothing to do at all
     * @param isWorking whether something is under way, or ended while it was looked: what it leaves may be due
     */
    public record Look(Optional<Duration> due, boolean isWorking) {

        /** Whether something is due within that time. */
        public boolean isDueWithin(Duration time) {
            return due.filter(wait -> wait.compareTo(time) <= 0).isPresent();
        }
    }

    /** Looks what there is to do. */
    public Uni<Look> look() {
        long before = steps();
        return nextDue().map(due -> new Look(due, isClaiming() || running() > 0 || steps() != before));
    }

    /** The time until something is due, or somebody's lease runs out; empty where there is nothing to do at all. */
    public Uni<Optional<Duration>> nextDue() {
        return Multi.createFrom()
                .iterable(kinds)
                .onItem()
                .transformToUniAndConcatenate(kind -> kind.work.nextDue())
                .filter(Optional::isPresent)
                .map(Optional::get)
                .collect()
                .asList()
                .map(all -> all.stream().min(Comparator.naturalOrder()));
    }

    /** Work of one kind, and what of it is under way here. */
    private final class Kind<T> {
        private final Work<T> work;
        private final Map<String, T> underWay = new ConcurrentHashMap<>();
        private final AtomicLong steps = new AtomicLong();

        Kind(Work<T> work) {
            this.work = work;
        }

        Uni<Integer> claim(int most) {
            return work.claim(most, List.copyOf(underWay.values()))
                    .invoke(claimed -> claimed.forEach(this::begin))
                    .map(List::size);
        }

        private void begin(T one) {
            String name = work.name(one);
            underWay.put(name, one);
            run(new Step(
                    name,
                    () -> work.step(one),
                    () -> work.renew(one),
                    later -> work.release(one, later),
                    () -> ended(name)));
        }

        private void ended(String name) {
            steps.incrementAndGet(); // first: whoever sees it nowhere under way sees that it ended
            underWay.remove(name);
        }
    }

    /** @param name for the log */
    private record Step(
            String name,
            Supplier<Uni<Duration>> work,
            Supplier<Uni<Boolean>> renewal,
            Function<Duration, Uni<Duration>> release,
            Runnable ended) {}

    private void run(Step step) {
        Cancellable renewing = renew(step);
        Uni.createFrom()
                .deferred(step.work::get)
                .onFailure()
                .recoverWithItem(failure -> putOff.apply(step.name, failure))
                .onTermination()
                .invoke(renewing::cancel)
                .chain(step.release::apply)
                .onTermination()
                .invoke(step.ended)
                .subscribe()
                .with(this::stepped, failure -> {
                    LOG.warnf("%s could not be given back: %s", step.name, failure.getMessage());
                    stepped(config.lease());
                });
    }

    /** Says that something is due by now, for a replica that works by itself. */
    public void wake() {
        if (config.work()) {
            wake(Duration.ZERO);
        }
    }

    /**
     * A hand is free for what there was none for, and for this once more, where somebody called for it when it had been given
     * back and this replica still held it to be under way.
     */
    private void stepped(Duration later) {
        wake(Duration.ZERO);
        if (!later.isZero()) {
            wake(later);
        }
    }

    /** What is due before the clock's next beat is not left to it. */
    private void wake(Duration later) {
        if (isBeforeTheClock(later)) {
            after(later, this::again);
        }
    }

    private boolean isBeforeTheClock(Duration later) {
        return later.compareTo(SOON) < 0 || later.compareTo(config.every()) < 0;
    }

    /** Unless nobody waits for it any more. */
    private Uni<Integer> again() {
        return ending.isDeserted() ? Uni.createFrom().item(0) : tick();
    }

    private static void after(Duration later, Supplier<Uni<? extends Integer>> look) {
        Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(later.plusMillis(1))
                .chain(look)
                .subscribe()
                .with(begun -> {});
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
