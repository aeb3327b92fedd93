package dev.sheaf.model;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;

/**
 * The live replicas of this service that ask under one credential of a provider, and what they tell each other of it. Who
 * does not renew in time counts as gone. One clock, not the replicas' own, decides what is past.
 */
public interface Replicas {

    /**
     * Says that this replica lives.
     *
     * @param credential stands for the provider's address and the key, and tells neither
     * @param lease for how long, unless it says so again
     */
    Uni<Seen> renew(String credential, Duration lease);

    /** Tells the others that the provider has closed a model to the credential; a longer closing that is known stays. */
    Uni<Void> publish(String credential, Cooldown cooldown);

    /** Says that this replica ends, so that the others need not wait for its lease to run out. */
    Uni<Void> leave();

    /**
     * What there is besides oneself.
     *
     * @param live how many replicas live, this one included
     * @param cooldowns what the others were told by the provider, as far as it still holds
     */
    record Seen(int live, List<Cooldown> cooldowns) {
        public Seen {
            if (live < 1) {
                throw new IllegalArgumentException("who looks lives");
            }
            cooldowns = List.copyOf(cooldowns);
        }
    }

    /** @param left from now on */
    record Cooldown(String model, Duration left) {}
}
