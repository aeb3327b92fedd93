package dev.sheaf.task;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

class MemoryCatalogTest extends TaskCatalogContract {
    private final TaskCatalog catalog = new MemoryCatalog(now::get);

    @Override
    protected TaskCatalog catalog() {
        return catalog;
    }

    @Override
    protected <T> T await(Supplier<Uni<T>> asked) {
        return asked.get().await().indefinitely();
    }
}
