package dev.sheaf.openai;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a reply's {@code x-ratelimit-*} headers say of the credential's two limits. */
record RateHeaders(Limit requests, Limit tokens) {
    private static final Pattern WHOLE = Pattern.compile("\\d{1,18}");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d+)?");
    private static final Pattern STEP = Pattern.compile("(\\d{1,9}(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h|d)");

    /**
     * One limit; what was not said is absent.
     *
     * @param limit how much there is in all
     * @param remaining how much was left when the provider let this request in
     * @param reset until there is as much as there can be
     */
    record Limit(
            @Nullable Long limit,
            @Nullable Long remaining,
            @Nullable Duration reset) {}

    static RateHeaders of(HttpReply reply) {
        return new RateHeaders(limit(reply, "requests"), limit(reply, "tokens"));
    }

    private static Limit limit(HttpReply reply, String measure) {
        return new Limit(
                whole(reply.header("x-ratelimit-limit-" + measure)),
                whole(reply.header("x-ratelimit-remaining-" + measure)),
                duration(reply.header("x-ratelimit-reset-" + measure)));
    }

    // some servers say -1 where they have no limit
    private static @Nullable Long whole(@Nullable String text) {
        return text != null && WHOLE.matcher(text).matches() ? Long.valueOf(text) : null;
    }

    /** Reads {@code 6m0s}, {@code 20ms}, {@code 1h2m3.5s} or plain seconds. */
    static @Nullable Duration duration(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (SECONDS.matcher(text).matches()) {
            return seconds(text, 1);
        }
        Matcher step = STEP.matcher(text);
        Duration sum = Duration.ZERO;
        int read = 0;
        while (step.find() && step.start() == read) {
            sum = sum.plus(seconds(step.group(1), unit(step.group(2))));
            read = step.end();
        }
        return read > 0 && read == text.length() ? sum : null;
    }

    private static Duration seconds(String number, double unit) {
        return Duration.ofNanos(Math.round(Double.parseDouble(number) * unit * 1e9));
    }

    private static double unit(String name) {
        return switch (name) {
            case "ns" -> 1e-9;
            case "us", "µs" -> 1e-6;
            case "ms" -> 1e-3;
            case "m" -> 60;
            case "h" -> 3_600;
            case "d" -> 86_400;
            default -> 1;
        };
    }
}
