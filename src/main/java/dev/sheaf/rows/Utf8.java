package dev.sheaf.rows;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 whose faults stay where they are: bytes that are none become a lone surrogate, which no UTF-8 can stand for, so
 * that the row which holds it is known for bad and the rows round it are read on.
 */
public final class Utf8 {
    private static final String BAD = "\udc00";
    private static final char REPLACEMENT = '\ufffd';

    private Utf8() {}

    static Reader reader(InputStream in) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .replaceWith(BAD);
        return new InputStreamReader(in, decoder);
    }

    /** Whether every character can be written as UTF-8. */
    public static boolean isSound(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!isPair(text, i)) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** The text with the usual replacement character where it cannot be written. */
    public static String sound(String text) {
        if (isSound(text)) {
            return text;
        }
        StringBuilder sound = new StringBuilder(text);
        for (int i = 0; i < sound.length(); i++) {
            if (Character.isSurrogate(sound.charAt(i))) {
                if (isPair(sound, i)) {
                    i++;
                } else {
                    sound.setCharAt(i, REPLACEMENT);
                }
            }
        }
        return sound.toString();
    }

    private static boolean isPair(CharSequence text, int i) {
        return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
    }
}
