package dev.sheaf.quality;

import dev.sheaf.ask.PackAsker;
import dev.sheaf.ask.Settled;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.TokenCounter;
import dev.sheaf.pack.Weighed;
import dev.sheaf.quality.Bench.Seated;
import dev.sheaf.quality.GuardEvents.Skip;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Answer.NoAnswer;
import dev.sheaf.task.Item;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is asked beside what callers ask, behind everything else: items alone, and trial packs that nobody is served from. */
final class Checks {
    /** Checks of this replica that are under way or wait behind other calls. */
    private static final int MOST_UNDER_WAY = 64;
    /** Second questions of a trial that are under way at once. */
    private static final int SECOND_QUESTIONS = 4;

    private final PackAsker asker;
    private final GuardEvents events;
    private final Supplier<LocalDate> today;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicReference<@Nullable UniEmitter<? super Void>> end = new AtomicReference<>();
    private volatile boolean stopped;

    Checks(PackAsker asker, GuardEvents events, Supplier<LocalDate> today) {
        this.asker = asker;
        this.events = events;
        this.today = today;
    }

    /** Of an item that was drawn and has its answer. */
    void look(Ward ward, Item item, Settled settled) {
        Weighed weighed = ward.task().packer().weigh(item);
        if (settled.packSize() == 1 && !isApart(ward, item)) {
            seat(ward, new Seated(weighed, settled.answer()));
        } else if (settled.packSize() > 1) {
            run(ward, cost(ward, List.of(weighed)), () -> check(ward, weighed, settled));
        }
    }

    /** It was alone because it may harm others: so it would in a trial, which then said nothing of the size. */
    private static boolean isApart(Ward ward, Item item) {
        return Suspicion.isolates(ward.task().task().definition(), item.text());
    }

    /** Begins no more. */
    void stop() {
        stopped = true;
    }

    /** Until nothing is under way any more. */
    Uni<Void> ended() {
        return Uni.createFrom().emitter(emitter -> {
            end.set(emitter);
            endIfOver();
        });
    }

    private void over() {
        underWay.decrementAndGet();
        endIfOver();
    }

    private void endIfOver() {
        UniEmitter<? super Void> waiting = end.get();
        if (waiting != null && underWay.get() == 0) {
            waiting.complete(null);
        }
    }

    /** In the background, unless it would cost too much or too much is under way. @param work gives the tokens it took */
    private void run(Ward ward, long cost, Supplier<Uni<Long>> work) {
        if (underWay.incrementAndGet() > MOST_UNDER_WAY || stopped) {
            over();
            events.skipped(Skip.BUSY);
        } else if (!ward.purse().reserve(cost, ward.chronicle().spent(), today.get())) {
            over();
            events.skipped(Skip.SPENT);
        } else {
            work.get()
                    .onFailure()
                    .invoke(failure -> events.failed(ward.key(), failure))
                    .onFailure()
                    .recoverWithItem(cost)
                    .onTermination()
                    .invoke(this::over)
                    .subscribe()
                    .with(tokens -> ward.purse().pay(cost, tokens));
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
        return asker.again(ward.task(), List.of(item), Priority.BACKGROUND).toUni();
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
        return ward.agreement().agree(packed, alone)
                ? Uni.createFrom().item(Found.of(alone, Comparison.AGREED, tokens))
                : alone(ward, item).map(again -> decided(ward, packed, alone, again, tokens));
    }

    private static Found decided(Ward ward, Answer packed, Answer alone, Settled again, long tokens) {
        long all = tokens + tokens(again.usage());
        return again.answer() instanceof NoAnswer
                ? new Found(alone, Optional.empty(), all)
                : Found.of(alone, Comparison.of(ward.agreement(), packed, alone, again.answer()), all);
    }

    private Uni<Void> note(Ward ward, int size, Found found) {
        found.verdict().ifPresentOrElse(v -> events.checked(ward.key(), v), () -> events.skipped(Skip.NO_ANSWER));
        double bound = ward.bound();
        UnaryOperator<Governed> change = governed ->
                found.verdict().map(v -> governed.served(size, v, bound)).orElse(governed);
        return ward.chronicle().add(new Chronicle.Entry(change, today.get(), found.tokens()));
    }

    /** Nobody tries a larger size where there is none. */
    private void seat(Ward ward, Seated one) {
        Governed governed = ward.chronicle().governed();
        List<Seated> all =
                governed.above().map(above -> ward.bench().seat(one, above)).orElseGet(ward.bench()::clear);
        List<Seated> pack = all.isEmpty() ? all : Bench.fitting(ward.task(), all);
        if (pack.size() > governed.items()) {
            List<Weighed> items = pack.stream().map(Seated::item).toList();
            run(ward, cost(ward, items), () -> tryOut(ward, pack, items));
        }
    }

    private Uni<Long> tryOut(Ward ward, List<Seated> pack, List<Weighed> items) {
        return asker.again(ward.task(), items, Priority.BACKGROUND)
                .onItem()
                .transformToUni(settled -> tried(ward, pack, settled))
                .merge(SECOND_QUESTIONS)
                .collect()
                .asList()
                .call(found -> note(ward, pack.size(), found))
                .map(Checks::sum);
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
        events.tried(ward.key(), verdicts.size());
        double bound = ward.bound();
        return ward.chronicle()
                .add(new Chronicle.Entry(governed -> governed.tried(size, verdicts, bound), today.get(), sum(found)));
    }

    private static long sum(List<Found> found) {
        return found.stream().mapToLong(Found::tokens).sum();
    }

    private static long cost(Ward ward, List<Weighed> items) {
        long texts = items.stream()
                .mapToLong(item -> TokenCounter.estimate(item.item().text()))
                .sum();
        return ward.task().prompt().fixedTokens()
                + (long) items.size() * ward.task().prompt().outputPerItem()
                + texts;
    }

    static long tokens(Usage usage) {
        return usage.inputTokens() + usage.outputTokens();
    }
}
