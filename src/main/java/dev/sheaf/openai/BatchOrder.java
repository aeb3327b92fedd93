package dev.sheaf.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /batches}. The only window that there is, is a day. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BatchOrder(
        @JsonProperty("input_file_id") String inputFile,
        String endpoint,
        @JsonProperty("completion_window") String window,
        Map<String, String> metadata,
        @JsonProperty("output_expires_after") @Nullable Expiry outputExpiry) {
    private static final int KEYS = 16;
    private static final int KEY_LENGTH = 64;
    private static final int VALUE_LENGTH = 512;

    /** Seconds from the making of the file. */
    @RegisterForReflection
    record Expiry(String anchor, long seconds) {
        static Expiry after(Duration time) {
            return new Expiry("created_at", time.toSeconds());
        }
    }

    public BatchOrder {
        metadata.forEach(BatchOrder::check);
        if (metadata.size() > KEYS) {
            throw new IllegalArgumentException("a batch has at most " + KEYS + " keys of metadata");
        }
        metadata = new TreeMap<>(metadata);
    }

    static BatchOrder of(
            String inputFile, String endpoint, Map<String, String> metadata, Optional<Duration> outputExpiry) {
        Expiry expiry = outputExpiry.map(Expiry::after).orElse(null);
        return new BatchOrder(inputFile, endpoint, "24h", metadata, expiry);
    }

    // characters as the provider counts them, and an emoji is one
    private static void check(String key, String value) {
        if (key.codePointCount(0, key.length()) > KEY_LENGTH || key.isEmpty()) {
            throw new IllegalArgumentException("a key of metadata has 1 to " + KEY_LENGTH + " characters");
        }
        if (value.codePointCount(0, value.length()) > VALUE_LENGTH) {
            throw new IllegalArgumentException("a value of metadata has at most " + VALUE_LENGTH + " characters");
        }
    }
}
