package dev.sheaf.access;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/** Makes keys. */
public final class Locksmith {
    private final IntUnaryOperator chance;
    private final InstantSource clock;

    /** @param chance a number from 0 to below its argument; of a cryptographic source */
    public Locksmith(IntUnaryOperator chance, InstantSource clock) {
        this.chance = chance;
        this.clock = clock;
    }

    /** @param name for people; may be empty */
    public record Wish(String tenant, String name, Set<Role> roles, Limits limits) {}

    /**
     * A new key, which is nowhere yet.
     *
     * @param text to be shown once
     */
    public record Made(KeyText text, KeyStore.Held held) {}

    public Made make(Wish wish) {
        KeyText text = KeyText.draw(chance);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS); // as the database keeps it
        ApiKey key = new ApiKey(text.id(), wish.tenant(), wish.name(), wish.roles(), wish.limits(), now, null);
        return new Made(text, new KeyStore.Held(key, Digest.of(text.text())));
    }
}
