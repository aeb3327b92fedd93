package dev.sheaf.bulk;

import dev.sheaf.bulk.Leftover.Again;
import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.RemoteBatch;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The end of a part: nothing of it is left at the provider, and what has no reply waits again or has its reason. */
final class Closing {
    private final Leases leases;
    private final PartStore store;
    private final BatchModel provider;
    private final Pauses pauses;
    private final Listing listing;

    Closing(PartDriver.Ground ground, BatchModel provider, Pauses pauses) {
        this.leases = ground.leases();
        this.store = ground.store();
        this.provider = provider;
        this.pauses = pauses;
        this.listing = new Listing(provider);
    }

    /** Whether somebody has to pay a bill or change a key before anything can be bought. */
    static boolean isForPeople(ModelFailure failure) {
        return failure instanceof ModelFailure.QuotaExhausted || failure instanceof ModelFailure.Unauthorized;
    }

    static Job.Failure reason(ModelFailure failure) {
        return new Job.Failure(failure.code(), String.valueOf(failure.getMessage()));
    }

    /** Everything that came back is settled. */
    Uni<Duration> fetched(Part part) {
        boolean ran = !"expired".equals(part.batchState()) && !"cancelled".equals(part.batchState());
        Optional<String> failure = ran ? Optional.empty() : Optional.ofNullable(part.batchState());
        Again again = ran ? Again.NEXT_ROUND : Again.SAME_ROUND;
        return endTwins(part).chain(() -> close(part, Leftover.of(again, failure)));
    }

    /** Nothing of it was bought: its items wait again as they did. */
    Uni<Duration> giveBack(Part part) {
        return close(part, Leftover.of(Again.UNTRIED, Optional.of("given_back")));
    }

    /** Its file is gone: it is made again. */
    Uni<Duration> beginAnew(Part part) {
        return close(part, Leftover.of(Again.SAME_ROUND, Optional.of("file_lost")));
    }

    /** Its batch is gone, and what it may have come to. */
    Uni<Duration> lost(Part part) {
        return close(part, Leftover.of(Again.SAME_ROUND, Optional.of("batch_lost")));
    }

    /** It can never be run. */
    Uni<Duration> refuse(Part part, Job.Failure reason) {
        return close(part, refused(reason));
    }

    /** It can be run in smaller parts; but one request cannot. */
    Uni<Duration> tooLarge(Part part, Job.Failure reason) {
        return part.size().requests() > 1
                ? close(part, smaller(part, reason.code(), Duration.ZERO))
                : refuse(part, reason);
    }

    /** The provider did not run its batch. */
    Uni<Duration> rejected(Job job, Part part, RemoteBatch batch) {
        Rejection rejection = new Rejection(batch.errors(), part.size().requests());
        return switch (rejection.kind()) {
            case OVERFLOW ->
                store.overflows(job)
                        .chain(before -> close(part, smaller(part, Rejection.OVERFLOW, pauses.overflow(before))));
            case TOO_LARGE -> tooLarge(part, rejection.reason());
            case FOR_PEOPLE -> store.pause(part, rejection.reason()).chain(() -> giveBack(part));
            case LINES ->
                close(
                        part,
                        new Leftover(
                                Again.SAME_ROUND,
                                rejection.lines(),
                                Optional.empty(),
                                Optional.of(rejection.reason().code()),
                                OptionalInt.empty(),
                                Duration.ZERO));
            case WHOLE -> whole(part, rejection.reason());
            case UNSAID -> close(part, Leftover.of(Again.NEXT_ROUND, Optional.of("batch_failed")));
        };
    }

    /**
     * A rejected file costs nothing, and nothing says whether it was the file: its items are asked once more, in other packs.
     * What is rejected again is wrong.
     */
    private Uni<Duration> whole(Part part, Job.Failure reason) {
        return Rounds.isFull(part.round())
                ? close(part, Leftover.of(Again.NEXT_ROUND, Optional.of(reason.code())))
                : refuse(part, reason);
    }

    private static Leftover smaller(Part part, String failure, Duration pause) {
        return new Leftover(
                part.size().requests() > 1 ? Again.UNTRIED : Again.SAME_ROUND,
                Map.of(),
                Optional.empty(),
                Optional.of(failure),
                OptionalInt.of(Math.max(1, part.size().requests() / 2)),
                pause);
    }

    private static Leftover refused(Job.Failure reason) {
        return new Leftover(
                Again.SAME_ROUND,
                Map.of(),
                Optional.of(reason),
                Optional.of(reason.code()),
                OptionalInt.empty(),
                Duration.ZERO);
    }

    /** Whoever was paused meanwhile deletes nothing that another replica has made since. */
    private Uni<Duration> close(Part part, Leftover leftover) {
        return leases.renew(part)
                .chain(Lost::unless)
                .chain(() -> clean(part))
                .chain(() -> store.close(part, leftover))
                .replaceWith(Duration.ZERO);
    }

    /** Files that stay cost; but a provider that cannot delete them holds nothing up. */
    private Uni<Void> clean(Part part) {
        Uni<List<String>> unnamed = part.uploads() > (part.inputFile() == null ? 0 : 1)
                ? provider.filesNamed(Uploads.name(part))
                        .map(files ->
                                files.stream().map(BatchModel.RemoteFile::id).toList())
                        .onFailure(ModelFailure.class)
                        .recoverWithItem(List.of())
                : Uni.createFrom().item(List.of());
        return unnamed.chain(more -> deleteAll(Stream.concat(
                        Stream.of(part.inputFile(), part.outputFile(), part.errorFile())
                                .flatMap(Stream::ofNullable),
                        more.stream())
                .toList()));
    }

    private Uni<Void> deleteAll(List<String> files) {
        return Multi.createFrom()
                .iterable(files)
                .filter(file -> !file.isEmpty())
                .onItem()
                .transformToUniAndConcatenate(file ->
                        provider.delete(file).onFailure(ModelFailure.class).recoverWithNull())
                .onItem()
                .ignoreAsUni();
    }

    /** An order that was given twice after all: the later one is ended, and what it wrote is deleted. */
    Uni<Void> endTwins(Part part) {
        if (part.creates() < 2) {
            return Uni.createFrom().voidItem();
        }
        return listing.of(part)
                .onItem()
                .transformToMulti(found -> Multi.createFrom().iterable(found))
                .filter(batch -> !batch.id().equals(part.batch()))
                .onItem()
                .transformToUniAndConcatenate(this::end)
                .onItem()
                .ignoreAsUni()
                .onFailure(ModelFailure.class)
                .recoverWithNull();
    }

    private Uni<Void> end(RemoteBatch twin) {
        return twin.state().isOver()
                ? deleteAll(Stream.of(twin.outputFile(), twin.errorFile())
                        .flatMap(Stream::ofNullable)
                        .toList())
                : provider.cancel(twin.id()).replaceWithVoid();
    }
}
