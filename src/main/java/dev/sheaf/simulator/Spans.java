package dev.sheaf.simulator;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people and the provider's headers write them: {@code 300ms}, {@code 6m0s}, {@code PT0.3S}. */
final class Spans {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ns|us|µs|ms|s|m|h)");

    private Spans() {}

    /** @throws IllegalArgumentException where it is no duration, or a negative one */
    static Duration parse(String text) {
        String trimmed = text.trim();
        Duration span = trimmed.toUpperCase(Locale.ROOT).startsWith("P") ? iso(trimmed) : plain(trimmed);
        if (span.isNegative()) {
            throw new IllegalArgumentException("a duration must not be negative: " + text);
        }
        return span;
    }

    private static Duration iso(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a duration: " + text, e);
        }
    }

    private static Duration plain(String text) {
        Matcher parts = SPAN.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (parts.find() && parts.start() == end) {
            sum = sum.plusNanos((long) (Double.parseDouble(parts.group(1)) * nanos(parts.group(2))));
            end = parts.end();
        }
        if (end == 0 || end != text.length()) {
            throw new IllegalArgumentException("not a duration such as 300ms, 2s or PT0.3S: " + text);
        }
        return sum;
    }

    private static double nanos(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            default -> 3600e9;
        };
    }

    /** In the provider's own way: {@code 20ms}, {@code 1.5s}, {@code 6m0s}, {@code 1h0m0s}. */
    static String header(long millis) {
        if (millis < 1000) {
            return Math.max(0, millis) + "ms";
        }
        long minutes = millis / 60_000;
        String seconds = decimal(millis % 60_000) + "s";
        if (minutes == 0) {
            return seconds;
        }
        return minutes < 60 ? minutes + "m" + seconds : minutes / 60 + "h" + minutes % 60 + "m" + seconds;
    }

    private static String decimal(long millis) {
        return stripped(String.format(Locale.ROOT, "%d.%03d", millis / 1000, millis % 1000));
    }

    private static String stripped(String digits) {
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return digits.charAt(end - 1) == '.' ? digits.substring(0, end - 1) : digits.substring(0, end);
    }
}
