package dev.sheaf.gateway;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file that is there, whole. Its content never changes.
 *
 * @param bytes its size
 * @param expiresAt from when it is not there any more; null: never
 */
public record StoredFile(
        String tenant,
        String id,
        FilePurpose purpose,
        String name,
        long bytes,
        Instant createdAt,
        @Nullable Instant expiresAt) {

    public StoredFile {
        if (bytes < 0) {
            throw new IllegalArgumentException("a file has at least no bytes");
        }
    }
}
