package dev.sheaf.bulk;

import dev.sheaf.bulk.WorkStore.Leftover;
import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.RemoteBatch;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The end of a part: nothing of it is left at the provider, and what has no reply waits again or has its reason. */
final class Closing {
    private static final String OVERFLOW = "token_limit_exceeded";

    private final WorkStore store;
    private final BatchModel provider;
    private final Pauses pauses;
    private final Listing listing;

    Closing(WorkStore store, BatchModel provider, Pauses pauses) {
        this.store = store;
        this.provider = provider;
        this.pauses = pauses;
        this.listing = new Listing(provider);
    }

    Job.Failure failure(ModelFailure failure) {
        return new Job.Failure(failure.code(), String.valueOf(failure.getMessage()));
    }

    /** Everything that came back is settled. */
    Uni<Duration> fetched(Part part) {
        boolean ran = !"expired".equals(part.batchState()) && !"cancelled".equals(part.batchState());
        Optional<String> failure = ran ? Optional.empty() : Optional.ofNullable(part.batchState());
        return endTwins(part).chain(() -> close(part, leftover(ran, Map.of(), Optional.empty(), failure)));
    }

    /** Nothing of it was bought: its items wait again as they did. */
    Uni<Duration> giveBack(Part part) {
        return close(part, leftover(false, Map.of(), Optional.empty(), Optional.of("given_back")));
    }

    /** Its batch is gone, and what it may have come to. */
    Uni<Duration> lost(Part part) {
        return close(part, leftover(false, Map.of(), Optional.empty(), Optional.of("batch_lost")));
    }

    /** It can never be run. */
    Uni<Duration> refuse(Part part, Job.Failure reason) {
        return close(part, leftover(false, Map.of(), Optional.of(reason), Optional.of(reason.code())));
    }

    /** The provider did not run its batch. */
    Uni<Duration> rejected(Job job, Part part, RemoteBatch batch) {
        if (batch.errors().stream().anyMatch(error -> isOverflow(error.code()))) {
            return store.overflows(job).chain(before -> close(part, smaller(part, OVERFLOW, pauses.overflow(before))));
        }
        if (batch.errors().stream().anyMatch(error -> isTooLarge(error.code()))) {
            return close(part, smaller(part, "too_large", Duration.ZERO));
        }
        Map<Integer, Job.Failure> lines = lines(batch);
        Optional<Job.Failure> all =
                lines.isEmpty() ? batch.errors().stream().findFirst().map(Closing::reason) : Optional.empty();
        String why = batch.errors().isEmpty() ? "failed" : batch.errors().get(0).code();
        return close(part, leftover(batch.errors().isEmpty(), lines, all, Optional.of(why)));
    }

    private static boolean isOverflow(String code) {
        return code.contains("token_limit") || code.contains("enqueued");
    }

    private static boolean isTooLarge(String code) {
        return code.equals("too_many_tasks") || code.contains("too_large");
    }

    private static Map<Integer, Job.Failure> lines(RemoteBatch batch) {
        Map<Integer, Job.Failure> lines = new TreeMap<>();
        for (RemoteBatch.Problem error : batch.errors()) {
            Long line = error.line();
            if (line != null) {
                lines.put(line.intValue(), reason(error));
            }
        }
        return lines;
    }

    private static Job.Failure reason(RemoteBatch.Problem error) {
        return new Job.Failure("batch_" + error.code(), error.message());
    }

    private static Leftover smaller(Part part, String failure, Duration pause) {
        return new Leftover(
                false,
                Map.of(),
                Optional.empty(),
                Optional.of(failure),
                OptionalInt.of(Math.max(1, part.size().requests() / 2)),
                pause);
    }

    private static Leftover leftover(
            boolean nextRound, Map<Integer, Job.Failure> refused, Optional<Job.Failure> all, Optional<String> failure) {
        return new Leftover(nextRound, refused, all, failure, OptionalInt.empty(), Duration.ZERO);
    }

    private Uni<Duration> close(Part part, Leftover leftover) {
        return clean(part).chain(() -> store.close(part, leftover)).replaceWith(Duration.ZERO);
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
        return unnamed.chain(
                more -> deleteAll(Stream.concat(named(part), more.stream()).toList()));
    }

    private static Stream<String> named(Part part) {
        return Stream.of(part.inputFile(), part.outputFile(), part.errorFile())
                .flatMap(Stream::ofNullable)
                .filter(id -> !id.isEmpty());
    }

    private Uni<Void> deleteAll(List<String> files) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (String file : files) {
            all = all.chain(
                    () -> provider.delete(file).onFailure(ModelFailure.class).recoverWithNull());
        }
        return all;
    }

    /** An order that was given twice after all. */
    Uni<Void> endTwins(Part part) {
        if (part.creates() < 2) {
            return Uni.createFrom().voidItem();
        }
        return listing.of(part)
                .chain(found -> endAll(found.stream()
                        .filter(batch -> !batch.id().equals(part.batch()))
                        .filter(batch -> !batch.state().isOver())
                        .toList()))
                .onFailure(ModelFailure.class)
                .recoverWithNull();
    }

    private Uni<Void> endAll(List<RemoteBatch> twins) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (RemoteBatch twin : twins) {
            all = all.chain(() -> provider.cancel(twin.id()).replaceWithVoid());
        }
        return all;
    }
}
