package dev.sheaf.openai;

import dev.sheaf.model.Replicas;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the gates of this replica to its part of what the credential may do, as long as it is renewed. Between two
 * renewals no call costs a query; when they fail the last part stays, since nothing better is known.
 */
public final class SharedLimits {
    private static final Logger LOG = Logger.getLogger(SharedLimits.class);

    private final Gates gates;
    private final Replicas replicas;
    private final String credential;
    private final Duration lease;
    private final AtomicBoolean failing = new AtomicBoolean();

    /** @param lease for which a renewal holds: a few of their intervals, so that one that is late costs nothing */
    SharedLimits(Gates gates, Replicas replicas, String credential, Duration lease) {
        this.gates = gates;
        this.replicas = replicas;
        this.credential = credential;
        this.lease = lease;
        gates.onCooldown(this::publish);
    }

    /** Says that this replica lives, and takes its part and what the others heard. Never fails. */
    public Uni<Void> renew() {
        return Uni.createFrom()
                .deferred(() -> replicas.renew(credential, lease))
                .invoke(this::take)
                .replaceWithVoid()
                .onFailure()
                .recoverWithItem(this::keep);
    }

    /** How many replicas share, this one included. */
    public int sharers() {
        return gates.sharers();
    }

    /** Leaves its part to the others. Never fails. */
    public Uni<Void> leave() {
        return Uni.createFrom().deferred(replicas::leave).onFailure().recoverWithNull();
    }

    private void take(Replicas.Seen seen) {
        gates.share(seen.live());
        seen.cooldowns().forEach(cooldown -> gates.of(cooldown.model()).closeFor(cooldown.left()));
        if (failing.compareAndSet(true, false)) {
            LOG.info("The provider's limits are shared with the other replicas again.");
        }
    }

    private @Nullable Void keep(Throwable failure) {
        if (failing.compareAndSet(false, true)) {
            LOG.warnf(
                    "The other replicas cannot be counted, so the share of the provider's limits stays at 1/%d: %s",
                    gates.sharers(), failure);
        }
        return null;
    }

    private void publish(String model, Duration wait) {
        Uni.createFrom()
                .deferred(() -> replicas.publish(credential, new Replicas.Cooldown(model, wait)))
                .subscribe()
                .with(done -> {}, this::keep);
    }
}
