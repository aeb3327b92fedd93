package dev.sheaf.bulk;

import dev.sheaf.bulk.WorkStore.Again;
import dev.sheaf.bulk.WorkStore.Asked;
import dev.sheaf.bulk.WorkStore.Leftover;
import dev.sheaf.model.ChatModel;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.pack.Pack;
import dev.sheaf.pack.Prepared;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A part that is asked by chat completions, behind the online callers. That a request goes out is written down before it
 * does; one that was sent, and whose reply never came, is booked as that when it is sent again, or never is.
 */
final class OnlineStretch {
    private final WorkStore store;
    private final ChatModel model;
    private final Filing filing;
    private final Pauses pauses;
    private final int concurrency;
    private final int tries;
    private final Executor worker;

    OnlineStretch(PartDriver.Ground ground, ChatModel model, Filing filing, Pauses pauses) {
        this.store = ground.store();
        this.model = model;
        this.filing = filing;
        this.pauses = pauses;
        this.concurrency = ground.config().onlineConcurrency();
        this.tries = ground.config().tries();
        this.worker = ground.chance().worker();
    }

    Uni<Duration> step(Job job, Prepared task, Part part) {
        if (job.cancelling()) {
            return giveBack(part);
        }
        Sendings sendings = new Sendings(task, part);
        return Multi.createBy()
                .repeating()
                .uni(AtomicInteger::new, last -> page(sendings, last))
                .whilst(Optional::isEmpty)
                .collect()
                .last()
                .map(Optional::orElseThrow);
    }

    /** Asks the next requests; the time until the next step, where this one is over. */
    private Uni<Optional<Duration>> page(Sendings sendings, AtomicInteger last) {
        return store.open(sendings.part(), last.get(), concurrency).chain(page -> {
            if (page.isEmpty()) {
                return end(sendings.part()).map(Optional::of);
            }
            last.set(page.get(page.size() - 1).request().number());
            return ask(sendings, page);
        });
    }

    private Uni<Optional<Duration>> ask(Sendings sendings, List<Asked> page) {
        List<String> ids = page.stream().map(asked -> asked.request().id()).toList();
        return store.sending(sendings.part(), ids)
                .chain(Lost::unless)
                .emitOn(worker)
                .chain(() -> Multi.createFrom()
                        .iterable(page)
                        .onItem()
                        .transformToUni(asked -> ask(sendings, asked))
                        .merge(concurrency)
                        .onItem()
                        .transformToMultiAndConcatenate(
                                settled -> Multi.createFrom().optional(settled))
                        .onItem()
                        .transformToUniAndConcatenate(settled -> store.settle(sendings.part(), List.of(settled)))
                        .collect()
                        .last())
                .chain(() -> next(sendings));
    }

    private Uni<Optional<Duration>> next(Sendings sendings) {
        Part part = sendings.part();
        List<String> unsent = sendings.unsent();
        if (!unsent.isEmpty()) {
            return store.notSent(part, unsent).chain(() -> held(sendings)).map(Optional::of);
        }
        if (sendings.isHeld()) {
            return held(sendings).map(Optional::of);
        }
        return store.job(part)
                .chain(job -> job.cancelling()
                        ? giveBack(part).map(Optional::of)
                        : Uni.createFrom()
                                .item(
                                        job.state() == JobState.PAUSED
                                                ? Optional.of(pauses.queue())
                                                : Optional.<Duration>empty()));
    }

    /** Some of them could not be asked, and the others would fare no better now. */
    private Uni<Duration> held(Sendings sendings) {
        Optional<ModelFailure> closed = sendings.closed();
        return closed.isPresent()
                ? store.pause(sendings.part(), Closing.reason(closed.get())).replaceWith(pauses.after(closed.get()))
                : Uni.createFrom().item(sendings.pause(pauses));
    }

    /** Every sending has an id of its own: it is known to be one more. */
    private Uni<Optional<Settlement>> ask(Sendings sendings, Asked asked) {
        Prepared task = sendings.task();
        Pack pack = RequestLines.pack(task, asked);
        String id = asked.request().id() + "-" + (asked.request().attempts() + 1);
        return model.ask(RequestLines.chat(task, asked, pack, id))
                .emitOn(worker)
                .map(reply -> Optional.of(filing.reply(task, sendings.part(), asked, reply)))
                .onFailure(ModelFailure.class)
                .recoverWithItem(failure -> failed(sendings, asked, (ModelFailure) failure));
    }

    private Optional<Settlement> failed(Sendings sendings, Asked asked, ModelFailure failure) {
        if (Closing.isForPeople(failure)) {
            sendings.close(asked, failure);
            return Optional.empty();
        }
        if (failure.retryable() && asked.request().attempts() + 1 < tries) {
            sendings.hold(asked, failure);
            return Optional.empty();
        }
        Job.Failure reason = Closing.reason(failure);
        if (failure.mayBeBought()) {
            return Optional.of(filing.unconfirmed(asked, reason));
        }
        return Optional.of(
                failure.splittable() ? filing.splittable(asked, reason, null) : filing.refused(asked, reason, null));
    }

    private Uni<Duration> end(Part part) {
        return store.fetched(part, 0)
                .chain(() -> store.close(part, Leftover.none()))
                .replaceWith(Duration.ZERO);
    }

    private Uni<Duration> giveBack(Part part) {
        return store.close(part, Leftover.of(Again.SAME_ROUND, Optional.of("given_back")))
                .replaceWith(Duration.ZERO);
    }
}
