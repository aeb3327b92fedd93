package dev.sheaf.events;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Signs messages and tells whose are good, by Standard Webhooks: HMAC-SHA256 over {@code id.timestamp.body}. Several secrets
 * let them be exchanged: a message is signed with each, and good where one of them fits.
 */
public final class Seal {
    public static final String ID = "webhook-id";
    public static final String TIMESTAMP = "webhook-timestamp";
    public static final String SIGNATURE = "webhook-signature";

    /** How far a message's time may be from ours, either way. */
    public static final Duration WINDOW = Duration.ofMinutes(5);

    private static final String VERSION = "v1,";
    private static final String ID_FORM = "[\\x21-\\x7e]{1,255}";
    private static final String TIME_FORM = "\\d{1,11}";

    private final List<Secret> secrets;

    public Seal(List<Secret> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    /** Whether there is anything to sign with. */
    public boolean isThere() {
        return !secrets.isEmpty();
    }

    /**
     * A message as it came.
     *
     * @param timestamp seconds since 1970, in digits
     * @param signatures one or several, with blanks between them; empty where there were none
     */
    public record Message(String id, String timestamp, String signatures, byte[] body) {}

    /** The header {@link #SIGNATURE}. */
    public String sign(String id, Instant at, byte[] body) {
        return macs(id, Long.toString(at.getEpochSecond()), body).stream()
                .map(mac -> VERSION + Base64.getEncoder().encodeToString(mac))
                .collect(Collectors.joining(" "));
    }

    /** Why a message is not good, in a sentence; empty where it is. */
    public Optional<String> fault(Message message, Instant now) {
        if (!message.id.matches(ID_FORM) || !message.timestamp.matches(TIME_FORM) || message.signatures.isBlank()) {
            return Optional.of("A signed message has the headers " + ID + ", " + TIMESTAMP + " and " + SIGNATURE + ".");
        }
        if (!isSigned(message)) {
            return Optional.of("None of its signatures is of a secret that is known here.");
        }
        Duration away = Duration.between(now, Instant.ofEpochSecond(Long.parseLong(message.timestamp)));
        return away.abs().compareTo(WINDOW) > 0
                ? Optional.of("It is older or newer than " + WINDOW.toMinutes() + " minutes.")
                : Optional.empty();
    }

    /** Takes as long for a signature that is nearly right as for any other. */
    private boolean isSigned(Message message) {
        List<byte[]> good = macs(message.id, message.timestamp, message.body);
        return Stream.of(message.signatures.strip().split(" +"))
                .flatMap(Seal::decoded)
                .anyMatch(said -> good.stream().anyMatch(mac -> MessageDigest.isEqual(mac, said)));
    }

    private static Stream<byte[]> decoded(String signature) {
        try {
            return signature.startsWith(VERSION)
                    ? Stream.of(Base64.getDecoder().decode(signature.substring(VERSION.length())))
                    : Stream.empty();
        } catch (IllegalArgumentException e) {
            return Stream.empty(); // no base64
        }
    }

    private List<byte[]> macs(String id, String timestamp, byte[] body) {
        byte[] head = (id + "." + timestamp + ".").getBytes(US_ASCII);
        List<byte[]> macs = new ArrayList<>();
        secrets.forEach(secret -> macs.add(secret.mac(head, body)));
        return macs;
    }
}
