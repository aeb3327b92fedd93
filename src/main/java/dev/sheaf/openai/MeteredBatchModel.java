package dev.sheaf.openai;

import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.RemoteBatch;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of files and batches: {@code sheaf.batch.latency}, the time of each call, by {@code operation} and by
 * {@code outcome}: {@code ok}, a failure's code, {@code disk} where it was ours, or {@code cancelled}.
 */
final class MeteredBatchModel implements BatchModel {
    private final BatchModel model;
    private final MeterRegistry registry;

    MeteredBatchModel(BatchModel model, MeterRegistry registry) {
        this.model = model;
        this.registry = registry;
    }

    @Override
    public Uni<RemoteFile> upload(String name, Path file) {
        return measured("upload", model.upload(name, file));
    }

    @Override
    public Uni<List<RemoteFile>> filesNamed(String name) {
        return measured("list_files", model.filesNamed(name));
    }

    @Override
    public Uni<RemoteBatch> create(String inputFile, String endpoint, Map<String, String> metadata) {
        return measured("create", model.create(inputFile, endpoint, metadata));
    }

    @Override
    public Uni<RemoteBatch> get(String batch) {
        return measured("get", model.get(batch));
    }

    @Override
    public Uni<RemoteBatch> cancel(String batch) {
        return measured("cancel", model.cancel(batch));
    }

    @Override
    public Uni<Page> list(@Nullable String after) {
        return measured("list", model.list(after));
    }

    @Override
    public Uni<Long> fetch(String file, Path to) {
        return measured("fetch", model.fetch(file, to));
    }

    @Override
    public Uni<Void> delete(String file) {
        return measured("delete", model.delete(file));
    }

    @Override
    public Duration timeout() {
        return model.timeout();
    }

    @Override
    public Duration transferTimeout(long bytes) {
        return model.transferTimeout(bytes);
    }

    private <T> Uni<T> measured(String operation, Uni<T> call) {
        return Uni.createFrom().deferred(() -> {
            Timer.Sample sample = Timer.start(registry);
            return call.onTermination()
                    .invoke((done, failure, cancelled) -> sample.stop(registry.timer(
                            "sheaf.batch.latency", "operation", operation, "outcome", outcome(failure, cancelled))));
        });
    }

    private static String outcome(@Nullable Throwable failure, boolean cancelled) {
        if (cancelled) {
            return "cancelled";
        }
        return failure == null ? "ok" : failure instanceof ModelFailure known ? known.code() : "disk";
    }
}
