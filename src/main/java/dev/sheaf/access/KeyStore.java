package dev.sheaf.access;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where keys are kept. */
public interface KeyStore {

    /** A key, and what its text is held to. */
    record Held(ApiKey key, Digest digest) {}

    /** Opens its tenant again where that was closed. */
    Uni<Void> add(Held key);

    /** Revoked ones too. */
    Uni<Optional<Held>> find(String id);

    /**
     * The newest first.
     *
     * @param tenant whose; absent: all tenants'
     * @param after the id of the last on the page before
     */
    Uni<List<ApiKey>> list(@Nullable String tenant, @Nullable String after, int most);

    /**
     * Takes effect for new calls; one that is revoked already stays as it is.
     *
     * @param tenant whose it has to be; absent: anybody's
     * @return false where there is none
     */
    Uni<Boolean> revoke(@Nullable String tenant, String id, Instant at);

    /** Whether a tenant was erased, and has had no key made since. */
    Uni<Boolean> isClosed(String tenant);

    /** Whether there has ever been a key. */
    Uni<Boolean> any();
}
