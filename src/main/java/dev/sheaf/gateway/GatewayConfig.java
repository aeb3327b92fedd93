package dev.sheaf.gateway;

import dev.sheaf.bulk.Lane;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Bounds of the provider's wire as we serve it. */
@ConfigMapping(prefix = "sheaf.gateway")
public interface GatewayConfig {

    /** The largest body of a request that is no file. More let larger requests in, and hold them in memory. */
    @WithDefault("25M")
    @WithConverter(SizeConverter.class)
    @Min(1_024)
    @Max(1_073_741_824)
    long maxBody();

    /** The largest file that may be stored here. More let larger files in; none is ever held in memory. */
    @WithDefault("200M")
    @WithConverter(SizeConverter.class)
    @Min(1_024)
    @Max(1_073_741_824)
    long maxFile();

    /**
     * How the requests of batches travel whose metadata do not say it in {@code sheaf_lane}: through the provider's
     * batches, by single calls, or whichever of the two their number asks for. Providers without batches need online.
     */
    @WithDefault("batch")
    Lane batchLane();

    /**
     * How long a task asked as a model is waited for. More keep slow models usable; a caller who hangs up earlier frees its
     * item anyway.
     */
    @WithDefault("PT2M")
    @DurationMin(millis = 1)
    @DurationMax(hours = 24)
    Duration patience();

    /** Conversations in one request at most. More make fewer round trips and longer replies. */
    @WithDefault("1000")
    @Min(1)
    @Max(100_000)
    int maxConversations();

    /**
     * Conversations of one request that are with the provider at once. More answer a list sooner and leave less of the
     * model's gate to others.
     */
    @WithDefault("64")
    @Min(1)
    @Max(10_000)
    int conversationsInFlight();

    /** How long the provider's list of models is kept. Longer: fewer looks, later news. */
    @WithDefault("PT1M")
    @DurationMin
    @DurationMax(hours = 24)
    Duration modelsFreshness();

    /**
     * What is passed on to the provider besides chat completions: calls that leave nothing behind there, or all that we do
     * not answer ourselves. All shows each caller what the credential has stored for any: for a single tenant only.
     */
    @WithDefault("stateless")
    Passthrough passthrough();
}
