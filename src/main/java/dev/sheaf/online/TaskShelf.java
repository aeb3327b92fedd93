package dev.sheaf.online;

import dev.sheaf.model.Structured;
import dev.sheaf.pack.Prepared;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskCatalog;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The current tasks, ready for work. Looks into the catalog at most once per freshness and task, so that a change made
 * through another replica shows here that much later at most; a change made here shows at once, by {@link #forget}.
 */
public final class TaskShelf {
    private final TaskCatalog catalog;
    private final Set<Structured> offered;
    private final long freshNanos;
    private final LongSupplier nanos;
    private final ConcurrentMap<Key, Look> looks = new ConcurrentHashMap<>();

    public TaskShelf(TaskCatalog catalog, Set<Structured> offered, Duration freshness, LongSupplier nanos) {
        this.catalog = catalog;
        this.offered = offered;
        this.freshNanos = freshness.toNanos();
        this.nanos = nanos;
    }

    private record Key(String tenant, String name) {}

    /** One look into the catalog, shared by all who ask while it is fresh. */
    private static final class Look {
        private final long since;
        private final Uni<Optional<Prepared>> found;
        private volatile @Nullable Prepared last;

        Look(long since, Uni<Optional<Prepared>> found) {
            this.since = since;
            this.found =
                    found.invoke(task -> last = task.orElse(null)).memoize().indefinitely();
        }
    }

    /** The current version of a task. */
    public Uni<Optional<Prepared>> find(String tenant, String name) {
        var key = new Key(tenant, name);
        Look known = looks.get(key);
        boolean fresh = known != null && nanos.getAsLong() - known.since < freshNanos;
        return fresh ? known.found : look(key, known);
    }

    public void forget(String tenant, String name) {
        looks.remove(new Key(tenant, name));
    }

    private Uni<Optional<Prepared>> look(Key key, @Nullable Look before) {
        Prepared old = before == null ? null : before.last;
        var look = new Look(
                nanos.getAsLong(),
                catalog.find(key.tenant, key.name).map(task -> task.map(found -> prepared(found, old))));
        boolean ours = before == null ? looks.putIfAbsent(key, look) == null : looks.replace(key, before, look);
        return ours ? keepingOnlyTasks(key, look) : find(key.tenant, key.name);
    }

    /** Names that do not exist must not fill the shelf, and a failed look must not be remembered. */
    private Uni<Optional<Prepared>> keepingOnlyTasks(Key key, Look look) {
        return look.found.onFailure().invoke(failure -> looks.remove(key, look)).invoke(found -> {
            if (found.isEmpty()) {
                looks.remove(key, look);
            }
        });
    }

    private Prepared prepared(Task task, @Nullable Prepared old) {
        return old != null && old.task().equals(task) ? old : Prepared.of(task, offered);
    }
}
