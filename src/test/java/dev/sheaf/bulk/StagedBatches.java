package dev.sheaf.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.RemoteBatch;
import dev.sheaf.model.RemoteBatch.State;
import dev.sheaf.pack.CorrectModel;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A provider of batches inside the test: it does what it should unless the test says otherwise. */
public final class StagedBatches implements BatchModel {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Every batch that was ordered, by its id. */
    public final Map<String, RemoteBatch> batches = Collections.synchronizedMap(new LinkedHashMap<>());
    /** What every file at the provider holds, by its id. */
    public final Map<String, String> files = Collections.synchronizedMap(new LinkedHashMap<>());

    public final Map<String, String> names = Collections.synchronizedMap(new LinkedHashMap<>());
    /** Every call, as a word and what it was about. */
    public final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    /** The answer to an item's text. */
    public Function<String, Object> right = text -> "NEUTRAL";
    /** What becomes of an output file before it is stored. */
    public UnaryOperator<String> output = text -> text;
    /** What a batch looks like to who asks. */
    public UnaryOperator<RemoteBatch> seen = batch -> batch;
    /** Whether the listing has it yet. */
    public Function<RemoteBatch, Boolean> listed = batch -> true;
    /** A failure after the call was obeyed, by the call's word. */
    public Function<String, Optional<ModelFailure>> after = call -> Optional.empty();
    /** A failure instead of what was called for, by the call's word. */
    public Function<String, Optional<ModelFailure>> instead = call -> Optional.empty();

    private int ids;

    private <T> Uni<T> call(String word, String about, java.util.function.Supplier<T> done) {
        return Uni.createFrom().deferred(() -> {
            calls.add(word + " " + about);
            Optional<ModelFailure> refused = instead.apply(word);
            if (refused.isPresent()) {
                return Uni.createFrom().failure(refused.get());
            }
            T result = done.get();
            Optional<ModelFailure> lost = after.apply(word);
            return lost.isPresent()
                    ? Uni.createFrom().failure(lost.get())
                    : Uni.createFrom().item(result);
        });
    }

    public long count(String word) {
        return List.copyOf(calls).stream()
                .filter(call -> call.startsWith(word + " "))
                .count();
    }

    private synchronized String id(String kind) {
        ids++;
        return kind + "_" + ids;
    }

    @Override
    public Uni<RemoteFile> upload(String name, Path file) {
        return call("upload", name, () -> {
            String id = id("file");
            files.put(id, read(file));
            names.put(id, name);
            return new RemoteFile(id, name, Optional.empty());
        });
    }

    @Override
    public Uni<List<RemoteFile>> filesNamed(String name) {
        return call("filesNamed", name, () -> names.entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(entry -> new RemoteFile(entry.getKey(), name, Optional.empty()))
                .toList());
    }

    @Override
    public Uni<RemoteBatch> create(String inputFile, Map<String, String> metadata) {
        return call("create", inputFile, () -> {
            RemoteBatch batch = run(id("batch"), inputFile, metadata);
            batches.put(batch.id(), batch);
            return batch;
        });
    }

    private RemoteBatch run(String id, String inputFile, Map<String, String> metadata) {
        String made = id("file");
        StringBuilder lines = new StringBuilder();
        files.getOrDefault(inputFile, "").lines().map(this::answer).forEach(lines::append);
        files.put(made, output.apply(lines.toString()));
        return new RemoteBatch(
                id,
                State.COMPLETED,
                inputFile,
                made,
                null,
                List.of(),
                RemoteBatch.Counts.NONE,
                metadata,
                Instant.now());
    }

    /** A line of the output file to a line of the input file. */
    public String answer(String line) {
        try {
            JsonNode asked = JSON.readTree(line);
            String text = CorrectModel.reply(PlainWire.request(asked.path("body")), right)
                    .text();
            ObjectNode answer = JSON.createObjectNode()
                    .put("id", "batch_req")
                    .put("custom_id", asked.path("custom_id").asText());
            answer.putObject("response")
                    .put("status_code", 200)
                    .put("request_id", "req_" + asked.path("custom_id").asText())
                    .set("body", PlainWire.reply(String.valueOf(text), 100));
            answer.putNull("error");
            return answer + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Uni<RemoteBatch> get(String batch) {
        return call("get", batch, () -> seen.apply(batches.get(batch)));
    }

    @Override
    public Uni<RemoteBatch> cancel(String batch) {
        return call("cancel", batch, () -> {
            batches.computeIfPresent(batch, (id, old) -> withState(old, State.CANCELLED));
            return batches.get(batch);
        });
    }

    public static RemoteBatch withState(RemoteBatch batch, State state) {
        return new RemoteBatch(
                batch.id(),
                state,
                batch.inputFile(),
                batch.outputFile(),
                batch.errorFile(),
                batch.errors(),
                batch.counts(),
                batch.metadata(),
                batch.createdAt());
    }

    @Override
    public Uni<Page> list(@Nullable String after) {
        return call("list", String.valueOf(after), () -> {
            List<RemoteBatch> all = new ArrayList<>(batches.values());
            Collections.reverse(all);
            return new Page(all.stream().filter(listed::apply).toList(), false);
        });
    }

    @Override
    public Uni<Long> fetch(String file, Path to) {
        return call("fetch", file, () -> write(files.getOrDefault(file, ""), to));
    }

    @Override
    public Uni<Void> delete(String file) {
        return call("delete", file, () -> {
            files.remove(file);
            names.remove(file);
            return null;
        });
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long write(String text, Path to) {
        try {
            Files.writeString(to, text);
            return text.length();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
