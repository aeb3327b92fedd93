package dev.sheaf.bulk;

import dev.sheaf.pack.Preparation;
import dev.sheaf.pack.Prepared;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskCatalog;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The versions that jobs run, ready for work; the last few are kept. */
public final class BulkTasks {
    private static final int KEPT = 100;

    private final TaskCatalog catalog;
    private final Preparation preparation;
    private final Executor worker;
    private final Map<Key, Prepared> kept = new LinkedHashMap<>(KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Prepared> eldest) {
            return size() > KEPT;
        }
    };

    private record Key(String tenant, String name, String version) {}

    /** @param worker makes versions ready, which takes its time */
    public BulkTasks(TaskCatalog catalog, Preparation preparation, Executor worker) {
        this.catalog = catalog;
        this.preparation = preparation;
        this.worker = worker;
    }

    /** Goes on on the worker. */
    Uni<Prepared> of(Job job) {
        var key = new Key(job.tenant(), job.task(), job.version());
        Uni<Prepared> known = Uni.createFrom().item(() -> known(key));
        return known.onItem()
                .ifNull()
                .switchTo(() -> catalog.version(key.tenant, key.name, key.version)
                        .map(task -> task.orElseThrow(() -> new IllegalStateException("no version " + key)))
                        .emitOn(worker)
                        .map(task -> prepare(key, task)))
                .emitOn(worker);
    }

    private synchronized @Nullable Prepared known(Key key) {
        return kept.get(key);
    }

    private Prepared prepare(Key key, Task task) {
        Prepared made = preparation.prepare(task);
        synchronized (this) {
            kept.put(key, made);
        }
        return made;
    }
}
