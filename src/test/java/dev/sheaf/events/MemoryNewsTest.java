package dev.sheaf.events;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** News that end with their test. */
class MemoryNewsTest extends BatchNewsContract {
    private final Map<String, String> heard = new HashMap<>();
    private @Nullable String known;
    private boolean due;

    @Override
    protected BatchNews news() {
        return (message, ended, memory) -> Uni.createFrom().item(() -> effect(message, ended));
    }

    private synchronized BatchNews.Effect effect(String message, String ended) {
        if (heard.putIfAbsent(message, ended) != null) {
            return BatchNews.Effect.REPEATED;
        }
        due |= ended.equals(known);
        return ended.equals(known) ? BatchNews.Effect.CALLED : BatchNews.Effect.UNKNOWN;
    }

    @Override
    protected void order() {
        due = false;
    }

    @Override
    protected void ordered() {
        known = batch;
        due = heard.containsValue(batch);
    }

    @Override
    protected boolean isDue() {
        return due;
    }

    @Override
    protected void pass(Duration time) {
        // shorter than its memory
    }
}
