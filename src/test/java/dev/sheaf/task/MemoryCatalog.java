package dev.sheaf.task;

import io.smallrye.mutiny.Uni;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A catalog that forgets everything at its end. */
public final class MemoryCatalog implements TaskCatalog {
    private final Map<String, Shelf> tenants = new TreeMap<>();
    private final InstantSource clock;

    /** A tenant's tasks: the versions of every name, and the current one of those that are not deleted. */
    private record Shelf(Map<String, Map<String, Task>> versions, Map<String, Task> current) {
        Shelf() {
            this(new TreeMap<>(), new TreeMap<>());
        }
    }

    public MemoryCatalog(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Uni<Put> put(String tenant, String name, TaskDefinition definition) {
        var made = new Task(tenant, name, DefinitionJson.version(definition), definition, clock.instant());
        Map<String, Task> versions = shelf(tenant).versions.computeIfAbsent(name, any -> new LinkedHashMap<>());
        Task task = versions.computeIfAbsent(made.version(), any -> made);
        boolean created = shelf(tenant).current.put(name, task) == null;
        return Uni.createFrom().item(new Put(task, created));
    }

    @Override
    public synchronized Uni<Optional<Task>> find(String tenant, String name) {
        return Uni.createFrom().item(Optional.ofNullable(shelf(tenant).current.get(name)));
    }

    @Override
    public synchronized Uni<List<Task>> list(String tenant) {
        return Uni.createFrom().item(List.copyOf(shelf(tenant).current.values()));
    }

    @Override
    public synchronized Uni<List<Task>> versions(String tenant, String name) {
        Shelf shelf = shelf(tenant);
        List<Task> all = shelf.current.containsKey(name)
                ? List.copyOf(shelf.versions.get(name).values())
                : List.of();
        return Uni.createFrom()
                .item(all.stream()
                        .sorted(Comparator.comparing(Task::createdAt).reversed())
                        .toList());
    }

    @Override
    public synchronized Uni<Optional<Task>> version(String tenant, String name, String version) {
        return Uni.createFrom()
                .item(Optional.ofNullable(
                        shelf(tenant).versions.getOrDefault(name, Map.of()).get(version)));
    }

    @Override
    public synchronized Uni<Boolean> delete(String tenant, String name) {
        return Uni.createFrom().item(shelf(tenant).current.remove(name) != null);
    }

    private Shelf shelf(String tenant) {
        return tenants.computeIfAbsent(tenant, any -> new Shelf());
    }
}
