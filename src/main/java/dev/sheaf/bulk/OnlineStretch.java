package dev.sheaf.bulk;

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
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A part that is asked by chat completions, behind the online callers. That a request goes out is written down before it
 * does; one that was sent, and whose reply never came, is booked as that when it is sent again.
 */
final class OnlineStretch {
    private final WorkStore store;
    private final ChatModel model;
    private final Filing filing;
    private final Pauses pauses;
    private final int concurrency;
    private final Executor worker;

    OnlineStretch(WorkStore store, ChatModel model, Filing filing, Pauses pauses, int concurrency, Executor worker) {
        this.store = store;
        this.model = model;
        this.filing = filing;
        this.pauses = pauses;
        this.concurrency = concurrency;
        this.worker = worker;
    }

    Uni<Duration> step(Job job, Prepared task, Part part) {
        return job.cancelling() ? end(part, false) : page(task, part, 0);
    }

    private Uni<Duration> page(Prepared task, Part part, int after) {
        return store.open(part, after, concurrency)
                .chain(page -> page.isEmpty() ? end(part, true) : ask(task, part, page));
    }

    private Uni<Duration> ask(Prepared task, Part part, List<Asked> page) {
        AtomicReference<@Nullable ModelFailure> closed = new AtomicReference<>();
        List<String> ids = page.stream().map(asked -> asked.request().id()).toList();
        return store.sending(part, ids)
                .chain(Lost::unless)
                .emitOn(worker)
                .chain(() -> Multi.createFrom()
                        .iterable(page)
                        .onItem()
                        .transformToUni(asked -> ask(task, part, asked, closed))
                        .merge(concurrency)
                        .onItem()
                        .transformToMultiAndConcatenate(
                                settled -> Multi.createFrom().optional(settled))
                        .onItem()
                        .transformToUniAndConcatenate(settled -> store.settle(part, List.of(settled)))
                        .collect()
                        .last())
                .chain(() -> next(task, part, page, closed.get()));
    }

    private Uni<Duration> next(Prepared task, Part part, List<Asked> page, @Nullable ModelFailure closed) {
        if (closed != null) {
            Job.Failure reason = new Job.Failure(closed.code(), String.valueOf(closed.getMessage()));
            return store.pause(part, reason).replaceWith(pauses.after(closed));
        }
        int last = page.get(page.size() - 1).request().number();
        return store.job(part).chain(job -> job.cancelling() ? end(part, false) : page(task, part, last));
    }

    /** Every sending has an id of its own: it is known to be one more. */
    private Uni<Optional<Settlement>> ask(
            Prepared task, Part part, Asked asked, AtomicReference<@Nullable ModelFailure> closed) {
        Pack pack = RequestLines.pack(task, asked);
        String id = asked.request().id() + "-" + (asked.request().attempts() + 1);
        return model.ask(RequestLines.chat(task, asked, pack, id))
                .emitOn(worker)
                .map(reply -> Optional.of(filing.reply(task, part, asked, reply)))
                .onFailure(ModelFailure.class)
                .recoverWithItem(failure -> failed(asked, (ModelFailure) failure, closed));
    }

    private Optional<Settlement> failed(
            Asked asked, ModelFailure failure, AtomicReference<@Nullable ModelFailure> closed) {
        var reason = new Job.Failure(failure.code(), String.valueOf(failure.getMessage()));
        if (failure instanceof ModelFailure.QuotaExhausted || failure instanceof ModelFailure.Unauthorized) {
            closed.set(failure);
            return Optional.empty();
        }
        if (failure instanceof ModelFailure.TimedOut || failure instanceof ModelFailure.Unreachable) {
            return Optional.of(filing.unconfirmed(asked, reason));
        }
        if (failure.retryable()) {
            return Optional.of(filing.passing(asked, reason, null));
        }
        return Optional.of(
                failure.splittable() ? filing.splittable(asked, reason, null) : filing.refused(asked, reason, null));
    }

    private Uni<Duration> end(Part part, boolean all) {
        Uni<Boolean> fetched = all ? store.fetched(part, 0) : Uni.createFrom().item(true);
        Leftover none = Leftover.none();
        Leftover left =
                new Leftover(all, none.refused(), none.all(), none.failure(), none.partRequests(), none.pause());
        return fetched.chain(() -> store.close(part, left)).replaceWith(Duration.ZERO);
    }
}
