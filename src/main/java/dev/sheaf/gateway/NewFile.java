package dev.sheaf.gateway;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file whose content is still to come.
 *
 * @param id the tenant's own: {@code file-} and what makes it unique
 * @param name as its sender calls it; any text
 * @param createdAt kept to the microsecond, as databases do
 * @param expiresAt from when it is not there any more; null: never
 */
public record NewFile(
        String tenant,
        String id,
        FilePurpose purpose,
        String name,
        Instant createdAt,
        @Nullable Instant expiresAt) {

    public NewFile {
        if (id.isBlank() || name.isEmpty()) {
            throw new IllegalArgumentException("a file has an id and a name");
        }
        if (expiresAt != null && !expiresAt.isAfter(createdAt)) {
            throw new IllegalArgumentException("a file lives before it expires");
        }
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        expiresAt = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** The same file, as it is known when all of it has come. */
    NewFile expiring(@Nullable Instant at) {
        return new NewFile(tenant, id, purpose, name, createdAt, at);
    }
}
