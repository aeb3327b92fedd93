package dev.sheaf.gateway;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files of the provider's wire, in chunks: neither writing nor reading one holds more of it than a few of them. */
public interface FileStore {
    /** Bytes of every chunk but a file's last. What is stored is cut by it, so it stays what it is. */
    int CHUNK = 256 * 1024;

    /**
     * A file that is being written, and seen by nobody.
     *
     * @param key this writing's own: another one of the same file has another
     */
    record Draft(long key, NewFile file) {}

    /**
     * Begins a file. One of the same id that was never finished is forgotten, and whoever still writes it fails; where a
     * finished one is there, this fails with {@link IllegalStateException}.
     */
    Uni<Draft> begin(NewFile file);

    /**
     * Adds the next chunk, each when the one before it is stored; {@link FileGone} where the draft was given up.
     *
     * @param chunk full, unless it is the last
     */
    Uni<Void> append(Draft draft, byte[] chunk);

    /**
     * Makes it a file that is there, durably; {@link FileGone} where the draft was given up.
     *
     * @param file the draft's, with what was only heard while it was written: when it expires
     */
    Uni<StoredFile> finish(Draft draft, NewFile file);

    /** Forgets what was written; nothing happens where it was finished or is gone already. */
    Uni<Void> abandon(Draft draft);

    /** Empty where the tenant has no such file, it is not finished, or has expired. */
    Uni<Optional<StoredFile>> find(String tenant, String id);

    /** By the time of their creation. Empty where there is no file to begin after. */
    Uni<Optional<Page>> list(String tenant, Listing listing);

    /**
     * Bytes of a file, a piece at a time as they are asked for; nothing is held open in between. Fails with
     * {@link FileGone} where the file was deleted meanwhile.
     *
     * @param to behind the last byte
     */
    Multi<byte[]> read(StoredFile file, long from, long to);

    /** False where there was none. */
    Uni<Boolean> delete(String tenant, String id);

    /** Deletes what has expired, and drafts of which nothing more came. @return how many, up to {@code most} */
    Uni<Integer> sweep(int most);

    /**
     * Stores a file from pieces of any size, asking for the next when the one before it is stored. A draft of the same id is
     * begun anew; where the file is there already, it stays what it is, and the content is not asked for. What fails, or is
     * cancelled, leaves nothing behind.
     */
    default Uni<StoredFile> write(NewFile file, Multi<byte[]> content) {
        return find(file.tenant(), file.id())
                .chain(there -> there.isPresent()
                        ? Uni.createFrom().item(there.get())
                        : new FileWriter(this, file).write(content));
    }

    /**
     * Which files to show.
     *
     * @param purpose null: any
     * @param after the id of the last file that was shown; null: from the beginning
     * @param ascending the oldest first, otherwise the newest
     */
    record Listing(@Nullable FilePurpose purpose, @Nullable String after, int limit, boolean ascending) {
        public static final int MOST = 10_000;

        public Listing {
            if (limit < 1 || limit > MOST) {
                throw new IllegalArgumentException("a page has 1 to " + MOST + " files");
            }
        }
    }

    /** @param more whether files follow */
    record Page(List<StoredFile> files, boolean more) {
        public Page {
            files = List.copyOf(files);
        }
    }
}
