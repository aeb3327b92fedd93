package dev.sheaf.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Where tasks come from, and what they hold where their author left something out. */
@ConfigMapping(prefix = "sheaf.tasks")
public interface TaskConfig {

    /** A directory with definitions, one or several a YAML or JSON file, put at every start. */
    Optional<Path> directory();

    /** The model of a task that names none. */
    @WithDefault("gpt-4o-mini")
    @NotBlank
    String model();

    /** Input tokens a pack at most. Higher: longer items share calls; a failed call costs more. */
    @WithDefault("8000")
    @Min(100)
    @Max(10_000_000)
    int maxTokens();

    /** Expected output tokens a pack at most. Higher: fewer calls, each slower. */
    @WithDefault("4000")
    @Min(10)
    @Max(1_000_000)
    int maxOutputTokens();

    /** How long the first item of a pack waits for company. Higher: fuller packs under light load, later answers. */
    @WithDefault("PT0.02S")
    @DurationMin
    @DurationMax(minutes = 1)
    Duration maxWait();

    /** How often an item is asked alone before its trouble stands. Higher: fewer items without answer, more calls. */
    @WithDefault("3")
    @Min(1)
    @Max(20)
    int lonelyRounds();
}
