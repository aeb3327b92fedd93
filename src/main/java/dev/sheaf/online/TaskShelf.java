package dev.sheaf.online;

import dev.sheaf.pack.Preparation;
import dev.sheaf.pack.Prepared;
import dev.sheaf.quality.PackGuard;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskCatalog;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The current tasks, ready for work. Looks into the catalog at most once per freshness and task, so that a change made
 * through another replica shows here that much later at most; a change made here shows at once, by {@link #forget}.
 */
public final class TaskShelf {
    private final TaskCatalog catalog;
    private final Preparation preparation;
    private final long freshNanos;
    private final Executor worker;
    private final LongSupplier nanos;
    private final PackGuard guard;
    private final ConcurrentMap<Key, Look> looks = new ConcurrentHashMap<>();

    /**
     * @param guard is asked with every look how many items may share a call
     * @param worker makes new versions ready: to count the tokens of long instructions takes its time
     * @param nanos a clock as {@link System#nanoTime}
     */
    public TaskShelf(
            TaskCatalog catalog,
            Preparation preparation,
            Duration freshness,
            PackGuard guard,
            Executor worker,
            LongSupplier nanos) {
        this.catalog = catalog;
        this.guard = guard;
        this.preparation = preparation;
        this.worker = worker;
        this.freshNanos = freshness.toNanos();
        this.nanos = nanos;
    }

    private record Key(String tenant, String name) {}

    /**
     * One look into the catalog, shared by all who ask while it is fresh. Whether or not they still listen when it ends:
     * names that do not exist must not fill the shelf, and a failure must not be remembered.
     */
    private final class Look {
        private final long since = nanos.getAsLong();
        private final Uni<Optional<Prepared>> found;
        private volatile @Nullable Prepared last;

        Look(Key key, @Nullable Look before) {
            found = Uni.createFrom()
                    .deferred(() -> catalog.find(key.tenant, key.name))
                    .chain(task -> task.map(current -> prepared(current, before))
                            .orElse(Uni.createFrom().item(Optional.empty())))
                    .call(task ->
                            task.map(guard::refresh).orElse(Uni.createFrom().voidItem()))
                    .invoke(task -> task.ifPresentOrElse(this::keep, () -> looks.remove(key, this)))
                    .onFailure()
                    .invoke(failure -> looks.remove(key, this))
                    .memoize()
                    .indefinitely();
        }

        private void keep(Prepared task) {
            last = task;
        }

        boolean isFresh() {
            return nanos.getAsLong() - since < freshNanos;
        }
    }

    /** The current version of a task. */
    public Uni<Optional<Prepared>> find(String tenant, String name) {
        var key = new Key(tenant, name);
        Look known = looks.get(key);
        return known != null && known.isFresh() ? known.found : look(key, known);
    }

    /** The next caller looks again. */
    public void forget(String tenant, String name) {
        looks.remove(new Key(tenant, name));
    }

    int size() {
        return looks.size();
    }

    private Uni<Optional<Prepared>> look(Key key, @Nullable Look before) {
        var look = new Look(key, before);
        boolean ours = before == null ? looks.putIfAbsent(key, look) == null : looks.replace(key, before, look);
        return ours ? look.found : find(key.tenant, key.name);
    }

    private Uni<Optional<Prepared>> prepared(Task task, @Nullable Look before) {
        Prepared old = before == null ? null : before.last;
        return old != null && old.task().equals(task)
                ? Uni.createFrom().item(Optional.of(old))
                : Uni.createFrom()
                        .item(() -> Optional.of(preparation.prepare(task)))
                        .runSubscriptionOn(worker);
    }
}
