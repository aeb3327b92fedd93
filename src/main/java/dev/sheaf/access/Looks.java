package dev.sheaf.access;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What was found a short while ago. Callers at the same time share a look; what was not found, or could not be looked for,
 * is not kept.
 */
final class Looks<T> {
    private final ConcurrentMap<String, Look<T>> looks = new ConcurrentHashMap<>();
    private final Function<String, Uni<Optional<T>>> finder;
    private final long freshness;
    private final int most;
    private final LongSupplier nanos;

    Looks(Function<String, Uni<Optional<T>>> finder, Duration freshness, int most, LongSupplier nanos) {
        this.finder = finder;
        this.freshness = freshness.toNanos();
        this.most = most;
        this.nanos = nanos;
    }

    private record Look<T>(long at, Uni<Optional<T>> found) {}

    Uni<Optional<T>> find(String id) {
        long now = nanos.getAsLong();
        Look<T> look = looks.get(id);
        if (look != null && !isStale(look, now)) {
            return look.found;
        }
        Look<T> next = new Look<>(now, finder.apply(id).memoize().indefinitely());
        if (look == null && !hasRoom(now)) {
            return next.found;
        }
        looks.put(id, next);
        return next.found
                .onItem()
                .invoke(found -> keep(id, next, found.isPresent()))
                .onFailure()
                .invoke(failure -> keep(id, next, false));
    }

    private void keep(String id, Look<T> look, boolean worth) {
        if (!worth) {
            looks.remove(id, look);
        }
    }

    private boolean isStale(Look<T> look, long now) {
        return now - look.at >= freshness;
    }

    private boolean hasRoom(long now) {
        if (looks.size() >= most) {
            looks.values().removeIf(look -> isStale(look, now));
        }
        return looks.size() < most;
    }

    int size() {
        return looks.size();
    }
}
