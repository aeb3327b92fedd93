package dev.sheaf.gateway;

import dev.sheaf.model.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Listens to an event stream on its way to the caller for what it cost. What the caller did not ask for is taken out
 * again, byte by byte: the rest stays as it came.
 */
final class Tap implements Events.Reader {
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] USAGE = "\"usage\"".getBytes(StandardCharsets.US_ASCII);

    private final boolean hides;
    private final Events events = new Events(this);
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private Optional<Usage> usage = Optional.empty();
    private boolean isFlex;
    private long pieces;

    /** @param hides whether the caller did not ask for the usage */
    Tap(boolean hides) {
        this.hides = hides;
    }

    /** What the caller gets to see of this piece: it, or what stands in it as far as it is complete. */
    byte[] pass(byte[] piece) {
        events.take(piece);
        return hides ? taken() : piece;
    }

    /** What is left at the end. */
    byte[] end() {
        events.end();
        return taken();
    }

    private byte[] taken() {
        byte[] all = shown.toByteArray();
        shown.reset();
        return all;
    }

    Optional<Usage> usage() {
        return usage;
    }

    boolean isFlex() {
        return isFlex;
    }

    /** Events that came so far: about one a token of output. */
    long pieces() {
        return pieces;
    }

    @Override
    public void event(byte[] bytes, int from, int to, boolean whole) {
        int data = find(DATA, bytes, from, to);
        Said said = whole && data >= 0 ? read(bytes, data + DATA.length, to) : Said.NOTHING;
        pieces += data >= 0 && find(DONE, bytes, data, to) < 0 ? 1 : 0;
        if (said.usage().isPresent()) {
            usage = said.usage();
            isFlex = said.isFlex();
        }
        if (hides) {
            show(bytes, from, to, said);
        }
    }

    private static Said read(byte[] bytes, int from, int to) {
        return find(USAGE, bytes, from, to) < 0 ? Said.NOTHING : Said.in(bytes, from, to);
    }

    private void show(byte[] bytes, int from, int to, Said said) {
        if (said.withoutChoices() && said.usage().isPresent()) {
            return;
        }
        Said.Span cut = said.nullUsage();
        if (cut == null) {
            shown.write(bytes, from, to - from);
        } else {
            shown.write(bytes, from, cut.from() - from);
            shown.write(bytes, cut.to(), to - cut.to());
        }
    }

    private static int find(byte[] word, byte[] bytes, int from, int to) {
        for (int at = from; at <= to - word.length; at++) {
            if (bytes[at] == word[0] && isAt(at, word, bytes)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isAt(int at, byte[] word, byte[] bytes) {
        for (int i = 1; i < word.length; i++) {
            if (bytes[at + i] != word[i]) {
                return false;
            }
        }
        return true;
    }
}
