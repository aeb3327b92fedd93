package dev.sheaf.model;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a call brought no reply. Each kind knows whether asking again as it is can help, and whether it may be the fault
 * of single items, so that asking in smaller packs can help. The message is fit for the caller: it holds no key.
 */
public abstract sealed class ModelFailure extends RuntimeException {
    private final String code;

    private ModelFailure(String code, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.code = code;
    }

    /** A stable code for callers. */
    public final String code() {
        return code;
    }

    /** Whether the same call may succeed later. */
    public boolean retryable() {
        return false;
    }

    /** The wait that the provider asked for. */
    public Optional<Duration> retryAfter() {
        return Optional.empty();
    }

    /** Whether the provider may have done the work all the same, and bill it. */
    public boolean mayBeBought() {
        return false;
    }

    /** Whether fewer items in one call may succeed. */
    public boolean splittable() {
        return false;
    }

    /** 429 for requests or tokens a minute; {@code wait} and {@code retry} as the provider said. */
    public static final class RateLimited extends ModelFailure {
        private final boolean retry;
        private final @Nullable Duration wait;

        public RateLimited(@Nullable Duration wait) {
            this(true, wait);
        }

        public RateLimited(boolean retry, @Nullable Duration wait) {
            super("provider_rate_limited", "The provider's rate limit held this call off.", null);
            this.retry = retry;
            this.wait = wait;
        }

        @Override
        public boolean retryable() {
            return retry;
        }

        @Override
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(wait);
        }
    }

    /** It waited here for the model's limits, or would have had to; nothing was sent. */
    public static final class NotSent extends ModelFailure {
        private static final Duration SHORTEST = Duration.ofSeconds(1);

        private final Duration wait;

        private NotSent(String code, String message, Duration closed) {
            super(code, message, null);
            this.wait = closed.compareTo(SHORTEST) < 0 ? SHORTEST : closed;
        }

        /** {@code gate_full}: too many wait. @param closed for which nothing will go */
        public static NotSent noRoom(Duration closed) {
            return new NotSent("gate_full", "Too many calls wait for the provider's limits; nothing was sent.", closed);
        }

        /** {@code gate_timeout}: it waited for so long. @param closed for which nothing will go */
        public static NotSent tooLate(Duration after, Duration closed) {
            String message = "The provider's limits did not let the call go within " + after.toSeconds()
                    + " s; nothing was sent.";
            return new NotSent("gate_timeout", message, closed);
        }

        @Override
        public boolean retryable() {
            return true;
        }

        @Override
        public Optional<Duration> retryAfter() {
            return Optional.of(wait);
        }
    }

    /** 429 {@code insufficient_quota}: no waiting cures it. */
    public static final class QuotaExhausted extends ModelFailure {
        public QuotaExhausted() {
            super("provider_quota_exhausted", "The provider account's quota is used up.", null);
        }
    }

    /** 401 or 403. */
    public static final class Unauthorized extends ModelFailure {
        public Unauthorized(int status) {
            super("provider_unauthorized", "The provider refused the configured key (" + status + ").", null);
        }
    }

    /** 404 for the model. */
    public static final class UnknownModel extends ModelFailure {
        public UnknownModel(String model) {
            super(
                    "provider_unknown_model",
                    "The provider knows no model \"" + model + "\" for the configured key.",
                    null);
        }
    }

    /** 400 {@code context_length_exceeded}. */
    public static final class TooLong extends ModelFailure {
        public TooLong() {
            super("context_length_exceeded", "The request does not fit the model's context.", null);
        }

        @Override
        public boolean splittable() {
            return true;
        }
    }

    /** 400 by the provider's content filter: one item can spoil the whole request. */
    public static final class Filtered extends ModelFailure {
        public Filtered() {
            super("content_filtered", "The provider's content filter refused the request.", null);
        }

        @Override
        public boolean splittable() {
            return true;
        }
    }

    /** Any other 4xx: the request itself is wrong; {@code retry} only where the provider says so all the same. */
    public static final class Rejected extends ModelFailure {
        private final int status;
        private final @Nullable String param;
        private final boolean retry;

        public Rejected(int status, @Nullable String param, String message) {
            this(status, param, message, false);
        }

        public Rejected(int status, @Nullable String param, String message, boolean retry) {
            super("provider_rejected", message, null);
            this.status = status;
            this.param = param;
            this.retry = retry;
        }

        @Override
        public boolean retryable() {
            return retry;
        }

        public int status() {
            return status;
        }

        /** The member of the request that the provider names. */
        public Optional<String> param() {
            return Optional.ofNullable(param);
        }
    }

    /** 408, 409 or 5xx, or 2xx with a body that is no reply; {@code wait} and {@code retry} as the provider said. */
    public static final class Unavailable extends ModelFailure {
        private final boolean retry;
        private final @Nullable Duration wait;

        public Unavailable(int status, boolean retry, @Nullable Duration wait) {
            super("provider_unavailable", "The provider failed (" + status + ").", null);
            this.retry = retry;
            this.wait = wait;
        }

        @Override
        public boolean retryable() {
            return retry;
        }

        @Override
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(wait);
        }
    }

    /** No connection, or one that broke. */
    public static final class Unreachable extends ModelFailure {
        public Unreachable(Throwable cause) {
            super("provider_unreachable", "The provider could not be reached, or the connection broke.", cause);
        }

        @Override
        public boolean retryable() {
            return true;
        }

        @Override
        public boolean mayBeBought() {
            return true;
        }
    }

    /** No reply within the configured time. */
    public static final class TimedOut extends ModelFailure {
        public TimedOut(Duration after) {
            super("provider_timeout", "The provider did not answer within " + after.toSeconds() + " s.", null);
        }

        @Override
        public boolean retryable() {
            return true;
        }

        @Override
        public boolean mayBeBought() {
            return true;
        }
    }
}
