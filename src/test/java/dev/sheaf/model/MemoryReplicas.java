package dev.sheaf.model;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Replicas in one process. */
public final class MemoryReplicas implements Replicas {
    private final Table table;
    private final String id;

    /** What a database would hold. */
    public static final class Table {
        private final LongSupplier nanos;
        private final Map<String, Row> replicas = new ConcurrentHashMap<>();
        private final Map<String, Told> cooldowns = new ConcurrentHashMap<>();

        /** @param nanos the one clock that decides */
        public Table(LongSupplier nanos) {
            this.nanos = nanos;
        }

        private record Row(String credential, long until) {}

        private record Told(String credential, String model, long until, String by) {}

        public Replicas replica(String id) {
            return new MemoryReplicas(this, id);
        }
    }

    private MemoryReplicas(Table table, String id) {
        this.table = table;
        this.id = id;
    }

    @Override
    public Uni<Seen> renew(String credential, Duration lease) {
        return Uni.createFrom().item(() -> {
            long now = table.nanos.getAsLong();
            table.replicas.put(id, new Table.Row(credential, now + lease.toNanos()));
            long live = table.replicas.values().stream()
                    .filter(row -> row.credential().equals(credential) && row.until() > now)
                    .count();
            return new Seen((int) live, cooldowns(credential, now));
        });
    }

    private List<Cooldown> cooldowns(String credential, long now) {
        return table.cooldowns.values().stream()
                .filter(told ->
                        told.credential().equals(credential) && !told.by().equals(id) && told.until() > now)
                .map(told -> new Cooldown(told.model(), Duration.ofNanos(told.until() - now)))
                .toList();
    }

    @Override
    public Uni<Void> publish(String credential, Cooldown cooldown) {
        long until = table.nanos.getAsLong() + cooldown.left().toNanos();
        var told = new Table.Told(credential, cooldown.model(), until, id);
        return Uni.createFrom()
                .item(() -> table.cooldowns.merge(
                        credential + " " + cooldown.model(), told, (a, b) -> b.until() > a.until() ? b : a))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> leave() {
        return Uni.createFrom().item(() -> table.replicas.remove(id)).replaceWithVoid();
    }
}
