package dev.sheaf.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.RemoteBatch;
import dev.sheaf.model.RemoteBatch.State;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.CorrectModel;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntFunction;
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
    /** What happens to a file's bytes on the way. */
    public BiConsumer<String, byte[]> damage = (text, bytes) -> {};
    /** How the batches run. */
    public Course course = (order, lines) ->
            new Ran(State.COMPLETED, lines.stream().map(this::answer).toList(), null, List.of());
    /** Every line that was answered at a cost, by its custom_id, in order. */
    public final List<String> bill = Collections.synchronizedList(new ArrayList<>());
    /** What the replies of an order cost in all, where it says so; the orders count from 1. */
    public IntFunction<@Nullable Usage> usage = order -> null;
    /** What an order's own call may take. */
    public Duration timeout = Duration.ofMillis(20);
    /** What a batch looks like to who asks. */
    public UnaryOperator<RemoteBatch> seen = batch -> batch;
    /** What a batch looks like in the listing. */
    public UnaryOperator<RemoteBatch> listedAs = batch -> batch;
    /** Whether the listing has it yet. */
    public Function<RemoteBatch, Boolean> listed = batch -> true;
    /** A failure after the call was obeyed, by the call's word. */
    public Function<String, Optional<ModelFailure>> after = call -> Optional.empty();
    /** A failure instead of what was called for, by the call's word. */
    public Function<String, Optional<ModelFailure>> instead = call -> Optional.empty();

    /** Where the last batch's requests went. */
    public volatile String endpoint = "";

    private int ids;
    private int orders;

    /** What becomes of the requests of an order; the orders count from 1. */
    public interface Course {
        Ran run(int order, List<String> lines);
    }

    /** @param output lines; null: there is no such file */
    public record Ran(
            State state,
            @Nullable List<String> output,
            @Nullable List<String> errors,
            List<RemoteBatch.Problem> problems) {

        public static Ran failed(String code, @Nullable Long line) {
            return new Ran(State.FAILED, null, null, List.of(new RemoteBatch.Problem(code, "staged", null, line)));
        }
    }

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
    public Uni<RemoteBatch> create(String inputFile, String endpoint, Map<String, String> metadata) {
        return call("create", inputFile, () -> {
            if (!files.containsKey(inputFile)) {
                throw new ModelFailure.Rejected(404, "input_file_id", "No such file.");
            }
            this.endpoint = endpoint;
            RemoteBatch batch = run(id("batch"), inputFile, metadata);
            batches.put(batch.id(), batch);
            return batch;
        });
    }

    private synchronized RemoteBatch run(String id, String inputFile, Map<String, String> metadata) {
        orders++;
        Ran ran = course.run(orders, files.getOrDefault(inputFile, "").lines().toList());
        return new RemoteBatch(
                id,
                ran.state(),
                inputFile,
                ran.output() == null ? null : file(output.apply(String.join("", ran.output()))),
                ran.errors() == null ? null : file(String.join("", ran.errors())),
                ran.problems(),
                RemoteBatch.Counts.NONE,
                usage.apply(orders),
                metadata,
                Instant.now());
    }

    private String file(String text) {
        String made = id("file");
        files.put(made, text);
        return made;
    }

    /** The id of a line of an input file. */
    public static String customId(String line) {
        try {
            return JSON.readTree(line).path("custom_id").asText();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line of the error file to a line of the input file. */
    public static String error(String line, String code) {
        return "{\"custom_id\":\"%s\",\"response\":null,\"error\":{\"code\":\"%s\",\"message\":\"staged\"}}\n"
                .formatted(customId(line), code);
    }

    /** A line of the output file with this status and body. */
    public static String said(String line, int status, String body) {
        return "{\"custom_id\":\"%s\",\"response\":{\"status_code\":%d,\"request_id\":\"r\",\"body\":%s},\"error\":null}\n"
                .formatted(customId(line), status, body);
    }

    /** The right line of the output file to a line of the input file. */
    public String answer(String line) {
        return reply(line, text -> text);
    }

    /** A line with a reply that has been changed. */
    public String reply(String line, UnaryOperator<String> change) {
        return replied(
                line, body -> body.put("text", change.apply(body.path("text").asText())));
    }

    /** A line with a reply's body that has been changed. */
    public String replied(String line, UnaryOperator<ObjectNode> change) {
        try {
            JsonNode asked = JSON.readTree(line);
            String id = customId(line);
            String text = CorrectModel.reply(PlainWire.request(asked.path("body")), right)
                    .text();
            ObjectNode answer = JSON.createObjectNode().put("id", "batch_req").put("custom_id", id);
            answer.putObject("response")
                    .put("status_code", 200)
                    .put("request_id", "req_" + id)
                    .set("body", change.apply(PlainWire.reply(String.valueOf(text), 100)));
            answer.putNull("error");
            bill.add(id);
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
            batches.computeIfPresent(batch, (id, old) -> old.state().isOver() ? old : withState(old, State.CANCELLED));
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
                batch.usage(),
                batch.metadata(),
                batch.createdAt());
    }

    @Override
    public Uni<Page> list(@Nullable String after) {
        return call("list", String.valueOf(after), () -> {
            List<RemoteBatch> all = new ArrayList<>(batches.values());
            Collections.reverse(all);
            return new Page(all.stream().filter(listed::apply).map(listedAs).toList(), false);
        });
    }

    @Override
    public Uni<Long> fetch(String file, Path to) {
        return call("fetch", file, () -> write(file, to));
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
        return timeout;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long write(String file, Path to) {
        String text = files.getOrDefault(file, "");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        damage.accept(text, bytes);
        try {
            Files.write(to, bytes);
            return bytes.length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
