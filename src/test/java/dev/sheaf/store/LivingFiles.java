package dev.sheaf.store;

import dev.sheaf.gateway.FileStore;
import dev.sheaf.gateway.NewFile;
import dev.sheaf.gateway.StoredFile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Files whose replica may die between any two of the calls that write one. */
record LivingFiles(FileStore calls) implements FileStore {
    static LivingFiles of(Life life, FileStore real) {
        return new LivingFiles(life.of(FileStore.class, real));
    }

    @Override
    public Uni<Draft> begin(NewFile file) {
        return calls.begin(file);
    }

    @Override
    public Uni<Void> append(Draft draft, byte[] chunk) {
        return calls.append(draft, chunk);
    }

    @Override
    public Uni<StoredFile> finish(Draft draft, NewFile file) {
        return calls.finish(draft, file);
    }

    @Override
    public Uni<Void> abandon(Draft draft) {
        return calls.abandon(draft);
    }

    @Override
    public Uni<Optional<StoredFile>> find(String tenant, String id) {
        return calls.find(tenant, id);
    }

    @Override
    public Uni<Optional<Page>> list(String tenant, Listing listing) {
        return calls.list(tenant, listing);
    }

    @Override
    public Multi<byte[]> read(StoredFile file, long from, long to) {
        return calls.read(file, from, to);
    }

    @Override
    public Uni<Boolean> delete(String tenant, String id) {
        return calls.delete(tenant, id);
    }

    @Override
    public Uni<Integer> sweep(int most) {
        return calls.sweep(most);
    }
}
