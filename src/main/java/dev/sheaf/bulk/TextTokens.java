package dev.sheaf.bulk;

import dev.sheaf.pack.TokenCounter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adds up the tokens of many texts: exactly up to a bound, since counting is expensive; of what comes behind it, one text in
 * so many, and the others by what a byte came to in those that were counted. A text that repeats, as instructions do, is
 * counted once.
 */
final class TextTokens {
    private static final int ONE_IN = 64;
    private static final int REMEMBERED = 32;
    private static final int WORTH_REMEMBERING = 64;
    private static final int TOO_LARGE_TO_REMEMBER = 1 << 16;

    private final TokenCounter counter;
    private final long exactly;
    private final Map<String, Integer> known = new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };
    private long total;
    private long countedBytes;
    private long countedTokens;
    private long guessedBytes;
    private long texts;

    /** @param exactly bytes that are counted exactly before anything is estimated */
    TextTokens(TokenCounter counter, long exactly) {
        this.counter = counter;
        this.exactly = exactly;
    }

    void add(String text) {
        texts++;
        Integer before = known.get(text);
        if (before != null) {
            total += before;
        } else if (countedBytes < exactly || texts % ONE_IN == 0) {
            count(text);
        } else {
            guessedBytes += TokenCounter.atMost(text);
        }
    }

    /** Tokens that are no text's: what a form adds. */
    void add(long tokens) {
        total += tokens;
    }

    private void count(String text) {
        int tokens = counter.count(text);
        total += tokens;
        countedTokens += tokens;
        countedBytes += TokenCounter.atMost(text);
        if (text.length() >= WORTH_REMEMBERING && text.length() <= TOO_LARGE_TO_REMEMBER) {
            known.put(text, tokens);
        }
    }

    boolean isExact() {
        return guessedBytes == 0;
    }

    long sum() {
        return total + guessedBytes * countedTokens / Math.max(1, countedBytes);
    }
}
