package dev.sheaf.quality;

import dev.sheaf.ask.PackAsker;
import dev.sheaf.ask.Settled;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.TokenCounter;
import dev.sheaf.pack.Weighed;
import dev.sheaf.quality.Bench.Seated;
import dev.sheaf.quality.GovernorStore.Key;
import dev.sheaf.quality.GuardEvents.Skip;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Answer.NoAnswer;
import dev.sheaf.task.Item;
import dev.sheaf.task.Task;
import io.smallrye.mutiny.Uni;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Holds packs to a size at which their answers are those that the items would get alone. A share of the items in
 * production is asked alone as well, behind everything else; where both answers differ, alone once more ({@link Comparison}).
 * {@link Governed} decides from that when the size goes down. It goes up again on trial packs of the next larger size,
 * made of items whose answers alone are known: nobody is served from them.
 */
public final class SizeGovernor implements PackGuard {
    /** Checks of this replica that are under way or wait behind other calls. */
    private static final int MOST_UNDER_WAY = 64;
    /** Second questions of a trial that are under way at once. */
    private static final int SECOND_QUESTIONS = 4;
    /** Versions that nobody asked for this many times the freshness are forgotten here. */
    private static final long IDLE = 10_000;

    private final GovernorStore store;
    private final PackAsker asker;
    private final GuardPolicy policy;
    private final Chance chance;
    private final GuardEvents events;
    private final ConcurrentMap<Key, Ward> wards = new ConcurrentHashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * @param draws from 0 (inclusive) to 1 (exclusive)
     * @param nanos a clock as {@link System#nanoTime}
     */
    public record Chance(DoubleSupplier draws, LongSupplier nanos, InstantSource clock) {}

    /** @param asker as items are asked in production, but for who goes first */
    public SizeGovernor(GovernorStore store, PackAsker asker, GuardPolicy policy, Chance chance, GuardEvents events) {
        this.store = store;
        this.asker = asker;
        this.policy = policy;
        this.chance = chance;
        this.events = events;
    }

    /** A version that is served here. */
    private final class Ward {
        private final Prepared task;
        private final Key key;
        private final Chronicle chronicle;
        private final CheckPurse purse = new CheckPurse(policy);
        private final Bench bench = new Bench();
        private final Agreement agreement;
        private final AtomicInteger looks = new AtomicInteger();
        private volatile long lookedAt;

        Ward(Prepared task) {
            this.task = task;
            this.key = Key.of(task.task());
            this.agreement = Agreement.of(task.task().definition().shape());
            this.chronicle = new Chronicle(key, task.packer().maxItems(), store, events);
        }

        /** Whoever comes first looks; others may go on with what is known, once something is. */
        Uni<Void> refresh() {
            long now = chance.nanos().getAsLong();
            if (looks.get() > 0 && now - lookedAt < policy.freshness().toNanos()) {
                return Uni.createFrom().voidItem();
            }
            lookedAt = now;
            return chronicle.read().invoke(() -> {
                looks.incrementAndGet();
                events.known(key, chronicle.governed(), bound());
            });
        }

        double bound() {
            return task.task().definition().quality().minAgreement();
        }

        boolean isIdle(long now) {
            return now - lookedAt
                    > IDLE * Math.max(1_000_000, policy.freshness().toNanos());
        }
    }

    private Ward ward(Prepared task) {
        Key key = Key.of(task.task());
        Ward known = wards.get(key);
        if (known != null) {
            return known;
        }
        long now = chance.nanos().getAsLong();
        wards.values().removeIf(ward -> ward.isIdle(now));
        return wards.computeIfAbsent(key, missing -> {
            var ward = new Ward(task);
            ward.lookedAt = now;
            return ward;
        });
    }

    @Override
    public Uni<Void> refresh(Prepared task) {
        return ward(task).refresh();
    }

    @Override
    public int mostItems(Prepared task) {
        return Math.min(
                task.packer().maxItems(), ward(task).chronicle.governed().items());
    }

    /** What all replicas together know of a version, and what checks of it cost since midnight UTC. */
    public record Known(Governed governed, long tokensToday) {}

    /** Asks the store. May be called on any thread. */
    public Uni<Known> known(Task task) {
        return store.find(Key.of(task)).map(found -> found.map(
                        kept -> new Known(kept.governed(), kept.spent().on(today())))
                .orElseGet(() ->
                        new Known(Governed.start(task.definition().packing().maxItems()), 0)));
    }

    @Override
    public Watch watch(Prepared task, int items) {
        Ward ward = ward(task);
        int drawn = draw(items);
        return (item, settled) -> {
            ward.purse.earn(tokens(settled.usage()));
            if (settled.index() == drawn && !(settled.answer() instanceof NoAnswer)) {
                look(ward, item, settled);
            }
        };
    }

    /** Every item is drawn alike; of a pack the first that is. */
    private int draw(int items) {
        int drawn = 0;
        while (drawn < items && chance.draws().getAsDouble() >= policy.share()) {
            drawn++;
        }
        return drawn < items ? drawn : -1;
    }

    private void look(Ward ward, Item item, Settled settled) {
        Weighed weighed = ward.task.packer().weigh(item);
        if (settled.packSize() == 1) {
            seat(ward, new Seated(weighed, settled.answer()));
        } else if (settled.packSize() > 1) {
            run(ward, cost(ward, List.of(weighed)), () -> check(ward, weighed, settled));
        }
    }

    /** In the background, unless it would cost too much or too much is under way. @param work gives the tokens it took */
    private void run(Ward ward, long cost, Supplier<Uni<Long>> work) {
        if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
            underWay.decrementAndGet();
            events.skipped(Skip.BUSY);
        } else if (!ward.purse.reserve(cost, ward.chronicle.spent(), today())) {
            underWay.decrementAndGet();
            events.skipped(Skip.SPENT);
        } else {
            work.get()
                    .onFailure()
                    .invoke(failure -> events.failed(ward.key, failure))
                    .onFailure()
                    .recoverWithItem(cost)
                    .onTermination()
                    .invoke(underWay::decrementAndGet)
                    .subscribe()
                    .with(tokens -> ward.purse.pay(cost, tokens));
        }
    }

