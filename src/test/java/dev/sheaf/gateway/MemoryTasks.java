package dev.sheaf.gateway;

import dev.sheaf.task.Task;
import dev.sheaf.task.TaskCatalog;
import dev.sheaf.task.TaskDefinition;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tasks that stand, in memory. */
final class MemoryTasks implements TaskCatalog {
    private final List<Task> tasks = new ArrayList<>();

    MemoryTasks add(Task task) {
        tasks.add(task);
        return this;
    }

    @Override
    public Uni<Optional<Task>> find(String tenant, String name) {
        return list(tenant)
                .map(all ->
                        all.stream().filter(task -> task.name().equals(name)).findFirst());
    }

    @Override
    public Uni<List<Task>> list(String tenant) {
        return Uni.createFrom()
                .item(tasks.stream()
                        .filter(task -> task.tenant().equals(tenant))
                        .toList());
    }

    @Override
    public Uni<Put> put(String tenant, String name, TaskDefinition definition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Uni<List<Task>> versions(String tenant, String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Optional<Task>> version(String tenant, String name, String version) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Boolean> delete(String tenant, String name) {
        throw new UnsupportedOperationException();
    }
}
