package dev.sheaf.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The ways in. */
@ConfigMapping(prefix = "sheaf.http")
public interface DoorConfig {

    /**
     * In each of these a kilobyte a second has to come of a request's body, until it is whole; else the connection is closed.
     * Longer: worse networks get through, and dead callers hold their connections longer.
     */
    @WithDefault("PT1M")
    @DurationMin(seconds = 10)
    @DurationMax(hours = 1)
    Duration bodyWindow();

    /**
     * From the first byte of a request's head, or the begin of its connection, to the head's last byte, over HTTP/1; else the
     * connection is closed. Longer: worse networks get
     * through, and callers who send a byte at a time hold their connections longer.
     */
    @WithDefault("PT30S")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 1)
    Duration headTime();

    /** Where probes and figures ({@code /q/…}) are answered, and only there; 0: a free port. Absent: where everything is. */
    OptionalInt managementPort();

    /** Of that port. Absent: that of everything else. */
    Optional<String> managementHost();
}
