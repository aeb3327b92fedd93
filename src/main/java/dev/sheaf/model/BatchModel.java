package dev.sheaf.model;

import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A provider's batches: a file of requests in, files of replies out, within hours and at a lower price. Every call is
 * one attempt without a retry of its own, since who is not sure whether something was bought has to look before it is
 * bought again. Fails with a {@link ModelFailure}; an id that the provider does not know is
 * {@link ModelFailure.Rejected} with status 404. Where our own disk fails, {@link #upload} and {@link #fetch} do so with
 * a {@link java.io.UncheckedIOException}. Cancelling gives a call up, whether the provider has got it or not. An argument
 * that cannot be meant, such as an empty id, throws {@link IllegalArgumentException}.
 */
public interface BatchModel {
    /** Keys of a batch's metadata at most. */
    int METADATA_KEYS = 16;

    /**
     * Uploads a request file as it lies on the disk, streamed.
     *
     * @param name under which it can be found at the provider: 1 to 200 letters, digits, and {@code . _ -}
     */
    Uni<RemoteFile> upload(String name, Path file);

    /** The files for batches that carry this name, newest first; there may be none. */
    Uni<List<RemoteFile>> filesNamed(String name);

    /**
     * Orders a batch; from here on it costs.
     *
     * @param endpoint of all its requests, with the wire's version
     * @param metadata at most 16 keys of 64 characters, values of 512
     */
    Uni<RemoteBatch> create(String inputFile, String endpoint, Map<String, String> metadata);

    Uni<RemoteBatch> get(String batch);

    /**
     * Asks for the end of a batch; what was finished until then is kept and paid. A provider may refuse this for a batch
     * that is over ({@code 400} or {@code 409}): {@link #get} tells.
     */
    Uni<RemoteBatch> cancel(String batch);

    /**
     * A page of all batches, newest first.
     *
     * @param after the last batch of the page before; absent: from the newest on
     */
    Uni<Page> list(@Nullable String after);

    /** A page of batches, and whether there are more behind it. */
    record Page(List<RemoteBatch> batches, boolean more) {
        public Page {
            batches = List.copyOf(batches);
        }
    }

    /**
     * Writes a file's content to the disk, streamed, in the place of what lies there; its bytes. It is written beside its
     * place, under the name with {@code .part} added, and moved there when it is whole; otherwise all stays as it was.
     */
    Uni<Long> fetch(String file, Path to);

    /** Deletes a file; one that is not there is no failure. */
    Uni<Void> delete(String file);

    /** How long a call may take before it fails: whoever orders under a lease needs one that lasts longer. */
    Duration timeout();

    /** How long {@link #upload} and {@link #fetch} may take with so many bytes before they fail. */
    default Duration transferTimeout(long bytes) {
        return timeout();
    }

    /** A file at the provider; {@code bytes} where it says how many. */
    record RemoteFile(String id, String name, Optional<Long> bytes) {}
}
