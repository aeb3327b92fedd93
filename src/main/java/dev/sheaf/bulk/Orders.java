package dev.sheaf.bulk;

import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.RemoteBatch;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The step that costs: from a file at the provider to a batch of it. It is written down before the order is given; after
 * an order whose answer never came, the batch is looked for until one that was made would be listed. Then the file is
 * deleted and the batch is looked for once more, since whoever gave the order may stand still on the way to the provider:
 * an order that arrives later finds no file.
 */
final class Orders {
    private static final int NOT_FOUND = 404;

    private final Leases leases;
    private final PartStore store;
    private final BatchModel provider;
    private final Listing listing;
    private final Pauses pauses;
    private final Closing closing;

    Orders(PartDriver.Ground ground, BatchModel provider, Pauses pauses, Closing closing) {
        this.leases = ground.leases();
        this.store = ground.store();
        this.provider = provider;
        this.listing = new Listing(provider);
        this.pauses = pauses;
        this.closing = closing;
    }

    /** @param wish unless it is to go on, a batch that was ordered is found, and none is ordered */
    Uni<Duration> step(Job job, Asking asking, Part part, Wish wish) {
        if (part.createAt() == null) {
            return unordered(part, wish, () -> order(job, asking, part));
        }
        return listing.of(part).chain(found -> found.isEmpty() ? missing(part, wish) : adopt(part, found));
    }

    /** The oldest is ours; any later one is a twin, which is ended while it can be. */
    private Uni<Duration> adopt(Part part, List<RemoteBatch> found) {
        RemoteBatch first = found.get(found.size() - 1);
        return store.created(part, first.id()).replaceWith(Duration.ZERO);
    }

    private Uni<Duration> missing(Part part, Wish wish) {
        return store.isSettled(part, pauses.settlingWindow()).chain(settled -> {
            if (!settled) {
                return Uni.createFrom().item(pauses.settling());
            }
            return part.state() == PartState.UPLOADED
                    ? withdraw(part)
                    : unordered(part, wish, () -> store.withdrawn(part).replaceWith(Duration.ZERO));
        });
    }

    /** Where a provider does not delete files, there is nothing more to be done against a late order. */
    private Uni<Duration> withdraw(Part part) {
        return provider.delete(String.valueOf(part.inputFile()))
                .onFailure(Orders::isFinal)
                .recoverWithNull()
                .chain(() -> store.withdrawing(part))
                .replaceWith(pauses.settling());
    }

    private static boolean isFinal(Throwable failure) {
        return failure instanceof ModelFailure.Rejected rejected && !rejected.retryable();
    }

    private Uni<Duration> unordered(Part part, Wish wish, Supplier<Uni<Duration>> next) {
        return switch (wish) {
            case GO -> next.get();
            case WAIT -> Uni.createFrom().item(pauses.queue());
            case END, ABANDON -> closing.giveBack(part);
        };
    }

    /** The lease has to outlast the call, so that nobody else orders meanwhile. */
    private Uni<Duration> order(Job job, Asking asking, Part part) {
        Instant renewed = pauses.now();
        return leases.renew(part)
                .chain(Lost::unless)
                .chain(() -> store.creating(part))
                .chain(Lost::unless)
                .chain(() -> Lost.unless(!pauses.isLate(renewed, provider.timeout())))
                .chain(() -> provider.create(String.valueOf(part.inputFile()), asking.endpoint(), metadata(job, part)))
                .chain(batch -> store.created(part, batch.id()))
                .replaceWith(Duration.ZERO)
                .onFailure(ModelFailure.class)
                .recoverWithUni(failure -> failed(part, (ModelFailure) failure));
    }

    /** The caller's own goes first: where it leaves no room for ours, the batch is found by its file. */
    private static Map<String, String> metadata(Job job, Part part) {
        Map<String, String> metadata = new TreeMap<>(job.metadata());
        if (metadata.size() < BatchModel.METADATA_KEYS) {
            metadata.putIfAbsent(Listing.PART, part.fingerprint());
        }
        if (metadata.size() < BatchModel.METADATA_KEYS) {
            metadata.putIfAbsent(Listing.JOB, job.id());
        }
        return metadata;
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
        if (failure instanceof ModelFailure.Rejected rejected && isFinal(failure)) {
            // the file may have gone, and then everything begins anew; any other order is wrong for ever
            return rejected.status() == NOT_FOUND
                    ? closing.beginAnew(part)
                    : closing.refuse(part, Closing.reason(failure));
        }
        return Uni.createFrom().item(pauses.settling());
    }
}
