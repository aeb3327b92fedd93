package dev.sheaf.quality;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Sizes of packs in memory. */
public final class MemoryGovernor implements GovernorStore {
    final AtomicInteger looks = new AtomicInteger();
    private final Map<Key, Kept> rows = new ConcurrentHashMap<>();

    @Override
    public Uni<Optional<Kept>> find(Key key) {
        return Uni.createFrom().item(() -> {
            looks.incrementAndGet();
            return Optional.ofNullable(rows.get(key));
        });
    }

    @Override
    public Uni<Boolean> write(Key key, Kept next) {
        return Uni.createFrom().item(() -> {
            Kept stands = rows.get(key);
            if (stands == null) {
                return next.revision() == 1 && rows.putIfAbsent(key, next) == null;
            }
            return stands.revision() == next.revision() - 1 && rows.replace(key, stands, next);
        });
    }
}
