package dev.sheaf.events;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** What wakes us and whom we wake. */
@ConfigMapping(prefix = "sheaf.events")
public interface EventsConfig {

    /** What the provider signs its webhooks with; several while one is exchanged for another. None: they are not taken. */
    Optional<List<String>> providerSecrets();

    /** A file with such secrets, one a line. */
    Optional<Path> providerSecretsFile();

    /** How long a tick works on what becomes due meanwhile, and its caller waits. Higher: a service that is woken does more. */
    @WithDefault("PT50S")
    @DurationMin
    @DurationMax(minutes = 15)
    Duration tick();

    /**
     * How long the provider's webhook is worked on before it is answered, where {@code sheaf.bulk.work} is off; elsewhere it is
     * answered at once. Higher: more is done for it, until the provider waits no longer and tells once more.
     */
    @WithDefault("PT5S")
    @DurationMin
    @DurationMax(minutes = 1)
    Duration hook();

    /**
     * Whether ticks need no key, for senders that cannot have one. Whoever reaches the service can then have it look for due
     * work, one look at a time, and nothing else.
     */
    @WithDefault("false")
    boolean ticksWithoutKey();

    /** What our events are signed with, by each of these while one is exchanged for another. None: there are no callbacks. */
    Optional<List<String>> callbackSecrets();

    /** A file with such secrets, one a line. */
    Optional<Path> callbackSecretsFile();

    /**
     * Hosts that callers may name in callbacks and sources: {@code hooks.example.com}, {@code *.example.com} for all below,
     * {@code *} for any. None: there are no callbacks, and no sources by address.
     */
    Optional<List<String>> callbackHosts();

    /** Networks that may be reached although they are private or otherwise special, like {@code 10.1.0.0/16}. */
    Optional<List<String>> callbackNetworks();

    /** Whether addresses without TLS may be named. */
    @WithDefault("false")
    boolean callbackHttp();

    /** How long an attempt to deliver an event may take. Higher: slow receivers are heard, and hold up others. */
    @WithDefault("PT10S")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 1)
    Duration callbackTimeout();

    /** How long an event is tried before it is given up. Higher: longer outages of receivers are bridged. */
    @WithDefault("P1D")
    @DurationMin
    @DurationMax(days = 30)
    Duration callbackPatience();
}
