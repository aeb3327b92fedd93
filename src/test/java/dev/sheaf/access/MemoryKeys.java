package dev.sheaf.access;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keys in memory. */
public final class MemoryKeys implements KeyStore {
    final AtomicInteger looks = new AtomicInteger();
    private final Map<String, Held> rows = new ConcurrentHashMap<>();
    final Set<String> closed = ConcurrentHashMap.newKeySet();

    @Override
    public Uni<Void> add(Held key) {
        return Uni.createFrom().voidItem().invoke(() -> {
            rows.put(key.key().id(), key);
            closed.remove(key.key().tenant());
        });
    }

    @Override
    public Uni<Optional<Held>> find(String id) {
        return Uni.createFrom().item(() -> {
            looks.incrementAndGet();
            return Optional.ofNullable(rows.get(id));
        });
    }

    @Override
    public Uni<List<ApiKey>> list(@Nullable String tenant, @Nullable String after, int most) {
        Comparator<ApiKey> newest = Comparator.comparing(ApiKey::createdAt)
                .thenComparing(ApiKey::id)
                .reversed();
        return Uni.createFrom().item(() -> {
            List<ApiKey> all = rows.values().stream()
                    .map(Held::key)
                    .filter(key -> tenant == null || key.tenant().equals(tenant))
                    .sorted(newest)
                    .toList();
            int from = after == null ? 0 : all.stream().map(ApiKey::id).toList().indexOf(after) + 1;
            boolean unknown = after != null && from == 0;
            return unknown ? List.of() : all.stream().skip(from).limit(most).toList();
        });
    }

    @Override
    public Uni<Boolean> revoke(@Nullable String tenant, String id, Instant at) {
        return Uni.createFrom().item(() -> {
            Held held = rows.get(id);
            if (held == null || tenant != null && !held.key().tenant().equals(tenant)) {
                return false;
            }
            rows.put(id, held.key().revokedAt() == null ? revoked(held, at) : held);
            return true;
        });
    }

    private static Held revoked(Held held, Instant at) {
        ApiKey key = held.key();
        return new Held(
                new ApiKey(key.id(), key.tenant(), key.name(), key.roles(), key.limits(), key.createdAt(), at),
                held.digest());
    }

    @Override
    public Uni<Boolean> isClosed(String tenant) {
        return Uni.createFrom().item(() -> closed.contains(tenant));
    }

    @Override
    public Uni<Boolean> any() {
        return Uni.createFrom().item(() -> {
            looks.incrementAndGet();
            return !rows.isEmpty();
        });
    }
}
