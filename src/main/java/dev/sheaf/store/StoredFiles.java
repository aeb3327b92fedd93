package dev.sheaf.store;

import static dev.sheaf.store.Statements.execute;
import static dev.sheaf.store.Statements.seconds;

import dev.sheaf.gateway.FileGone;
import dev.sheaf.gateway.FilePurpose;
import dev.sheaf.gateway.FileStore;
import dev.sheaf.gateway.NewFile;
import dev.sheaf.gateway.StoredFile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** The files in PostgreSQL, whose clock decides what has expired. May be called on any thread. */
public final class StoredFiles implements FileStore {
    private final Supplier<Pool> pool;
    private final Duration hold;

    /** @param hold how long a draft is kept of which nothing more comes; between half of it and all of it */
    public StoredFiles(Supplier<Pool> pool, Duration hold) {
        this.pool = pool;
        this.hold = hold;
    }

    @Override
    public Uni<Draft> begin(NewFile file) {
        Tuple name = Tuple.of(file.tenant(), file.id());
        return Uni.createFrom()
                .deferred(() -> pool.get().withTransaction(connection -> execute(connection, FileSql.FORGET, name)
                        .chain(() -> execute(connection, FileSql.BEGIN, beginning(file)))
                        .map(rows -> draft(rows, file))));
    }

    private Tuple beginning(NewFile file) {
        return Tuple.tuple()
                .addString(file.tenant())
                .addString(file.id())
                .addString(file.purpose().word())
                .addString(Sound.text(file.name()))
                .addOffsetDateTime(time(file.createdAt()))
                .addDouble(seconds(hold));
    }

    private static Draft draft(RowSet<Row> rows, NewFile file) {
        return first(rows)
                .map(row -> new Draft(row.getLong("key"), file))
                .orElseThrow(() -> new IllegalStateException("file " + file.id() + " is there already"));
    }

    @Override
    public Uni<Void> append(Draft draft, byte[] chunk) {
        if (chunk.length == 0 || chunk.length > CHUNK) {
            throw new IllegalArgumentException("a chunk has 1 to " + CHUNK + " bytes");
        }
        Tuple values = Tuple.of(draft.key(), draft.file().tenant(), Buffer.buffer(chunk), CHUNK, seconds(hold));
        return query(FileSql.APPEND, values)
                .invoke(rows -> expectThere(rows.rowCount(), draft))
                .replaceWithVoid();
    }

    private static void expectThere(long there, Draft draft) {
        if (there == 0) {
            throw new FileGone(draft.file().id());
        }
    }

    @Override
    public Uni<StoredFile> finish(Draft draft, NewFile file) {
        Tuple values = Tuple.tuple()
                .addLong(draft.key())
                .addString(draft.file().tenant())
                .addOffsetDateTime(time(file.expiresAt()));
        return query(FileSql.FINISH, values)
                .invoke(rows -> expectThere(rows.rowCount(), draft))
                .map(rows -> file(rows.iterator().next()));
    }

    @Override
    public Uni<Void> abandon(Draft draft) {
        return query(FileSql.ABANDON, Tuple.of(draft.key(), draft.file().tenant()))
                .replaceWithVoid();
    }

    @Override
    public Uni<Optional<StoredFile>> find(String tenant, String id) {
        return query(FileSql.FIND, Tuple.of(tenant, Sound.text(id)))
                .map(rows -> first(rows).map(StoredFiles::file));
    }

    @Override
    public Uni<Optional<Page>> list(String tenant, Listing listing) {
        String after = listing.after();
        return after == null
                ? page(tenant, listing, null).map(Optional::of)
                : find(tenant, after)
                        .chain(last -> last.isPresent()
                                ? page(tenant, listing, last.get()).map(Optional::of)
                                : Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Page> page(String tenant, Listing listing, @Nullable StoredFile last) {
        Tuple values = Tuple.tuple()
                .addString(tenant)
                .addString(word(listing.purpose()))
                .addOffsetDateTime(time(last == null ? null : last.createdAt()))
                .addString(last == null ? "" : last.id())
                .addInteger(listing.limit() + 1);
        return query(listing.ascending() ? FileSql.OLDEST : FileSql.NEWEST, values)
                .map(rows -> page(rows, listing.limit()));
    }

    private static Page page(RowSet<Row> rows, int limit) {
        List<StoredFile> files = StreamSupport.stream(rows.spliterator(), false)
                .limit(limit)
                .map(StoredFiles::file)
                .toList();
        return new Page(files, rows.size() > limit);
    }

    @Override
    public Multi<byte[]> read(StoredFile file, long from, long to) {
        if (from < 0 || from > to || to > file.bytes()) {
            throw new IllegalArgumentException("no such bytes");
        }
        if (from == to) {
            return Multi.createFrom().empty();
        }
        int first = (int) (from / CHUNK);
        int last = (int) ((to - 1) / CHUNK);
        return Multi.createFrom()
                .range(first, last + 1)
                .onItem()
                .transformToUniAndConcatenate(n -> chunk(file, n, from, to));
    }

    /** What of the chunk lies between two bytes of its file. */
    private Uni<byte[]> chunk(StoredFile file, int n, long from, long to) {
        long begin = (long) n * CHUNK;
        int skip = (int) Math.max(from - begin, 0);
        int count = (int) Math.min(to - begin, CHUNK) - skip;
        return query(FileSql.READ, Tuple.of(file.tenant(), file.id(), n, skip + 1, count))
                .map(rows -> first(rows)
                        .map(row -> row.getBuffer("bytes").getBytes())
                        .filter(bytes -> bytes.length == count)
                        .orElseThrow(() -> new FileGone(file.id())));
    }

    @Override
    public Uni<Boolean> delete(String tenant, String id) {
        return query(FileSql.DELETE, Tuple.of(tenant, Sound.text(id)))
                .map(rows ->
                        first(rows).filter(row -> row.getBoolean("was_there")).isPresent());
    }

    @Override
    public Uni<Integer> sweep(int most) {
        return query(FileSql.SWEEP, Tuple.of(most)).map(RowSet::rowCount);
    }

    private Uni<RowSet<Row>> query(String sql, Tuple values) {
        return Uni.createFrom().deferred(() -> execute(pool.get(), sql, values));
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
    }

    private static StoredFile file(Row row) {
        OffsetDateTime expires = row.getOffsetDateTime("expires_at");
        return new StoredFile(
                row.getString("tenant"),
                row.getString("id"),
                FilePurpose.of(row.getString("purpose")).orElseThrow(),
                row.getString("name"),
                row.getLong("bytes"),
                row.getOffsetDateTime("created_at").toInstant(),
                expires == null ? null : expires.toInstant());
    }

    @NullUnmarked
    private static String word(@Nullable FilePurpose purpose) {
        return purpose == null ? null : purpose.word();
    }

    @NullUnmarked
    private static OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
