package dev.sheaf.simulator;

import java.util.List;

/** Prefixes of at least 1,024 tokens, in steps of 128, that were asked within the last five minutes. */
final class PromptCache {
    private static final int LEAST = 1024;
    private static final int STEP = 128;
    private static final long KEPT_MILLIS = 5 * 60_000L;

    /** The end of a prefix: its length and what it holds, as a hash. */
    record Prefix(int tokens, long hash) {}

    private final Recent<Long, Long> seen = new Recent<>(50_000);
    private final SimulatedClock clock;

    PromptCache(SimulatedClock clock) {
        this.clock = clock;
    }

    /** Which prefixes of a prompt could be cached, shortest first. */
    static final class Trail implements Tokens.Pieces {
        private final List<Prefix> prefixes = new java.util.ArrayList<>();
        private long hash;
        private int tokens;

        Trail(String model) {
            this.hash = Seeds.of(model);
        }

        @Override
        public void piece(String piece, int count) {
            int before = tokens;
            tokens += count;
            hash = Seeds.mix(hash, piece.hashCode(), piece.length());
            if (tokens >= LEAST && tokens / STEP > before / STEP) {
                prefixes.add(new Prefix(tokens, hash));
            }
        }

        int tokens() {
            return tokens;
        }

        List<Prefix> prefixes() {
            return prefixes;
        }
    }

    /** How many of the prompt's tokens were cached; remembers the prompt. */
    int cached(Trail trail) {
        long now = clock.millis();
        int cached = 0;
        for (Prefix prefix : trail.prefixes()) {
            Long last = seen.get(prefix.hash());
            if (last != null && now - last <= KEPT_MILLIS) {
                cached = prefix.tokens() / STEP * STEP;
            }
            seen.put(prefix.hash(), now);
        }
        return cached;
    }
}
