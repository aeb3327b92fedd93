package dev.sheaf.openai;

import dev.sheaf.model.Structured;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How the provider is reached and how hard it may be asked. */
@ConfigMapping(prefix = "sheaf.openai")
public interface OpenAiConfig {

    /** Where the wire begins, with its version: {@code /chat/completions} is added to it. A query is kept (Azure). */
    @WithDefault("${OPENAI_BASE_URL:https://api.openai.com/v1}")
    @NotNull
    URI baseUrl();

    /** Sent as a bearer token, to hosts of Azure as {@code api-key}; absent: neither header is sent. */
    @WithDefault("${OPENAI_API_KEY:}")
    Optional<String> apiKey();

    /** The organization that is billed, for keys that belong to several. */
    @WithDefault("${OPENAI_ORG_ID:}")
    Optional<String> organization();

    /** The project that is billed, for keys that belong to several. */
    @WithDefault("${OPENAI_PROJECT_ID:}")
    Optional<String> project();

    /**
     * How long one attempt may take. Higher: slow models finish, and a provider that hangs is noticed later. Requests
     * with {@code service_tier: flex} have 15 minutes at least.
     */
    @WithDefault("PT60S")
    @DurationMin(millis = 10)
    @DurationMax(hours = 1)
    Duration timeout();

    /**
     * How long a call about files or batches may take; uploads and downloads have a second more for every 128 KiB.
     * Higher: slow servers finish, and a provider that hangs is noticed later.
     */
    @WithDefault("PT60S")
    @DurationMin(millis = 10)
    @DurationMax(hours = 1)
    Duration batchTimeout();

    /**
     * After which the provider deletes what a batch wrote; absent: it is not told so, for servers that do not know it.
     * Higher: results can be fetched after a longer outage, and lie at the provider for longer.
     */
    @WithDefault("P7D")
    Optional<@DurationMin(hours = 1) @DurationMax(days = 30) Duration> outputExpiresAfter();

    /** How long a connection may take to be made. Higher: worse networks work, an unreachable host is noticed later. */
    @WithDefault("PT10S")
    @DurationMin(millis = 10)
    @DurationMax(minutes = 5)
    Duration connectTimeout();

    /**
     * Calls under way at once to one model, over all replicas. Higher: more throughput, connections and memory, until the provider's
     * limits.
     */
    @WithDefault("64")
    @Min(1)
    @Max(10_000)
    int concurrency();

    /**
     * Requests a minute to one model at most, over all replicas; absent: as many as the provider allows. Higher: less is left to others on
     * the key.
     */
    @Min(1)
    OptionalLong requestsPerMinute();

    /**
     * Tokens a minute of one model at most, over all replicas; absent: as many as the provider allows. Higher: less is left to others on
     * the key.
     */
    @Min(1)
    OptionalLong tokensPerMinute();

    /**
     * How often replicas tell each other that they live, and of cooldowns: concurrency, requests and tokens a minute are
     * shared by those that do. Higher: fewer queries, and a replica that comes or goes is noticed later.
     */
    @WithDefault("PT3S")
    @DurationMin(seconds = 1)
    @DurationMax(minutes = 1)
    Duration shareRenewal();

    /** How often a call is repeated after a passing failure. Higher: longer outages are bridged, failures come later. */
    @WithDefault("5")
    @Min(0)
    @Max(20)
    int retries();

    /** The longest wait that the provider may ask for; beyond it a call fails. Higher: callers wait longer for less. */
    @WithDefault("PT60S")
    @DurationMin(seconds = 0)
    @DurationMax(hours = 24)
    Duration maxWait();

    /**
     * Passed-on calls that may wait for a model's limits, of this replica; who comes then is refused (429). Higher: longer
     * bursts are taken in, wait longer, and are held in memory with their bodies.
     */
    @WithDefault("5000")
    @Min(1)
    @Max(1_000_000)
    int relayWaiting();

    /** How long a passed-on call may wait for a model's limits; then it is refused (503). Higher: fewer refusals, later. */
    @WithDefault("PT2M")
    @DurationMin(millis = 10)
    @DurationMax(hours = 24)
    Duration relayPatience();

    /** What the server offers to hold a reply to a form. What is missing here is asked for in words or otherwise. */
    @WithDefault("tools,json_object,json_schema")
    Optional<Set<Structured>> structured();
}
