package dev.sheaf.simulator;

import java.net.URI;
import java.util.Base64;

/**
 * Who is told of batches that have ended.
 *
 * @param url plain HTTP, as on one machine
 * @param secret {@code whsec_} and base64
 */
public record HookAddress(URI url, String secret) {
    private static final String PREFIX = "whsec_";

    public HookAddress {
        if (!"http".equals(url.getScheme()) || url.getHost() == null || url.getPort() < 1) {
            throw new IllegalArgumentException("write the hooks' url like http://localhost:8080/hooks/provider");
        }
        if (!secret.startsWith(PREFIX)) {
            throw new IllegalArgumentException("the hooks' secret begins with " + PREFIX);
        }
        Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    }

    byte[] key() {
        return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "HookAddress[" + url + "]";
    }
}
