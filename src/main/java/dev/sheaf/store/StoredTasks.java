package dev.sheaf.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.task.DefinitionJson;
import dev.sheaf.task.DefinitionReader;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskCatalog;
import dev.sheaf.task.TaskDefinition;
import dev.sheaf.task.TaskName;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The catalog in PostgreSQL. Has to be called on a Vert.x context, as Hibernate Reactive demands. */
public final class StoredTasks implements TaskCatalog {
    /** Two replicas may put the same version at once. */
    private static final String ADD_VERSION = """
            insert into task_version (tenant, name, version, definition, created_at)
            values (:tenant, :name, :version, :definition, :createdAt)
            on conflict (tenant, name, version) do nothing
            """;

    /** Says whether the name is new: a row that was there before has the number of the transaction that locked it. */
    private static final String MAKE_CURRENT = """
            insert into task (tenant, name, version) values (:tenant, :name, :version)
            on conflict (tenant, name) do update set version = excluded.version
            returning xmax = 0
            """;

    private static final String CURRENT = """
            select v from TaskVersionEntity v, TaskEntity t
            where t.key.tenant = ?1 and v.key.tenant = t.key.tenant
              and v.key.name = t.key.name and v.key.version = t.version
            """;

    private static final String VERSION = """
            select version, definition, created_at from task_version where tenant = $1 and name = $2 and version = $3
            """;

    private static final String FIND = """
            select version, definition, created_at from task join task_version using (tenant, name, version)
            where tenant = $1 and name = $2
            """;

    private final Pool pool;
    private final DefinitionReader reader;
    private final ObjectMapper json;
    private final Clock clock;

    public StoredTasks(Pool pool, DefinitionReader reader, ObjectMapper json, Clock clock) {
        this.pool = pool;
        this.reader = reader;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public Uni<Put> put(String tenant, String name, TaskDefinition definition) {
        String version = DefinitionJson.version(definition);
        return Panache.withTransaction(() -> addVersion(tenant, name, version, definition)
                .chain(() -> makeCurrent(tenant, name, version))
                .chain(created -> current(tenant, name).map(task -> new Put(task.orElseThrow(), created))));
    }

    @Override
    public Uni<Optional<Task>> find(String tenant, String name) {
        return TaskName.isValid(name)
                ? first(FIND, tenant, name, Tuple.of(tenant, name))
                : Uni.createFrom().item(Optional.empty());
    }

    @Override
    public Uni<List<Task>> list(String tenant) {
        return Panache.withSession(() -> TaskVersionEntity.<TaskVersionEntity>find(CURRENT, tenant)
                .list()
                .map(this::byName));
    }

    /** Databases order text by their language, each its own way. */
    private List<Task> byName(List<TaskVersionEntity> entities) {
        return entities.stream()
                .map(this::task)
                .sorted(Comparator.comparing(Task::name))
                .toList();
    }

    @Override
    public Uni<List<Task>> versions(String tenant, String name) {
        return TaskName.isValid(name)
                ? Panache.withSession(() -> allVersions(tenant, name))
                : Uni.createFrom().item(List.of());
    }

    private Uni<List<Task>> allVersions(String tenant, String name) {
        return TaskVersionEntity.<TaskVersionEntity>find(
                        "key.tenant = ?1 and key.name = ?2 and exists"
                                + " (from TaskEntity t where t.key.tenant = ?1 and t.key.name = ?2)"
                                + " order by createdAt desc, key.version",
                        tenant,
                        name)
                .list()
                .map(entities -> entities.stream().map(this::task).toList());
    }

    @Override
    public Uni<Optional<Task>> version(String tenant, String name, String version) {
        return first(VERSION, tenant, name, Tuple.of(tenant, name, version));
    }

    /** On any thread, as Panache's sessions are not. */
    private Uni<Optional<Task>> first(String sql, String tenant, String name, Tuple values) {
        return Statements.rows(
                        pool,
                        sql,
                        values,
                        row -> new Task(
                                tenant,
                                name,
                                row.getString("version"),
                                definition(name, row.getString("definition")),
                                row.getOffsetDateTime("created_at").toInstant()))
                .map(tasks -> tasks.stream().findFirst());
    }

    @Override
    public Uni<Boolean> delete(String tenant, String name) {
        return TaskName.isValid(name)
                ? Panache.withTransaction(() -> TaskEntity.delete("key.tenant = ?1 and key.name = ?2", tenant, name)
                        .map(gone -> gone > 0))
                : Uni.createFrom().item(false);
    }

    private Uni<Integer> addVersion(String tenant, String name, String version, TaskDefinition definition) {
        return Panache.getSession().chain(session -> session.createNativeQuery(ADD_VERSION)
                .setParameter("tenant", tenant)
                .setParameter("name", name)
                .setParameter("version", version)
                .setParameter("definition", DefinitionJson.write(definition).toString())
                .setParameter("createdAt", clock.instant().truncatedTo(ChronoUnit.MICROS))
                .executeUpdate());
    }

    private Uni<Boolean> makeCurrent(String tenant, String name, String version) {
        return Panache.getSession().chain(session -> session.createNativeQuery(MAKE_CURRENT, Boolean.class)
                .setParameter("tenant", tenant)
                .setParameter("name", name)
                .setParameter("version", version)
                .getSingleResult());
    }

    private Uni<Optional<Task>> current(String tenant, String name) {
        return TaskVersionEntity.<TaskVersionEntity>find(CURRENT + " and t.key.name = ?2", tenant, name)
                .firstResult()
                .map(entity -> Optional.ofNullable(entity).map(this::task));
    }

    private Task task(TaskVersionEntity entity) {
        return new Task(
                entity.key.tenant(),
                entity.key.name(),
                entity.key.version(),
                definition(entity.key.name(), entity.definition),
                entity.createdAt);
    }

    private TaskDefinition definition(String name, String text) {
        try {
            DefinitionReader.Result result = reader.read(json.readTree(text));
            return result.definition()
                    .orElseThrow(() -> new IllegalStateException(
                            "stored task " + name + " cannot be read: " + result.violations()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored task " + name + " is no JSON", e);
        }
    }
}
