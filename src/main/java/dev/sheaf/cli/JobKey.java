package dev.sheaf.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The idempotency key of a file's job: a command that is given again finds the job that it made before. */
final class JobKey {
    private static final int HALF = 16;

    private JobKey() {}

    /**
     * Of all that makes the job: the file, the task's version and the options.
     *
     * @param file absent: standard input, which can be read only once
     * @param key the user's own
     * @return absent where neither the file nor the user gives one
     */
    static @Nullable String of(@Nullable Path file, String version, String query, @Nullable String key)
            throws IOException {
        if (file == null && key == null) {
            return null;
        }
        MessageDigest digest = sha256();
        for (String part : new String[] {version, query, key == null ? "" : key}) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        if (file != null) {
            update(digest, file);
        }
        return "sheaf-run-" + HexFormat.of().formatHex(digest.digest(), 0, HALF);
    }

    private static void update(MessageDigest digest, Path file) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
