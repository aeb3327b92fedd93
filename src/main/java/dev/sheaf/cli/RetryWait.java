package dev.sheaf.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** How long to wait before a request goes out again. */
final class RetryWait {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(8);

    private final DoubleSupplier chance;

    RetryWait(DoubleSupplier chance) {
        this.chance = chance;
    }

    /**
     * What the service asked for, else half a second, doubled each time up to eight, less up to a quarter by chance, so
     * that requests that failed together do not come back together.
     *
     * @param header {@code Retry-After}: seconds or an HTTP date
     * @param attempt from 0
     * @param now what the date is counted from
     */
    Duration before(int attempt, @Nullable String header, Instant now) {
        Duration asked = header == null ? null : parsed(header.strip(), now);
        if (asked != null) {
            return asked;
        }
        Duration full = FIRST.multipliedBy(1L << Math.min(attempt, 10));
        Duration bounded = full.compareTo(LONGEST) > 0 ? LONGEST : full;
        return Duration.ofMillis((long) (bounded.toMillis() * (1 - 0.25 * chance.getAsDouble())));
    }

    private static @Nullable Duration parsed(String header, Instant now) {
        if (header.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(header));
        }
        try {
            Instant until = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
