package dev.sheaf.simulator;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts tokens as o200k does. No token spans the start of a single space between two other characters, nor the start of a
 * line, so a text is counted piece by piece there, and short pieces are counted once and remembered: prompts say the same
 * words again.
 */
final class Tokens {
    /** Receives a text's pieces in order. */
    interface Pieces {
        void piece(String piece, int tokens);
    }

    private static final int REMEMBERED = 100_000;
    private static final int SHORT = 32;
    /** Of a longer text only the start is counted: it hardly fits a context, and a run of one letter takes a µs each. */
    private static final int EXACT = 1_000_000;

    private static @Nullable Encoding loaded;

    private final Encoding encoding = load();
    private final Map<String, Integer> known = new ConcurrentHashMap<>();
    private final Recent<String, Integer> texts = new Recent<>(256);

    /** The table takes a third of a second to load, so all simulators of a process share it; it never changes. */
    private static synchronized Encoding load() {
        Encoding encoding = loaded;
        if (encoding == null) {
            encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
            loaded = encoding;
        }
        return encoding;
    }

    int count(String text) {
        int[] sum = new int[1];
        pieces(text, (piece, tokens) -> sum[0] += tokens);
        return sum[0];
    }

    /** For texts that come again and again whole, such as schemas. */
    int countFixed(String text) {
        return texts.get(text, encoding::countTokensOrdinary);
    }

    void pieces(String text, Pieces pieces) {
        if (text.length() > EXACT) {
            String start = text.substring(0, EXACT);
            pieces.piece(text, (int) ((double) count(start) * text.length() / EXACT));
            return;
        }
        int end = text.length();
        int start = 0;
        for (int i = 1; i < end - 1; i++) {
            if (parts(text.charAt(i - 1), text.charAt(i), text.charAt(i + 1))) {
                piece(text.substring(start, i), pieces);
                start = i;
            }
        }
        if (start < end) {
            piece(text.substring(start, end), pieces);
        }
    }

    /** Whether a token can't span the place before {@code here}; a slash may belong to line breaks before it. */
    private static boolean parts(char before, char here, char after) {
        return here == ' ' ? solid(before) && solid(after) : before == '\n' && solid(here) && here != '/';
    }

    private static boolean solid(char c) {
        return c > ' ' && c < 0x7F;
    }

    private void piece(String piece, Pieces pieces) {
        pieces.piece(piece, piece.length() > SHORT ? encoding.countTokensOrdinary(piece) : remembered(piece));
    }

    private int remembered(String piece) {
        Integer seen = known.get(piece);
        if (seen != null) {
            return seen;
        }
        int tokens = encoding.countTokensOrdinary(piece);
        if (known.size() >= REMEMBERED) {
            known.clear();
        }
        known.put(piece, tokens);
        return tokens;
    }

    /** The text's first tokens, as many as allowed. */
    String cut(String text, int tokens) {
        return tokens <= 0
                ? ""
                : encoding.decode(encoding.encodeOrdinary(text, tokens).getTokens());
    }
}
