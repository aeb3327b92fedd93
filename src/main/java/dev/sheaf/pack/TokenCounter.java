package dev.sheaf.pack;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import dev.sheaf.model.ModelProfile;

/**
 * Counts a text's tokens as the provider's byte-pair encodings do. Exact counting reads about a million tokens a second
 * and thread, so the hot paths ask {@link #atMost} first, which costs next to nothing.
 */
public final class TokenCounter {
    /** Longer texts are counted in pieces, so that one count can stop early and never takes long. */
    private static final int PIECE = 4_096;

    private static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();

    private final Encoding encoding;

    private TokenCounter(Encoding encoding) {
        this.encoding = encoding;
    }

    public static TokenCounter of(ModelProfile.Encoding encoding) {
        return new TokenCounter(REGISTRY.getEncoding(
                encoding == ModelProfile.Encoding.CL100K ? EncodingType.CL100K_BASE : EncodingType.O200K_BASE));
    }

    /** An upper bound: every token stands for at least one byte of UTF-8. */
    public static int atMost(CharSequence text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    /** A quick guess for texts of which only a rough size is needed, rather too high than too low. */
    public static int estimate(CharSequence text) {
        return (atMost(text) + 2) / 3;
    }

    /** The tokens of a text; exact up to 4,096 characters, at most one too many for every 4,096 beyond. */
    public int count(String text) {
        return count(text, Integer.MAX_VALUE);
    }

    /** As {@link #count(String)}, but stops as soon as the limit is passed: then the result is only known to exceed it. */
    public int count(String text, int limit) {
        int tokens = 0;
        for (int start = 0; start < text.length() && tokens <= limit; ) {
            int end = pieceEnd(text, start);
            tokens += encoding.countTokensOrdinary(text.substring(start, end));
            start = end;
        }
        return tokens;
    }

    private static int pieceEnd(String text, int start) {
        int end = Math.min(text.length(), start + PIECE);
        boolean insidePair = end < text.length() && Character.isLowSurrogate(text.charAt(end));
        return insidePair ? end - 1 : end;
    }
}
