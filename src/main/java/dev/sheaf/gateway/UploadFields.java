package dev.sheaf.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a form says of the file in it, before or after it. */
final class UploadFields {
    static final String FILE = "file";
    private static final String PURPOSE = "purpose";
    private static final String ANCHOR = "expires_after[anchor]";
    private static final String SECONDS = "expires_after[seconds]";
    private static final Set<String> KNOWN = Set.of(PURPOSE, ANCHOR, SECONDS);
    private static final long HOUR = 3_600;
    private static final long MONTH = 30 * 24 * HOUR;

    private final Map<String, String> values = new HashMap<>();

    /** Whether the field means something here; what else clients send is let pass. */
    static boolean isKnown(String name) {
        return KNOWN.contains(name);
    }

    /** @throws ApiError 400 where the field cannot have that value */
    void put(String name, String value) {
        switch (name) {
            case PURPOSE -> Parameters.oneOf(List.of(FilePurpose.BATCH.word()), name, value);
            case ANCHOR -> Parameters.oneOf(List.of("created_at"), name, value);
            case SECONDS -> Parameters.within(HOUR, MONTH, name, value);
            default -> throw new IllegalArgumentException("not a field of an upload: " + name);
        }
        values.put(name, value.strip());
    }

    /**
     * When the file is to go.
     *
     * @throws ApiError 400 where a field is missing
     */
    @Nullable
    Instant expiry(Instant created) {
        expect(PURPOSE);
        if (!values.containsKey(ANCHOR) && !values.containsKey(SECONDS)) {
            return null;
        }
        expect(ANCHOR);
        return created.plus(Duration.ofSeconds(Long.parseLong(expect(SECONDS))));
    }

    private String expect(String name) {
        String value = values.get(name);
        if (value == null) {
            throw ApiError.missing(name);
        }
        return value;
    }
}
