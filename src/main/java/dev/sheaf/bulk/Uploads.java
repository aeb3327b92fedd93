package dev.sheaf.bulk;

import dev.sheaf.model.BatchModel;
import dev.sheaf.model.BatchModel.RemoteFile;
import dev.sheaf.model.ModelFailure;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** The step from a part's requests in the database to its file at the provider. */
final class Uploads {
    /** Requests that are written at once, at most. */
    private static final int PAGE = 250;

    private static final int TOO_LARGE = 413;

    private final PartStore store;
    private final BatchModel provider;
    private final Spool spool;
    private final Pauses pauses;
    private final Closing closing;
    private final Executor worker;

    Uploads(PartDriver.Ground ground, BatchModel provider, Pauses pauses, Closing closing) {
        this.store = ground.store();
        this.provider = provider;
        this.spool = ground.spool();
        this.pauses = pauses;
        this.closing = closing;
        this.worker = ground.chance().worker();
    }

    static String name(Part part) {
        return part.fingerprint() + ".jsonl";
    }

    /** An upload whose answer never came is looked for by its name. */
    Uni<Duration> step(Asking asking, Part part) {
        Uni<Optional<RemoteFile>> there = part.uploads() == 0
                ? Uni.createFrom().item(Optional.empty())
                : provider.filesNamed(name(part)).map(files -> files.stream().findFirst());
        return there.chain(found -> found.isPresent()
                ? store.uploaded(part, found.get().id()).replaceWith(Duration.ZERO)
                : write(asking, part));
    }

    private Uni<Duration> write(Asking asking, Part part) {
        return Uni.createFrom()
                .item(() -> spool.place(part.fingerprint(), part.size().bytes()))
                .runSubscriptionOn(worker)
                .chain(file -> fill(asking, part, file)
                        .chain(() -> send(part, file))
                        .eventually(() -> spool.dropOn(worker, file)))
                .onFailure(Spool.Full.class)
                .recoverWithItem(pauses::queue);
    }

    /** A page is read while the one before it is written, and its halves are made side by side. */
    private Uni<Void> fill(Asking asking, Part part, Path file) {
        int most = part.page(PAGE);
        return Multi.createBy()
                .repeating()
                .uni(AtomicInteger::new, last -> store.requests(part, last.get(), most)
                        .invoke(page ->
                                page.forEach(asked -> last.set(asked.request().number()))))
                .whilst(page -> page.size() == most)
                .emitOn(worker, 1)
                .onItem()
                .transformToUniAndConcatenate(page -> append(asking, page, file))
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> append(Asking asking, List<Asked> page, Path file) {
        int half = page.size() / 2;
        return Uni.combine()
                .all()
                .unis(text(asking, page.subList(0, half)), text(asking, page.subList(half, page.size())))
                .with((first, second) -> {
                    append(file, first, second);
                    return null;
                });
    }

    private Uni<byte[]> text(Asking asking, List<Asked> some) {
        return Uni.createFrom()
                .item(() -> {
                    ByteArrayOutputStream text = new ByteArrayOutputStream();
                    some.forEach(asked -> text.writeBytes(asking.line(asked)));
                    return text.toByteArray();
                })
                .runSubscriptionOn(worker);
    }

    private static void append(Path file, byte[]... texts) {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
            for (byte[] text : texts) {
                out.write(text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Uni<Duration> send(Part part, Path file) {
        return store.uploading(part)
                .chain(Lost::unless)
                .chain(() -> provider.upload(name(part), file))
                .chain(sent -> store.uploaded(part, sent.id()))
                .replaceWith(Duration.ZERO)
                .onFailure(ModelFailure.class)
                .recoverWithUni(failure -> failed(part, (ModelFailure) failure));
    }

    private Uni<Duration> failed(Part part, ModelFailure failure) {
        if (Closing.isForPeople(failure)) {
            return store.pause(part, Closing.reason(failure)).replaceWith(pauses.after(failure));
        }
        if (failure instanceof ModelFailure.Rejected rejected && !rejected.retryable()) {
            return rejected.status() == TOO_LARGE
                    ? closing.tooLarge(part, Closing.reason(failure))
                    : closing.refuse(part, Closing.reason(failure));
        }
        return Uni.createFrom().item(pauses.after(failure));
    }
}
