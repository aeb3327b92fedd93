package dev.sheaf.bulk;

import dev.sheaf.model.BatchModel;
import dev.sheaf.model.BatchModel.RemoteFile;
import dev.sheaf.pack.Prepared;
import io.smallrye.mutiny.Uni;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** The step from a part's requests in the database to its file at the provider. */
final class Uploads {
    /** Requests that are written at once. */
    private static final int PAGE = 250;

    private final WorkStore store;
    private final BatchModel provider;
    private final RequestLines lines;
    private final Spool spool;
    private final Pauses pauses;
    private final Executor worker;

    Uploads(WorkStore store, BatchModel provider, RequestLines lines, Spool spool, Pauses pauses, Executor worker) {
        this.store = store;
        this.provider = provider;
        this.lines = lines;
        this.spool = spool;
        this.pauses = pauses;
        this.worker = worker;
    }

    static String name(Part part) {
        return part.fingerprint() + ".jsonl";
    }

    /** An upload whose answer never came is looked for by its name. */
    Uni<Duration> step(Prepared task, Part part) {
        Uni<Optional<RemoteFile>> there = part.uploads() == 0
                ? Uni.createFrom().item(Optional.empty())
                : provider.filesNamed(name(part)).map(files -> files.stream().findFirst());
        return there.chain(found ->
                        found.isPresent() ? store.uploaded(part, found.get().id()) : write(task, part))
                .replaceWith(Duration.ZERO)
                .onFailure(Spool.Full.class)
                .recoverWithItem(pauses.queue());
    }

    private Uni<Boolean> write(Prepared task, Part part) {
        return Uni.createFrom()
                .item(() -> spool.place(name(part), part.size().bytes()))
                .runSubscriptionOn(worker)
                .chain(file -> fill(new Writing(task, part, file), 0)
                        .chain(() -> send(part, file))
                        .eventually(() -> spool.drop(file)));
    }

    /** A file that is being written. */
    private record Writing(Prepared task, Part part, Path file) {}

    private Uni<Void> fill(Writing writing, int after) {
        return store.requests(writing.part, after, PAGE).emitOn(worker).chain(page -> {
            append(writing, page, after == 0);
            return page.size() < PAGE
                    ? Uni.createFrom().voidItem()
                    : fill(writing, page.get(PAGE - 1).request().number());
        });
    }

    private void append(Writing writing, List<WorkStore.Asked> page, boolean first) {
        try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(writing.file, first ? Spool.ANEW : Spool.APPEND))) {
            for (WorkStore.Asked asked : page) {
                out.write(lines.line(writing.task, asked));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Uni<Boolean> send(Part part, Path file) {
        return store.uploading(part)
                .chain(ours -> Lost.unless(ours))
                .chain(() -> provider.upload(name(part), file))
                .chain(sent -> store.uploaded(part, sent.id()));
    }
}
