package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The batches that were ordered; safe for several threads. */
final class BatchShelf {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    /** By which a late batch has shown itself in lists. */
    private static final int LATEST = 2_000;

    private final Vault vault;
    private final FileShelf files;
    private final Controls controls;
    private final SimulatedClock clock;
    private final Mishaps mishaps;
    private final Ids ids;
    private final Map<String, Batch> batches = new HashMap<>();
    private final Map<Long, Integer> ordered = new HashMap<>();
    private long sequence;

    BatchShelf(Vault vault, FileShelf files, Controls controls, SimulatedClock clock, Mishaps mishaps, Ids ids) {
        this.vault = vault;
        this.files = files;
        this.controls = controls;
        this.clock = clock;
        this.mishaps = mishaps;
        this.ids = ids;
    }

    synchronized void load() {
        for (JsonNode record : vault.records(vault.batches())) {
            Batch batch = BatchJson.read(record);
            if (Files.exists(input(batch)) || batch.over()) {
                put(batch);
            }
        }
        vault.sweep(
                vault.batches(),
                id -> batches.containsKey(id) && !batches.get(id).over());
    }

    private void put(Batch batch) {
        batches.put(batch.id(), batch);
        sequence = Math.max(sequence, batch.birth().sequence());
        ordered.merge(batch.birth().digest(), 1, Integer::sum);
    }

    /** The requests, whatever becomes of the file that was uploaded. */
    Path input(Batch batch) {
        return vault.batches().resolve(batch.id() + ".input");
    }

    /** What is answered so far. */
    Path answers(Batch batch) {
        return vault.batches().resolve(batch.id() + ".answers");
    }

    /** @throws ApiError where the provider would not take the order */
    synchronized Batch order(BatchOrder order) {
        StoredFile file = input(order);
        refuseTooMany();
        int turn = ordered.merge(file.digest(), 1, Integer::sum) - 1;
        Set<Fault> faults = mishaps.draw(Seeds.mix(file.digest(), 14), turn, Fault.Stage.FATE, Fault.Stage.MARK);
        if (faults.contains(Fault.BATCH_CREATE_5XX)) {
            throw Mishaps.broken(0);
        }
        long chance = Seeds.mix(controls.options().seed(), file.digest(), turn);
        Batch batch = new Batch(birth(order, file.digest(), faults, chance));
        link(file, batch);
        save(batch);
        batches.put(batch.id(), batch);
        return batch;
    }

    private StoredFile input(BatchOrder order) {
        StoredFile file = files.find(order.inputFile());
        if (!file.purpose().equals("batch")) {
            throw ApiError.invalid(
                    "input_file_id",
                    "invalid_value",
                    "Invalid 'input_file_id': expected a file of purpose 'batch', but got '" + file.purpose() + "'.");
        }
        return file;
    }

    private void refuseTooMany() {
        int limit = controls.limits().batchesPerHour();
        long since = clock.millis() - HOUR;
        if (limit > 0
                && batches.values().stream()
                                .filter(batch -> batch.birth().created() > since)
                                .count()
                        >= limit) {
            throw new ApiError(
                    429,
                    "requests",
                    "rate_limit_exceeded",
                    null,
                    "Rate limit reached for batch creation: " + limit + " batches per hour. Please try again later.",
                    Map.of("retry-after", "60"));
        }
    }

    private Batch.Birth birth(BatchOrder order, long digest, Set<Fault> faults, long chance) {
        BatchSettings settings = controls.options().batches();
        long now = clock.millis();
        double share = 0.5 + 0.5 * Seeds.unit(Seeds.mix(chance, 1));
        long late = faults.contains(Fault.BATCH_LATE_LISTING)
                ? LATEST / 2 + Seeds.below(LATEST / 2, Seeds.mix(chance, 2))
                : 0;
        return new Batch.Birth(
                ids.next("batch_"),
                ++sequence,
                order,
                digest,
                chance,
                now,
                Math.max(1, (long) (settings.turnaround().toMillis() * share)),
                now + settings.window().toMillis(),
                now + late,
                faults);
    }

    private void link(StoredFile file, Batch batch) {
        try {
            try {
                Files.createLink(input(batch), files.content(file.id()));
            } catch (UnsupportedOperationException | IOException noLinks) {
                Files.copy(files.content(file.id()), input(batch));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path path(Batch batch) {
        return vault.batches().resolve(batch.id() + ".json");
    }

    /** Writes down where a batch is now; one that is over needs no requests any more. */
    void save(Batch batch) {
        synchronized (batch) {
            vault.keep(path(batch), BatchJson.record(batch));
        }
        if (batch.over()) {
            vault.drop(input(batch));
            vault.drop(answers(batch));
        }
    }

    /** @throws ApiError 404 */
    synchronized Batch find(String id) {
        Batch batch = batches.get(id);
        if (batch == null) {
            throw ApiError.noSuch("Batch", id);
        }
        return batch;
    }

    /** Newest first; without those that are listed later. */
    synchronized List<Batch> listed() {
        long now = clock.millis();
        List<Batch> listed = new ArrayList<>(batches.values());
        listed.removeIf(batch -> batch.birth().listed() > now);
        listed.sort(Comparator.comparingLong((Batch batch) -> batch.birth().sequence())
                .reversed());
        return listed;
    }

    synchronized List<Batch> unfinished() {
        return batches.values().stream().filter(batch -> !batch.over()).toList();
    }

    /** Whether the tokens of a batch fit beside those that are under way; then they count from here on. */
    synchronized boolean admits(Batch batch, Batch.Found found) {
        long limit = controls.limits().enqueuedTokens();
        long enqueued = batches.values().stream()
                .filter(other -> !other.over() && other.found().model().equals(found.model()))
                .mapToLong(other -> other.found().tokens())
                .sum();
        boolean fits = limit == 0 || enqueued + found.tokens() <= limit;
        if (fits) {
            batch.found(found);
        }
        return fits;
    }
}
