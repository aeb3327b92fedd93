package dev.sheaf.openai;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who asks: the headers that every request carries, and the key kept out of every text. */
final class Credentials {
    private static final Pattern KEY_LIKE = Pattern.compile("\\bsk-[\\w*.-]{4,}");
    private static final Pattern SENDABLE = Pattern.compile("[\\x21-\\x7e]+");

    private final Map<String, String> headers = new LinkedHashMap<>();
    private final @Nullable String key;

    Credentials(OpenAiConfig config) {
        key = config.apiKey().map(Credentials::sendable).orElse(null);
        if (key != null && ofAzure(config.baseUrl())) {
            headers.put("api-key", key);
        } else if (key != null) {
            headers.put("Authorization", "Bearer " + key);
        }
        put("OpenAI-Organization", config.organization());
        put("OpenAI-Project", config.project());
    }

    Map<String, String> headers() {
        return headers;
    }

    /** Stands for who asks whom; tells neither key nor address. */
    String digest(URI base) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(base.toString().getBytes(StandardCharsets.UTF_8));
            headers.forEach(
                    (name, value) -> digest.update(("\n" + name + ": " + value).getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    String withoutKey(String text) {
        String without = key == null ? text : text.replace(key, "…");
        return KEY_LIKE.matcher(without).replaceAll("…");
    }

    private void put(String header, Optional<String> value) {
        value.map(Credentials::sendable).ifPresent(text -> headers.put(header, text));
    }

    // a line break copied along with a key would fail every call, with the key in the message
    private static String sendable(String value) {
        String text = value.strip();
        if (!SENDABLE.matcher(text).matches()) {
            throw new IllegalArgumentException("a key, organization or project is of printable ASCII characters only");
        }
        return text;
    }

    private static boolean ofAzure(URI base) {
        String host = base.getHost() == null ? "" : base.getHost().toLowerCase(Locale.ROOT);
        return host.endsWith(".azure.com") || host.endsWith(".azure.us") || host.endsWith(".azure.cn");
    }
}
