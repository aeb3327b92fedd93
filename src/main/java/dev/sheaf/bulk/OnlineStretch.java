package dev.sheaf.bulk;

import dev.sheaf.bulk.Leftover.Again;
import dev.sheaf.model.ModelFailure;
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
    private final PartStore store;
    private final Filing filing;
    private final Pauses pauses;
    private final int concurrency;
    private final int tries;
    private final Executor worker;
    private final Ending ending;

    OnlineStretch(PartDriver.Ground ground, Filing filing, Pauses pauses) {
        this.store = ground.store();
        this.filing = filing;
        this.pauses = pauses;
        this.concurrency = ground.config().onlineConcurrency();
        this.tries = ground.config().tries();
        this.worker = ground.chance().worker();
        this.ending = ground.ending();
    }

    Uni<Duration> step(Job job, Asking asking, Part part) {
        if (job.cancelling()) {
            return giveBack(asking, part);
        }
        Sendings sendings = new Sendings(asking, part);
        return Multi.createBy()
                .repeating()
                .uni(AtomicInteger::new, last -> page(sendings, last))
                .whilst(page -> !page.isEmpty())
                .onItem()
                .transformToIterable(page -> page)
                .onItem()
                .transformToUni(asked -> send(sendings, asked))
                .merge(concurrency)
                .onItem()
                .ignoreAsUni()
                .chain(() -> over(sendings));
    }

    /** The next requests; none where the job wants no more of them, or they could not be asked. */
    private Uni<List<Asked>> page(Sendings sendings, AtomicInteger last) {
        Part part = sendings.part();
        return store.job(part).chain(job -> {
            sendings.wanted(job);
            return sendings.goesOn()
                    ? store.open(part, last.get(), concurrency)
                            .invoke(page -> page.forEach(
                                    asked -> last.set(asked.request().number())))
                    : Uni.createFrom().item(List.of());
        });
    }

    /** Whatever becomes of it, the others that are under way come to their end. */
    private Uni<Void> send(Sendings sendings, Asked asked) {
        Part part = sendings.part();
        if (ending.isNear()) {
            sendings.leave();
        }
        if (!sendings.goesOn()) {
            return Uni.createFrom().voidItem();
        }
        return bookUnanswered(sendings.asking(), part, List.of(asked))
                .chain(() -> store.sending(part, List.of(asked.request().id())))
                .chain(Lost::unless)
                .emitOn(worker)
                .chain(() -> ask(sendings, asked))
                .chain(settled -> settled.isPresent()
                        ? store.settle(part, List.of(settled.get())).replaceWithVoid()
                        : Uni.createFrom().voidItem())
                .onFailure()
                .recoverWithItem(failure -> {
                    sendings.fail(failure);
                    return null;
                });
    }

    private Uni<Duration> over(Sendings sendings) {
        Part part = sendings.part();
        List<String> unsent = sendings.unsent();
        if (sendings.failure().isPresent()) {
            return Uni.createFrom().failure(sendings.failure().get());
        }
        if (!unsent.isEmpty()) {
            return store.notSent(part, unsent).chain(() -> held(sendings));
        }
        if (sendings.isHeld()) {
            return held(sendings);
        }
        if (sendings.isLeft()) {
            return Uni.createFrom().item(Duration.ZERO);
        }
        return switch (sendings.wish()) {
            case GO -> end(part);
            case WAIT -> Uni.createFrom().item(pauses.queue());
            case END, ABANDON -> giveBack(sendings.asking(), part);
        };
    }

    /** Only these are counted, since it takes its time. */
    private Uni<Void> bookUnanswered(Asking asking, Part part, List<Asked> page) {
        List<Asked> sent = page.stream().filter(OnlineStretch::wasSent).toList();
        return sent.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.createFrom()
                        .item(() -> sent.stream()
                                .map(asked -> filing.estimate(
                                        asking, part, asked, asked.request().attempts()))
                                .toList())
                        .runSubscriptionOn(worker)
                        .chain(estimates -> store.unanswered(part, estimates));
    }

    private static boolean wasSent(Asked asked) {
        return asked.request().attempts() > 0;
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
        String id = asked.request().id() + "-" + (asked.request().attempts() + 1);
        return sendings.asking()
                .ask(asked, id)
                .emitOn(worker)
                .map(reply -> Optional.of(reply.file(sendings.part(), asked)))
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
            int attempt = asked.request().attempts() + 1;
            Estimate estimate = filing.estimate(sendings.asking(), sendings.part(), asked, attempt);
            return Optional.of(filing.unconfirmed(asked, estimate, reason));
        }
        return Optional.of(
                failure.splittable() ? filing.splittable(asked, reason, null) : filing.refused(asked, reason, null));
    }

    private Uni<Duration> end(Part part) {
        return store.fetched(part, 0)
                .chain(() -> store.close(part, Leftover.none()))
                .replaceWith(Duration.ZERO);
    }

    private Uni<Duration> giveBack(Asking asking, Part part) {
        AtomicInteger last = new AtomicInteger();
        return Multi.createBy()
                .repeating()
                .uni(() -> unanswered(asking, part, last))
                .whilst(more -> more)
                .onItem()
                .ignoreAsUni()
                .chain(() -> store.close(part, Leftover.of(Again.SAME_ROUND, Optional.of("given_back"))))
                .replaceWith(Duration.ZERO);
    }

    /** Requests are sent in their order: behind a page of which none was, there is none. */
    private Uni<Boolean> unanswered(Asking asking, Part part, AtomicInteger last) {
        return store.open(part, last.get(), concurrency)
                .invoke(page -> page.forEach(asked -> last.set(asked.request().number())))
                .call(page -> bookUnanswered(asking, part, page))
                .map(page -> page.stream().anyMatch(OnlineStretch::wasSent));
    }
}
