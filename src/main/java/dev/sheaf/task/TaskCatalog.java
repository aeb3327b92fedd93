package dev.sheaf.task;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** The tasks of all tenants; every call names whose. */
public interface TaskCatalog {

    /** Makes the definition the current version of the name. The same definition again changes nothing. */
    Uni<Put> put(String tenant, String name, TaskDefinition definition);

    /** The current version. May be called on any thread. */
    Uni<Optional<Task>> find(String tenant, String name);

    /** The current versions of all tasks, by name. */
    Uni<List<Task>> list(String tenant);

    /** All versions of a name, newest first; empty where there is no such task. */
    Uni<List<Task>> versions(String tenant, String name);

    /** One version, whether or not its name still stands. May be called on any thread. */
    Uni<Optional<Task>> version(String tenant, String name, String version);

    /** Forgets the name; its versions stay addressable. False where there was none. */
    Uni<Boolean> delete(String tenant, String name);

    /** The current version after a put, and whether the name is new. */
    record Put(Task task, boolean created) {}
}