    private Uni<Long> check(Ward ward, Weighed item, Settled packed) {
        return alone(ward, item)
                .chain(first -> compare(ward, item, packed.answer(), first))
                .call(found -> note(ward, packed.packSize(), found))
                .invoke(found -> found.seated(item).ifPresent(seated -> seat(ward, seated)))
                .map(Found::tokens);
    }

    private Uni<Settled> alone(Ward ward, Weighed item) {
        return asker.again(ward.task, List.of(item), Priority.BACKGROUND).toUni();
    }

    /**
     * What a comparison came to.
     *
     * @param alone the first answer alone
     * @param verdict absent where an answer was missing
     */
    private record Found(Answer alone, Optional<Comparison> verdict, long tokens) {
        static Found of(Answer alone, Comparison verdict, long tokens) {
            return new Found(alone, Optional.of(verdict), tokens);
        }

        Optional<Seated> seated(Weighed item) {
            return alone instanceof NoAnswer ? Optional.empty() : Optional.of(new Seated(item, alone));
        }
    }

    private Uni<Found> compare(Ward ward, Weighed item, Answer packed, Settled first) {
        long tokens = tokens(first.usage());
        if (first.answer() instanceof NoAnswer) {
            return Uni.createFrom().item(new Found(first.answer(), Optional.empty(), tokens));
        }
        return compare(ward, item, packed, first.answer(), tokens);
    }

    private Uni<Found> compare(Ward ward, Weighed item, Answer packed, Answer alone, long tokens) {
        return ward.agreement.agree(packed, alone)
                ? Uni.createFrom().item(Found.of(alone, Comparison.AGREED, tokens))
                : alone(ward, item).map(again -> decided(ward, packed, alone, again, tokens));
    }

    private static Found decided(Ward ward, Answer packed, Answer alone, Settled again, long tokens) {
        long all = tokens + tokens(again.usage());
        return again.answer() instanceof NoAnswer
                ? new Found(alone, Optional.empty(), all)
                : Found.of(alone, Comparison.of(ward.agreement, packed, alone, again.answer()), all);
    }

    private Uni<Void> note(Ward ward, int size, Found found) {
        found.verdict().ifPresentOrElse(v -> events.checked(ward.key, v), () -> events.skipped(Skip.NO_ANSWER));
        double bound = ward.bound();
        UnaryOperator<Governed> change = governed ->
                found.verdict().map(v -> governed.served(size, v, bound)).orElse(governed);
        return ward.chronicle.add(new Chronicle.Entry(change, today(), found.tokens()));
    }

    /** Nobody tries a larger size where there is none. */
    private void seat(Ward ward, Seated one) {
        Governed governed = ward.chronicle.governed();
        List<Seated> all =
                governed.above().map(above -> ward.bench.seat(one, above)).orElseGet(ward.bench::clear);
        List<Seated> pack = all.isEmpty() ? all : Bench.fitting(ward.task, all);
        if (pack.size() > governed.items()) {
            List<Weighed> items = pack.stream().map(Seated::item).toList();
            run(ward, cost(ward, items), () -> tryOut(ward, pack, items));
        }
    }

    private Uni<Long> tryOut(Ward ward, List<Seated> pack, List<Weighed> items) {
        return asker.again(ward.task, items, Priority.BACKGROUND)
                .onItem()
                .transformToUni(settled -> tried(ward, pack, settled))
                .merge(SECOND_QUESTIONS)
                .collect()
                .asList()
                .call(found -> note(ward, pack.size(), found))
                .map(SizeGovernor::sum);
    }

    /** An answer that came of a smaller pack, after a repair, says nothing of this size. */
    private Uni<Found> tried(Ward ward, List<Seated> pack, Settled settled) {
        Seated seated = pack.get(settled.index());
        long tokens = tokens(settled.usage());
        boolean tells = settled.packSize() == pack.size() && !(settled.answer() instanceof NoAnswer);
        return tells
                ? compare(ward, seated.item(), settled.answer(), seated.alone(), tokens)
                : Uni.createFrom().item(new Found(seated.alone(), Optional.empty(), tokens));
    }

    private Uni<Void> note(Ward ward, int size, List<Found> found) {
        List<Comparison> verdicts =
                found.stream().flatMap(one -> one.verdict().stream()).toList();
        events.tried(ward.key, verdicts.size());
        double bound = ward.bound();
        return ward.chronicle.add(
                new Chronicle.Entry(governed -> governed.tried(size, verdicts, bound), today(), sum(found)));
    }

    private static long sum(List<Found> found) {
        return found.stream().mapToLong(Found::tokens).sum();
    }

    private static long cost(Ward ward, List<Weighed> items) {
        long texts = items.stream()
                .mapToLong(item -> TokenCounter.estimate(item.item().text()))
                .sum();
        return ward.task.prompt().fixedTokens()
                + (long) items.size() * ward.task.prompt().outputPerItem()
                + texts;
    }

    private static long tokens(Usage usage) {
        return usage.inputTokens() + usage.outputTokens();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(chance.clock().instant(), ZoneOffset.UTC);
    }
}
