package dev.sheaf.bulk;

import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.RemoteBatch;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The step that costs: from a file at the provider to a batch of it. It is written down before the order is given; after
 * an order whose answer never came, the batch is looked for until it can be taken for certain that there is none.
 */
final class Orders {
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

    /** @param wanted whether a batch is still wanted: else one that was ordered is found, and none is ordered */
    Uni<Duration> step(Job job, Part part, boolean wanted) {
        if (part.creates() == 0) {
            return wanted ? order(job, part) : closing.giveBack(part);
        }
        return listing.of(part).chain(found -> found.isEmpty() ? missing(job, part, wanted) : adopt(part, found));
    }

    /** The oldest is ours; any later one is a twin, which is ended while it can be. */
    private Uni<Duration> adopt(Part part, List<RemoteBatch> found) {
        RemoteBatch first = found.get(found.size() - 1);
        return store.created(part, first.id()).replaceWith(Duration.ZERO);
    }

    private Uni<Duration> missing(Job job, Part part, boolean wanted) {
        if (!pauses.isSettled(part.createAt())) {
            return Uni.createFrom().item(pauses.settling());
        }
        return wanted ? order(job, part) : closing.giveBack(part);
    }

    /** The lease has to outlast the call, so that nobody else orders meanwhile. */
    private Uni<Duration> order(Job job, Part part) {
        return store.renew(part)
                .chain(Lost::unless)
                .chain(() -> store.creating(part))
                .chain(Lost::unless)
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
        if (failure instanceof ModelFailure.QuotaExhausted || failure instanceof ModelFailure.Unauthorized) {
            return store.notCreated(part)
                    .chain(() -> store.pause(part, closing.failure(failure)))
                    .replaceWith(pauses.after(failure));
        }
        if (failure instanceof ModelFailure.RateLimited) {
            return store.notCreated(part).replaceWith(pauses.after(failure));
        }
        if (failure instanceof ModelFailure.Rejected rejected) {
            // the file may have gone, and then everything begins anew; any other order is wrong for ever
            return rejected.status() == 404 ? closing.giveBack(part) : closing.refuse(part, closing.failure(failure));
        }
        return Uni.createFrom().item(pauses.settling());
    }
}
