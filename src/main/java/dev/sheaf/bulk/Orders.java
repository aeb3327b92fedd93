package dev.sheaf.bulk;

import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.RemoteBatch;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The step that costs: from a file at the provider to a batch of it. It is written down before the order is given; after
 * an order whose answer never came, the batch is looked for until it can be taken for certain that there is none.
 */
final class Orders {
    private static final int NOT_FOUND = 404;

    private final WorkStore store;
    private final BatchModel provider;
    private final Listing listing;
    private final Pauses pauses;
    private final Closing closing;

    Orders(WorkStore store, BatchModel provider, Pauses pauses, Closing closing) {
        this.store = store;
        this.provider = provider;
        this.listing = new Listing(provider);
        this.pauses = pauses;
        this.closing = closing;
    }

    /** @param wish unless it is to go on, a batch that was ordered is found, and none is ordered */
    Uni<Duration> step(Job job, Part part, Wish wish) {
        if (part.creates() == 0) {
            return unordered(job, part, wish);
        }
        return listing.of(part).chain(found -> found.isEmpty() ? missing(job, part, wish) : adopt(part, found));
    }

    /** The oldest is ours; any later one is a twin, which is ended while it can be. */
    private Uni<Duration> adopt(Part part, List<RemoteBatch> found) {
        RemoteBatch first = found.get(found.size() - 1);
        return store.created(part, first.id()).replaceWith(Duration.ZERO);
    }

    private Uni<Duration> missing(Job job, Part part, Wish wish) {
        return store.isSettled(part, pauses.settlingWindow())
                .chain(settled ->
                        settled ? unordered(job, part, wish) : Uni.createFrom().item(pauses.settling()));
    }

    private Uni<Duration> unordered(Job job, Part part, Wish wish) {
        return switch (wish) {
            case GO -> order(job, part);
            case WAIT -> Uni.createFrom().item(pauses.queue());
            case END, ABANDON -> closing.giveBack(part);
        };
    }

    /** The lease has to outlast the call, so that nobody else orders meanwhile. */
    private Uni<Duration> order(Job job, Part part) {
        Instant renewed = pauses.now();
        return store.renew(part)
                .chain(Lost::unless)
                .chain(() -> store.creating(part))
                .chain(Lost::unless)
                .chain(() -> Lost.unless(!pauses.isLate(renewed, provider.timeout())))
                .chain(() -> provider.create(String.valueOf(part.inputFile()), metadata(job, part)))
                .chain(batch -> store.created(part, batch.id()))
                .replaceWith(Duration.ZERO)
                .onFailure(ModelFailure.class)
                .recoverWithUni(failure -> failed(part, (ModelFailure) failure));
    }

    private static Map<String, String> metadata(Job job, Part part) {
        return Map.of(Listing.PART, part.fingerprint(), Listing.JOB, job.id());
    }

    private Uni<Duration> failed(Part part, ModelFailure failure) {
        if (Closing.isForPeople(failure)) {
            return store.notCreated(part)
                    .chain(() -> store.pause(part, Closing.reason(failure)))
                    .replaceWith(pauses.after(failure));
        }
        if (failure instanceof ModelFailure.RateLimited) {
            return store.notCreated(part).replaceWith(pauses.after(failure));
        }
        if (failure instanceof ModelFailure.Rejected rejected && !rejected.retryable()) {
            // the file may have gone, and then everything begins anew; any other order is wrong for ever
            return rejected.status() == NOT_FOUND
                    ? closing.beginAnew(part)
                    : closing.refuse(part, Closing.reason(failure));
        }
        return Uni.createFrom().item(pauses.settling());
    }
}
