package dev.sheaf.gateway;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Files in memory, with a clock that a test sets. */
public final class MemoryFiles implements FileStore {
    private final Map<Long, Entry> entries = new LinkedHashMap<>();
    private final Duration hold;
    private Instant now;
    private long keys;

    /** What happens to each call that stores a chunk, before it is done. */
    UnaryOperator<Uni<Void>> appending = UnaryOperator.identity();

    /** The same for drafts. */
    UnaryOperator<Uni<Draft>> beginning = UnaryOperator.identity();

    /** And to each reading. */
    UnaryOperator<Multi<byte[]>> reading = UnaryOperator.identity();

    public MemoryFiles(Instant now, Duration hold) {
        this.now = now;
        this.hold = hold;
    }

    private static final class Entry {
        final NewFile file;
        final List<byte[]> chunks = new ArrayList<>();

        @Nullable
        Instant expires;

        boolean ready;

        Entry(NewFile file, Instant expires) {
            this.file = file;
            this.expires = expires;
        }

        boolean isOf(String tenant, String id) {
            return file.tenant().equals(tenant) && file.id().equals(id);
        }

        boolean isOver(Instant now) {
            Instant end = expires;
            return end != null && !end.isAfter(now);
        }

        long bytes() {
            return chunks.stream().mapToLong(chunk -> chunk.length).sum();
        }

        StoredFile stored() {
            return new StoredFile(
                    file.tenant(), file.id(), file.purpose(), file.name(), bytes(), file.createdAt(), expires);
        }
    }

    public synchronized void pass(Duration time) {
        now = now.plus(time);
    }

    /** Files and drafts. */
    synchronized int size() {
        return entries.size();
    }

    @Override
    public Uni<Draft> begin(NewFile file) {
        return beginning.apply(Uni.createFrom().item(() -> begun(file)));
    }

    private synchronized Draft begun(NewFile file) {
        entries.values().removeIf(entry -> entry.isOf(file.tenant(), file.id()) && (!entry.ready || entry.isOver(now)));
        if (entries.values().stream().anyMatch(entry -> entry.isOf(file.tenant(), file.id()))) {
            throw new IllegalStateException("file " + file.id() + " is there already");
        }
        entries.put(++keys, new Entry(file, now.plus(hold)));
        return new Draft(keys, file);
    }

    private Entry draft(Draft draft) {
        Entry entry = entries.get(draft.key());
        if (entry == null || entry.ready) {
            throw new FileGone(draft.file().id());
        }
        return entry;
    }

    @Override
    public Uni<Void> append(Draft draft, byte[] chunk) {
        return appending.apply(Uni.createFrom().item(() -> {
            appended(draft, chunk);
            return null;
        }));
    }

    private synchronized void appended(Draft draft, byte[] chunk) {
        Entry entry = draft(draft);
        if (entry.bytes() % CHUNK != 0) {
            throw new FileGone(draft.file().id());
        }
        if (chunk.length == 0 || chunk.length > CHUNK) {
            throw new IllegalArgumentException("a chunk has 1 to " + CHUNK + " bytes");
        }
        entry.chunks.add(chunk);
        entry.expires = now.plus(hold);
    }

    @Override
    public Uni<StoredFile> finish(Draft draft, NewFile file) {
        return Uni.createFrom().item(() -> finished(draft, file));
    }

    private synchronized StoredFile finished(Draft draft, NewFile file) {
        Entry entry = draft(draft);
        entry.ready = true;
        entry.expires = file.expiresAt();
        return entry.stored();
    }

    @Override
    public Uni<Void> abandon(Draft draft) {
        return Uni.createFrom().item(() -> {
            abandoned(draft);
            return null;
        });
    }

    private synchronized void abandoned(Draft draft) {
        Entry entry = entries.get(draft.key());
        if (entry != null && !entry.ready) {
            entries.remove(draft.key());
        }
    }

    private synchronized List<StoredFile> there(Predicate<StoredFile> wanted) {
        return entries.values().stream()
                .filter(entry -> entry.ready && !entry.isOver(now))
                .map(Entry::stored)
                .filter(wanted)
                .toList();
    }

    @Override
    public Uni<Optional<StoredFile>> find(String tenant, String id) {
        return Uni.createFrom().item(() -> found(tenant, id));
    }

    private Optional<StoredFile> found(String tenant, String id) {
        return there(file -> file.tenant().equals(tenant) && file.id().equals(id)).stream()
                .findFirst();
    }

    @Override
    public Uni<Optional<Page>> list(String tenant, Listing listing) {
        return Uni.createFrom().item(() -> page(tenant, listing));
    }

    private Optional<Page> page(String tenant, Listing listing) {
        Comparator<StoredFile> oldest =
                Comparator.comparing(StoredFile::createdAt).thenComparing(StoredFile::id);
        Comparator<StoredFile> order = listing.ascending() ? oldest : oldest.reversed();
        String after = listing.after();
        Optional<StoredFile> last = after == null ? Optional.empty() : found(tenant, after);
        if (after != null && last.isEmpty()) {
            return Optional.empty();
        }
        List<StoredFile> all = there(file -> file.tenant().equals(tenant)
                        && (listing.purpose() == null || file.purpose() == listing.purpose())
                        && last.map(shown -> order.compare(file, shown) > 0).orElse(true))
                .stream()
                .sorted(order)
                .toList();
        return Optional.of(new Page(all.stream().limit(listing.limit()).toList(), all.size() > listing.limit()));
    }

    @Override
    public Multi<byte[]> read(StoredFile file, long from, long to) {
        if (from < 0 || from > to || to > file.bytes()) {
            throw new IllegalArgumentException("no such bytes");
        }
        return reading.apply(
                from == to
                        ? Multi.createFrom().empty()
                        : Multi.createFrom()
                                .range((int) (from / CHUNK), (int) ((to - 1) / CHUNK) + 1)
                                .map(n ->
                                        piece(file, Math.max(from, (long) n * CHUNK), Math.min(to, (n + 1L) * CHUNK))));
    }

    private synchronized byte[] piece(StoredFile file, long from, long to) {
        byte[] chunk = entries.values().stream()
                .filter(entry -> entry.ready && entry.isOf(file.tenant(), file.id()))
                .findFirst()
                .orElseThrow(() -> new FileGone(file.id()))
                .chunks
                .get((int) (from / CHUNK));
        int skipped = (int) (from % CHUNK);
        return Arrays.copyOfRange(chunk, skipped, skipped + (int) (to - from));
    }

    @Override
    public Uni<Boolean> delete(String tenant, String id) {
        return Uni.createFrom().item(() -> deleted(tenant, id));
    }

    private synchronized boolean deleted(String tenant, String id) {
        boolean there = found(tenant, id).isPresent();
        entries.values().removeIf(entry -> entry.ready && entry.isOf(tenant, id));
        return there;
    }

    @Override
    public Uni<Integer> sweep(int most) {
        return Uni.createFrom().item(() -> swept(most));
    }

    private synchronized int swept(int most) {
        List<Long> over = entries.entrySet().stream()
                .filter(entry -> entry.getValue().isOver(now))
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
        entries.keySet().removeAll(over);
        return over.size();
    }
}
