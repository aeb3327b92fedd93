package dev.sheaf.access;

import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A key as its holder has it: {@code sheaf_}, the id by which it is found, and a secret of 256 bits. Letters and digits
 * only, so that a double click takes it whole.
 *
 * @param id 12 characters, no secret
 * @param text all of it
 */
public record KeyText(String id, String text) {
    public static final String PREFIX = "sheaf_";

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID = 12;
    /** 62^43 is just over 2^256. */
    private static final int SECRET = 43;

    private static final Pattern ID_FORM = Pattern.compile("[0-9A-Za-z]{" + ID + "}");
    private static final Pattern FORM = Pattern.compile(PREFIX + ID_FORM + "_[0-9A-Za-z]{" + SECRET + "}");

    /**
     * A new one.
     *
     * @param chance a number from 0 to below its argument; of a cryptographic source
     */
    public static KeyText draw(IntUnaryOperator chance) {
        String id = drawn(ID, chance);
        return new KeyText(id, PREFIX + id + "_" + drawn(SECRET, chance));
    }

    private static String drawn(int length, IntUnaryOperator chance) {
        StringBuilder drawn = new StringBuilder(length);
        IntStream.range(0, length).forEach(i -> drawn.append(ALPHABET.charAt(chance.applyAsInt(ALPHABET.length()))));
        return drawn.toString();
    }

    /** Empty where it has not the form of a key. */
    public static Optional<KeyText> read(String text) {
        return FORM.matcher(text).matches()
                ? Optional.of(new KeyText(text.substring(PREFIX.length(), PREFIX.length() + ID), text))
                : Optional.empty();
    }

    /** Whether this could be the id of a key. */
    public static boolean isId(String id) {
        return ID_FORM.matcher(id).matches();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return PREFIX + id + "_…";
    }
}
