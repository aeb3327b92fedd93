package dev.sheaf.access;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the service. While there has never been one, whoever calls from this machine needs none; the first one ends
 * that for good, also where it is revoked later.
 */
public final class KeyRing implements Keys {
    private static final Optional<Caller> NOBODY = Optional.empty();
    private static final String ANY = "any";
    private static final Caller OPERATOR = new Caller(Caller.DEFAULT_TENANT, Set.of(Role.ADMIN), "operator");

    private final Looks<KeyStore.Held> held;
    private final Looks<Boolean> open;
    private final Looks<Boolean> erased;
    private final Keys withoutKeys = Keys.anyOnLoopback();
    private final @Nullable Digest operator;
    /** There is no way back. */
    private volatile boolean closed;

    /**
     * How keys are looked up.
     *
     * @param freshness how long a revoked key may still be taken for good, and a first one be overlooked
     * @param most keys that are kept in memory
     */
    public record Cache(Duration freshness, int most) {}

    /**
     * @param operator of the operator's own key, which stands in no table
     * @param nanos the time, for the age of looks
     */
    public KeyRing(KeyStore store, Optional<Digest> operator, Cache cache, LongSupplier nanos) {
        this.operator = operator.orElse(null);
        this.closed = operator.isPresent();
        this.held = new Looks<>(store::find, cache.freshness(), cache.most(), nanos);
        this.erased =
                new Looks<>(tenant -> store.isClosed(tenant).map(Optional::of), cache.freshness(), cache.most(), nanos);
        this.open = new Looks<>(any -> store.any().map(there -> Optional.of(!there)), cache.freshness(), 1, nanos);
    }

    @Override
    public Uni<Optional<Caller>> caller(String key, boolean local) {
        if (operator != null && operator.isOf(key)) {
            return Uni.createFrom().item(Optional.of(OPERATOR));
        }
        Optional<KeyText> text = KeyText.read(key);
        return text.isPresent()
                ? held.find(text.get().id())
                        .chain(found -> found.isPresent()
                                ? Uni.createFrom().item(found.flatMap(known -> let(known, key)))
                                : unknown(key, local))
                : unknown(key, local);
    }

    /** Whether a tenant was erased: whoever has no key of its own has no way in. */
    public Uni<Boolean> isErased(String tenant) {
        return erased.find(tenant).map(found -> found.orElse(false));
    }

    /** The same, closed to those without a key: there is another way in. */
    public KeyRing closed() {
        closed = true;
        return this;
    }

    private static Optional<Caller> let(KeyStore.Held known, String key) {
        boolean good = known.digest().isOf(key) && known.key().revokedAt() == null;
        return good ? Optional.of(known.key().caller()) : NOBODY;
    }

    private Uni<Optional<Caller>> unknown(String key, boolean local) {
        return isOpen().chain(free ->
                free ? withoutKeys.caller(key, local) : Uni.createFrom().item(NOBODY));
    }

    /** Whether there are no keys yet. */
    public Uni<Boolean> isOpen() {
        return closed
                ? Uni.createFrom().item(false)
                : open.find(ANY).map(found -> found.orElse(false)).invoke(this::closeUnless);
    }

    private void closeUnless(boolean free) {
        if (!free) {
            closed = true;
        }
    }
}
