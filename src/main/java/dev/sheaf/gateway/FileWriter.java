package dev.sheaf.gateway;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Writes a file from pieces of any size. What it was given is to be flushed before it is given more, so that no more than a
 * few chunks are held.
 */
final class FileWriter {
    private static final Logger LOG = Logger.getLogger(FileWriter.class);

    private final FileStore store;
    private final NewFile file;
    private final Uni<FileStore.Draft> draft;
    private final Cutter cutter = new Cutter(FileStore.CHUNK);
    private final Deque<byte[]> full = new ArrayDeque<>();
    private boolean begun;
    private volatile boolean givenUp;

    FileWriter(FileStore store, NewFile file) {
        this.store = store;
        this.file = file;
        this.draft = store.begin(file).memoize().indefinitely();
    }

    /** The whole file. What fails, or is cancelled, leaves nothing behind. */
    Uni<StoredFile> write(Multi<byte[]> content) {
        return content.onItem()
                .transformToUniAndConcatenate(this::put)
                .onItem()
                .ignoreAsUni()
                .chain(() -> finish(file))
                .onFailure()
                .call(this::abandon)
                .onCancellation()
                .call(this::abandon);
    }

    private Uni<Void> put(byte[] piece) {
        take(piece, 0, piece.length);
        return flush();
    }

    void take(byte[] piece, int from, int to) {
        full.addAll(cutter.take(piece, from, to));
    }

    /** Stores the chunks that are full, in their order. */
    Uni<Void> flush() {
        begun = true;
        Uni<Void> done = draft.replaceWithVoid();
        for (byte[] chunk = full.poll(); chunk != null; chunk = full.poll()) {
            done = done.call(append(chunk));
        }
        return done;
    }

    private Supplier<Uni<?>> append(byte[] chunk) {
        return () -> draft.invoke(this::expectWanted).chain(open -> store.append(open, chunk));
    }

    /** @param known the file, with what was only heard while it was written */
    Uni<StoredFile> finish(NewFile known) {
        cutter.rest().ifPresent(full::add);
        return flush().chain(() -> draft).invoke(this::expectWanted).chain(open -> store.finish(open, known));
    }

    /** What is cancelled goes on until it has been abandoned. */
    private void expectWanted() {
        if (givenUp) {
            throw new FileGone(file.id());
        }
    }

    /** Where it cannot be forgotten now, it is swept away later. */
    Uni<Void> abandon() {
        givenUp = true;
        return begun
                ? draft.chain(store::abandon)
                        .onFailure()
                        .invoke(failure ->
                                LOG.warnf("File %s is left for the sweep: %s", file.id(), failure.getMessage()))
                        .onFailure()
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }
}
