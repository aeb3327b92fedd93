package dev.sheaf.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Requests and tokens a minute of each model, as buckets that fill all the time, and the headers that tell of them. */
final class RateLimiter {
    /** More than a client sends, and small enough for one that reads the header as an int. */
    private static final Limits UNREACHED = new Limits(10_000_000, 1_000_000_000);

    private static final int MODELS = 1_000;

    private final SimulatedClock clock;
    private final Controls controls;
    private final Map<String, Buckets> models = new ConcurrentHashMap<>();

    RateLimiter(SimulatedClock clock, Controls controls) {
        this.clock = clock;
        this.controls = controls;
    }

    /**
     * Takes one request and its tokens.
     *
     * @return the rate headers
     * @throws ApiError 429 where either bucket holds too little; then nothing is taken
     */
    Map<String, String> admit(String model, long tokens) {
        String name = models.size() < MODELS || models.containsKey(model) ? model : "others";
        return models.computeIfAbsent(name, ignored -> new Buckets()).admit(model, tokens);
    }

    private static int or(int limit, int unreached) {
        return limit == 0 ? unreached : limit;
    }

    private final class Buckets {
        private TokenBucket requests = new TokenBucket(0, 0);
        private TokenBucket tokens = new TokenBucket(0, 0);

        synchronized Map<String, String> admit(String model, long wanted) {
            long now = clock.millis();
            refresh(now);
            if (!requests.holds(1, now)) {
                throw exceeded(model, "requests", requests, 1, now);
            }
            if (!tokens.holds(wanted, now)) {
                throw exceeded(model, "tokens", tokens, wanted, now);
            }
            requests.take(1);
            tokens.take(wanted);
            return headers(now);
        }

        private void refresh(long now) {
            Limits limits = controls.limits();
            requests = requests.resized(or(limits.requestsPerMinute(), UNREACHED.requestsPerMinute()), now);
            tokens = tokens.resized(or(limits.tokensPerMinute(), UNREACHED.tokensPerMinute()), now);
        }

        private ApiError exceeded(String model, String kind, TokenBucket bucket, long wanted, long now) {
            String counts = "Limit " + bucket.limit() + ", Used " + bucket.used(now) + ", Requested " + wanted + ".";
            String start = " for " + model + " in organization org-simulator on " + kind + " per min: " + counts;
            if (wanted > bucket.limit()) {
                String hint = " The input or output tokens must be reduced in order to run successfully.";
                return refusal(kind, "Request too large" + start + hint, headers(now));
            }
            long wait = Math.max(1, clock.real(java.time.Duration.ofMillis(bucket.wait(wanted, now))));
            Map<String, String> headers = headers(now);
            headers.put("retry-after-ms", String.valueOf(wait));
            headers.put("retry-after", String.valueOf((wait + 999) / 1000));
            return refusal(
                    kind, "Rate limit reached" + start + " Please try again in " + Spans.header(wait) + ".", headers);
        }

        private ApiError refusal(String kind, String message, Map<String, String> headers) {
            return new ApiError(429, kind, "rate_limit_exceeded", null, message, headers);
        }

        private Map<String, String> headers(long now) {
            Map<String, String> headers = new LinkedHashMap<>();
            describe(headers, "requests", requests, now);
            describe(headers, "tokens", tokens, now);
            return headers;
        }

        private void describe(Map<String, String> headers, String kind, TokenBucket bucket, long now) {
            long full = clock.real(java.time.Duration.ofMillis(bucket.wait(bucket.limit(), now)));
            headers.put("x-ratelimit-limit-" + kind, String.valueOf(bucket.limit()));
            headers.put("x-ratelimit-remaining-" + kind, String.valueOf(bucket.remaining(now)));
            headers.put("x-ratelimit-reset-" + kind, Spans.header(full));
        }
    }
}
