package dev.sheaf.rest;

import dev.sheaf.task.Violation;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How long a caller waits: its header, or what is configured. */
final class Patience {
    private Patience() {}

    static Duration of(@Nullable String header, RestConfig limits) {
        if (header == null) {
            return limits.patience();
        }
        Duration wanted = parsed(header.strip());
        if (wanted.isNegative() || wanted.isZero() || wanted.compareTo(limits.maxPatience()) > 0) {
            throw refused("must be over 0 and at most " + limits.maxPatience().toSeconds() + " seconds");
        }
        return wanted;
    }

    private static Duration parsed(String header) {
        try {
            return header.matches("\\d{1,6}(\\.\\d{1,3})?")
                    ? Duration.ofMillis(Math.round(Double.parseDouble(header) * 1_000))
                    : Duration.parse(header);
        } catch (DateTimeParseException e) {
            throw refused("must be a number of seconds or an ISO 8601 duration");
        }
    }

    private static Refused refused(String message) {
        return Refused.invalid(List.of(new Violation("X-Request-Timeout", message)));
    }
}
