package dev.sheaf.openai;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP reply as it came, good or bad.
 *
 * @param headers the first value of each, by its name in any case
 */
record HttpReply(int status, Map<String, String> headers, String body) {
    HttpReply {
        Map<String, String> byName = new TreeMap<>();
        headers.forEach((name, value) -> byName.put(name.toLowerCase(Locale.ROOT), value.strip()));
        headers = Map.copyOf(byName);
    }

    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    /** The provider's id of the request, for logs. */
    @Nullable
    String requestId() {
        String own = header("x-request-id");
        return own != null ? own : header("apim-request-id");
    }

    boolean successful() {
        return status >= 200 && status < 300;
    }
}
