package dev.sheaf.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.RemoteBatch;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Batches behind the OpenAI wire. */
final class OpenAiBatchModel implements BatchModel {
    private static final int BATCHES_A_PAGE = 100;
    private static final int FILES_A_PAGE = 1_000;
    private static final int NOT_FOUND = 404;

    private final BatchApi api;
    private final RestExchange exchange;
    private final FileWire files;
    private final ErrorReader errors;
    private final ObjectMapper json;
    private final Rules rules;

    /**
     * @param pace of files; small calls have its least time
     * @param outputExpiry after which the provider deletes what a batch wrote; empty: not said
     * @param boundaries never the same text twice, and none that a request file holds
     */
    record Rules(Pace pace, Optional<Duration> outputExpiry, Supplier<String> boundaries) {}

    OpenAiBatchModel(
            BatchApi api, RestExchange exchange, FileWire files, ErrorReader errors, ObjectMapper json, Rules rules) {
        this.api = api;
        this.exchange = exchange;
        this.files = files;
        this.errors = errors;
        this.json = json;
        this.rules = rules;
    }

    @Override
    public Uni<RemoteFile> upload(String name, Path file) {
        Form form = new Form(name, rules.boundaries().get());
        return onlyKnown(files.upload(form, file).map(reply -> read(reply, FileList::file)));
    }

    @Override
    public Uni<List<RemoteFile>> filesNamed(String name) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicReference<@Nullable String>(), after -> filesAfter(name, after.get())
                        .invoke(page -> after.set(page.next())))
                .whilst(page -> page.next() != null)
                .onItem()
                .transformToIterable(FileList::files)
                .collect()
                .asList()
                .map(FileList::newestFirst);
    }

    private Uni<FileList> filesAfter(String name, @Nullable String after) {
        return ask(() -> api.files("batch", "desc", FILES_A_PAGE, after), said -> FileList.read(said, name, after));
    }

    @Override
    public Uni<RemoteBatch> create(String inputFile, String endpoint, Map<String, String> metadata) {
        BatchOrder order = BatchOrder.of(checked(inputFile), endpoint, metadata, rules.outputExpiry());
        return ask(() -> api.create(order), BatchReader::batch);
    }

    @Override
    public Uni<RemoteBatch> get(String batch) {
        String id = checked(batch);
        return ask(() -> api.batch(id), BatchReader::batch);
    }

    @Override
    public Uni<RemoteBatch> cancel(String batch) {
        String id = checked(batch);
        return ask(() -> api.cancel(id), BatchReader::batch);
    }

    @Override
    public Uni<Page> list(@Nullable String after) {
        return ask(() -> api.batches(BATCHES_A_PAGE, after), said -> BatchReader.page(said, after));
    }

    @Override
    public Uni<Long> fetch(String file, Path to) {
        return onlyKnown(files.fetch(checked(file), to).map(fetched -> {
            good(fetched.reply());
            return fetched.bytes();
        }));
    }

    @Override
    public Uni<Void> delete(String file) {
        String id = checked(file);
        return small(() -> api.deleteFile(id)).invoke(this::goneOrGood).replaceWithVoid();
    }

    private void goneOrGood(HttpReply reply) {
        // a page of something between us and the provider is not its word that the file is gone
        boolean gone = reply.status() == NOT_FOUND && ProviderError.read(json, reply.body()) != null;
        if (!gone) {
            good(reply);
        }
    }

    @Override
    public Duration timeout() {
        return rules.pace().least();
    }

    @Override
    public Duration transferTimeout(long bytes) {
        return rules.pace().allowed(bytes);
    }

    private <T> Uni<T> ask(Supplier<Uni<Response>> call, Function<JsonNode, Optional<T>> reading) {
        return small(call).map(reply -> read(reply, reading));
    }

    private Uni<HttpReply> small(Supplier<Uni<Response>> call) {
        Uni<HttpReply> reply =
                exchange.of(call).ifNoItem().after(timeout()).failWith(() -> new ModelFailure.TimedOut(timeout()));
        return onlyKnown(reply);
    }

    private static <T> Uni<T> onlyKnown(Uni<T> call) {
        return call.onFailure(
                        failure -> !(failure instanceof ModelFailure) && !(failure instanceof UncheckedIOException))
                .transform(ModelFailure.Unreachable::new);
    }

    private <T> T read(HttpReply reply, Function<JsonNode, Optional<T>> reading) {
        good(reply);
        try {
            return reading.apply(json.readTree(reply.body())).orElseThrow(() -> errors.readGarbage(reply, null));
        } catch (JsonProcessingException garbage) {
            throw errors.readGarbage(reply, null);
        }
    }

    private void good(HttpReply reply) {
        if (!reply.successful()) {
            throw errors.read(reply, null);
        }
    }

    // an empty id would ask for the list, or delete who knows what
    private static String checked(String id) {
        if (id.isBlank() || id.equals(".") || id.equals("..")) {
            throw new IllegalArgumentException("an id of a file or a batch is not empty");
        }
        return id;
    }
}
