package dev.sheaf.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as {@code 300ms}, {@code 2s}, {@code 1.5s}, {@code 5m}, {@code 1h} or ISO 8601 ({@code PT0.3S}). */
final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(ms|s|m|h)");

    @Override
    public Duration convert(String value) {
        Matcher plain = SHORT.matcher(value.strip());
        if (plain.matches()) {
            return Duration.ofNanos(Math.round(Double.parseDouble(plain.group(1)) * nanos(plain.group(2))));
        }
        try {
            Duration duration = Duration.parse(value.strip());
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // told below
        }
        throw new TypeConversionException("\"" + value + "\" is no duration like 300ms, 2s, 5m or PT0.3S");
    }

    private static double nanos(String unit) {
        return switch (unit) {
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            default -> 3600e9;
        };
    }
}
