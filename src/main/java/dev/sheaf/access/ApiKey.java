package dev.sheaf.access;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key, without its secret.
 *
 * @param id stands in the key, and is no secret
 * @param name for people; may be empty
 * @param revokedAt since when it lets nobody in; absent while it does
 */
public record ApiKey(
        String id,
        String tenant,
        String name,
        Set<Role> roles,
        Limits limits,
        Instant createdAt,
        @Nullable Instant revokedAt) {
    public static final int LONGEST_NAME = 200;

    public ApiKey {
        if (!Tenant.isValid(tenant) || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a key needs a tenant and a short name");
        }
        roles = Set.copyOf(roles);
    }

    public Caller caller() {
        return new Caller(tenant, roles, id, limits);
    }
}
