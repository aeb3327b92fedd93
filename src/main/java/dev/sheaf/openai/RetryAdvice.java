package dev.sheaf.openai;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * What a bad reply's headers say about asking again.
 *
 * @param retry {@code x-should-retry}
 * @param after the wait of {@code retry-after-ms} or {@code retry-after}, in seconds or as a date
 */
record RetryAdvice(@Nullable Boolean retry, @Nullable Duration after) {

    static RetryAdvice of(HttpReply reply, Instant now) {
        Duration millis = number(reply.header("retry-after-ms"), 1_000_000);
        return new RetryAdvice(
                should(reply.header("x-should-retry")),
                millis != null ? millis : seconds(reply.header("retry-after"), now));
    }

    boolean retryOr(boolean unsaid) {
        return retry != null ? retry : unsaid;
    }

    private static @Nullable Boolean should(@Nullable String text) {
        if ("true".equalsIgnoreCase(text)) {
            return true;
        }
        return "false".equalsIgnoreCase(text) ? false : null;
    }

    private static @Nullable Duration seconds(@Nullable String text, Instant now) {
        Duration number = number(text, 1_000_000_000);
        return number != null || text == null ? number : until(text, now);
    }

    private static @Nullable Duration number(@Nullable String text, long nanos) {
        if (text == null || !text.matches("\\d{1,9}(\\.\\d+)?")) {
            return null;
        }
        return Duration.ofNanos(Math.round(Double.parseDouble(text) * nanos));
    }

    private static @Nullable Duration until(String date, Instant now) {
        try {
            Instant then = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
