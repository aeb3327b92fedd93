package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files that were uploaded or came out of batches; safe for several threads. */
final class FileShelf {
    private final Vault vault;
    private final SimulatedClock clock;
    private final Ids ids;
    private final Map<String, StoredFile> files = new HashMap<>();
    private long sequence;

    FileShelf(Vault vault, SimulatedClock clock, Ids ids) {
        this.vault = vault;
        this.clock = clock;
        this.ids = ids;
    }

    /** Takes up what an earlier run left; content without a record was never whole. */
    synchronized void load() {
        for (JsonNode record : vault.records(vault.files())) {
            StoredFile file = StoredFile.of(record);
            if (Files.exists(content(file.id()))) {
                files.put(file.id(), file);
                sequence = Math.max(sequence, file.sequence());
            }
        }
        vault.sweep(vault.files(), files::containsKey);
        sweep();
    }

    String nextId() {
        return ids.next("file-");
    }

    /** Where content is written before it is added. */
    Path draft(String id) {
        return vault.files().resolve(id + ".draft");
    }

    Path content(String id) {
        return vault.files().resolve(id + ".content");
    }

    private Path record(String id) {
        return vault.files().resolve(id + ".json");
    }

    /** Adds what lies in the draft; a second time in the place of the first. */
    synchronized StoredFile add(String id, String name, String purpose, long digest, long seconds) {
        try {
            Files.move(draft(id), content(id), StandardCopyOption.REPLACE_EXISTING);
            long now = clock.millis() / 1000;
            StoredFile file = new StoredFile(
                    id,
                    ++sequence,
                    name,
                    purpose,
                    Files.size(content(id)),
                    digest,
                    now,
                    seconds == 0 ? 0 : now + seconds);
            vault.keep(record(id), file.record());
            files.put(id, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void dropDraft(String id) {
        vault.drop(draft(id));
    }

    /** @throws ApiError 404 */
    synchronized StoredFile find(String id) {
        sweep();
        StoredFile file = files.get(id);
        if (file == null) {
            throw ApiError.noSuch("File", id);
        }
        return file;
    }

    synchronized void delete(String id) {
        find(id);
        remove(id);
    }

    private void remove(String id) {
        files.remove(id);
        vault.drop(record(id));
        vault.drop(content(id));
    }

    private void sweep() {
        long now = clock.millis() / 1000;
        files.values().stream()
                .filter(file -> file.gone(now))
                .map(StoredFile::id)
                .toList()
                .forEach(this::remove);
    }

    /** Newest first. */
    synchronized List<StoredFile> all() {
        sweep();
        List<StoredFile> all = new ArrayList<>(files.values());
        all.sort(Comparator.comparingLong(StoredFile::sequence).reversed());
        return all;
    }
}
