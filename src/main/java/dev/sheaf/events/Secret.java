package dev.sheaf.events;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a webhook is signed with, by Standard Webhooks: {@code whsec_} and base64. */
public final class Secret {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    /** What is shorter could be guessed. */
    private static final int SHORTEST = 16;

    private final byte[] key;

    private Secret(byte[] key) {
        this.key = key;
    }

    /** @throws IllegalArgumentException with a sentence that does not repeat it */
    public static Secret of(String text) {
        try {
            byte[] key =
                    text.startsWith(PREFIX) ? Base64.getDecoder().decode(text.substring(PREFIX.length())) : new byte[0];
            if (key.length >= SHORTEST) {
                return new Secret(key);
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new IllegalArgumentException(
                "A webhook's secret is whsec_ and the base64 of " + SHORTEST + " bytes or more.");
    }

    /** The HMAC with SHA-256 of these, one behind the other. */
    byte[] mac(byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e); // every Java has it, and any bytes are a key
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Secret";
    }
}
