package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ModelFailure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MeteredBatchModelTest {
    private static final Path FILE = Path.of("requests.jsonl");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    static Stream<Arguments> calls() {
        return Stream.of(
                call("upload", model -> model.upload("name", FILE)),
                call("list_files", model -> model.filesNamed("name")),
                call("create", model -> model.create("file-1", "/v1/chat/completions", Map.of())),
                call("get", model -> model.get("batch_1")),
                call("cancel", model -> model.cancel("batch_1")),
                call("list", model -> model.list(null)),
                call("fetch", model -> model.fetch("file-1", FILE)),
                call("delete", model -> model.delete("file-1")));
    }

    private static Arguments call(String operation, Function<BatchModel, Uni<?>> call) {
        return Arguments.of(operation, call);
    }

    static Stream<Arguments> outcomes() {
        return Stream.of(
                Arguments.of("ok", Uni.createFrom().nullItem()),
                Arguments.of("provider_rate_limited", Uni.createFrom().failure(new ModelFailure.RateLimited(null))),
                Arguments.of("disk", Uni.createFrom().failure(new UncheckedIOException(new IOException("full")))));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void a_call_is_timed_under_its_operation(String operation, Function<BatchModel, Uni<?>> call) {
        BatchModel model = metered(() -> Uni.createFrom().nullItem());

        call.apply(model).subscribe().withSubscriber(UniAssertSubscriber.create());

        assertThat(count(operation, "ok")).isEqualTo(1);
        assertThat(registry.getMeters()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void a_call_is_timed_under_its_outcome_each_time_that_it_is_made(String outcome, Uni<?> reply) {
        Uni<?> call = metered(() -> reply).get("batch_1");

        call.subscribe().withSubscriber(UniAssertSubscriber.create());
        call.subscribe().withSubscriber(UniAssertSubscriber.create());

        assertThat(count("get", outcome)).isEqualTo(2);
    }

    @Test
    void a_call_that_is_given_up_is_cancelled() {
        BatchModel model = metered(() -> Uni.createFrom().nothing());

        model.get("batch_1")
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create())
                .cancel();

        assertThat(count("get", "cancelled")).isEqualTo(1);
    }

    @Test
    void what_cannot_be_meant_is_no_call() {
        BatchModel model = metered(() -> {
            throw new IllegalArgumentException("an empty id");
        });

        assertThatThrownBy(() -> model.get("")).isInstanceOf(IllegalArgumentException.class);
        assertThat(registry.getMeters()).isEmpty();
    }

    private long count(String operation, String outcome) {
        return registry.get("sheaf.batch.latency")
                .tags("operation", operation, "outcome", outcome)
                .timer()
                .count();
    }

    /** Over a model whose every call answers this. */
    private BatchModel metered(Supplier<Uni<?>> reply) {
        return new MeteredBatchModel(
                (BatchModel) Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {BatchModel.class},
                        (model, method, arguments) -> reply.get()),
                registry);
    }
}
