package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.app.Until;
import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.RemoteBatch;
import dev.sheaf.model.Usage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches and lists of files over HTTP, against a provider that speaks what the test wrote down. */
@QuarkusTest
@TestProfile(WithoutDatabase.class)
class BatchWireTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final String BATCH = """
            {"id":"batch_1","object":"batch","endpoint":"/v1/chat/completions","errors":null,"input_file_id":"file-in",
             "completion_window":"24h","status":"in_progress","output_file_id":null,"error_file_id":null,
             "created_at":1767225600,"in_progress_at":1767225605,"expires_at":1767312000,"cancelled_at":null,
             "request_counts":{"total":100,"completed":95,"failed":5},"usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":4},"output_tokens":3,
             "output_tokens_details":{"reasoning_tokens":2},"total_tokens":12},
             "metadata":{"part":"7","fingerprint":"ab12"}}
            """;

    @Inject
    Vertx vertx;

    @Inject
    BatchModel configured;

    private final ProviderStub provider = new ProviderStub();

    @AfterEach
    void close() {
        provider.close();
    }

    private BatchModel model() {
        return model(TestConfig.at(provider.base()));
    }

    private BatchModel model(TestConfig config) {
        return new OpenAiModels().batchModel(config, vertx, new SimpleMeterRegistry());
    }

    private static <T> T await(Uni<T> call) {
        return call.await().atMost(BOUND);
    }

    private static ModelFailure failure(Uni<?> call) {
        return (ModelFailure) call.onItem()
                .<Object>transform(item -> item)
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create())
                .awaitFailure(BOUND)
                .getFailure();
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                call("create", model -> model.create("file-in", "/v1/chat/completions", Map.of())),
                call("get", model -> model.get("batch_1")),
                call("cancel", model -> model.cancel("batch_1")),
                call("list", model -> model.list(null)),
                call("files", model -> model.filesNamed("x")));
    }

    private static Arguments call(String name, Function<BatchModel, Uni<?>> call) {
        return Arguments.of(name, call);
    }

    @Test
    void the_configured_model_is_there_to_be_injected() {
        assertThat(configured).isNotNull();
    }

    @Test
    void a_batch_is_ordered_as_the_wire_wants_it() {
        provider.answers(200, BATCH);
        await(model().create("file-in", "/v1/chat/completions", Map.of("part", "7", "fingerprint", "ab12")));

        ProviderStub.Asked asked = provider.only();
        assertThat(asked.how()).isEqualTo("HTTP_1_1 POST");
        assertThat(asked.uri()).isEqualTo("/v1/batches");
        assertThat(asked.headers())
                .containsEntry("Authorization", "Bearer sk-test-1234567890")
                .containsEntry("OpenAI-Organization", "org-7")
                .containsEntry("Content-Type", "application/json");
        assertThat(asked.body())
                .isEqualTo("{\"input_file_id\":\"file-in\",\"endpoint\":\"/v1/chat/completions\","
                        + "\"completion_window\":\"24h\",\"metadata\":{\"fingerprint\":\"ab12\",\"part\":\"7\"},"
                        + "\"output_expires_after\":{\"anchor\":\"created_at\",\"seconds\":604800}}");
    }

    @Test
    void without_an_expiry_none_is_sent() {
        provider.answers(200, BATCH);
        await(model(TestConfig.at(provider.base()).withOutputExpiry(null))
                .create("file-in", "/v1/chat/completions", Map.of()));

        assertThat(provider.only().body())
                .isEqualTo("{\"input_file_id\":\"file-in\",\"endpoint\":\"/v1/chat/completions\","
                        + "\"completion_window\":\"24h\"}");
    }

    @Test
    void metadata_beyond_the_providers_bounds_is_refused_before_it_is_sent() {
        Map<String, String> many =
                Stream.iterate(1, i -> i + 1).limit(17).collect(Collectors.toMap(i -> "k" + i, i -> "v"));

        assertThatThrownBy(() -> model().create("file-in", "/v1/chat/completions", many))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> model().create("file-in", "/v1/chat/completions", Map.of("k".repeat(65), "v")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> model().create("file-in", "/v1/chat/completions", Map.of("k", "v".repeat(513))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(provider.asked).isEmpty();
    }

    @Test
    void a_batch_comes_back_as_the_provider_tells_of_it() {
        provider.answers(200, BATCH);

        assertThat(await(model().get("batch_1")))
                .isEqualTo(new RemoteBatch(
                        "batch_1",
                        RemoteBatch.State.IN_PROGRESS,
                        "file-in",
                        null,
                        null,
                        List.of(),
                        new RemoteBatch.Counts(100, 95, 5),
                        new Usage(9, 4, 3, 2),
                        Map.of("part", "7", "fingerprint", "ab12"),
                        Instant.ofEpochSecond(1767225600)));
        assertThat(provider.only().uri()).isEqualTo("/v1/batches/batch_1");
    }

    @Test
    void a_batch_is_cancelled() {
        provider.answers(200, BATCH.replace("in_progress\"", "cancelling\""));

        assertThat(await(model().cancel("batch_1")).state()).isEqualTo(RemoteBatch.State.CANCELLING);
        assertThat(provider.only().how()).isEqualTo("HTTP_1_1 POST");
        assertThat(provider.only().uri()).isEqualTo("/v1/batches/batch_1/cancel");
    }

    @Test
    void pages_of_batches_follow_each_other() {
        provider.answersBy(response -> provider.reply(
                response,
                200,
                "{\"object\":\"list\",\"data\":[" + BATCH.replace("batch_1", "batch_" + provider.asked.size())
                        + "],\"has_more\":" + (provider.asked.size() == 1) + "}"));
        BatchModel.Page first = await(model().list(null));
        BatchModel.Page second = await(model().list("batch_1"));

        assertThat(first.batches()).extracting(RemoteBatch::id).containsExactly("batch_1");
        assertThat(first.more()).isTrue();
        assertThat(second.batches()).extracting(RemoteBatch::id).containsExactly("batch_2");
        assertThat(second.more()).isFalse();
        assertThat(provider.asked)
                .extracting(ProviderStub.Asked::uri)
                .containsExactly("/v1/batches?limit=100", "/v1/batches?limit=100&after=batch_1");
    }

    @Test
    void a_server_that_repeats_its_page_for_ever_has_no_more() {
        provider.answers(200, "{\"data\":[" + BATCH + "],\"has_more\":true}");

        assertThat(await(model().list("batch_1")).more()).isFalse();
    }

    @Test
    void files_are_found_by_their_name_over_all_pages_newest_first() {
        provider.answersBy(response -> provider.reply(response, 200, filesOf(provider.asked.size())));

        assertThat(await(model().filesNamed("part-7.jsonl")))
                .containsExactly(
                        new BatchModel.RemoteFile("file-4", "part-7.jsonl", Optional.of(12L)),
                        new BatchModel.RemoteFile("file-1", "part-7.jsonl", Optional.of(10L)));
        assertThat(provider.asked)
                .extracting(ProviderStub.Asked::uri)
                .containsExactly(
                        "/v1/files?purpose=batch&order=desc&limit=1000",
                        "/v1/files?purpose=batch&order=desc&limit=1000&after=file-2");
    }

    private static String filesOf(int page) {
        return page == 1 ? """
                {"object":"list","has_more":true,"data":[
                 {"id":"file-1","filename":"part-7.jsonl","bytes":10,"created_at":1767225600,"purpose":"batch"},
                 {"id":"file-2","filename":"part-8.jsonl","bytes":11,"created_at":1767225601,"purpose":"batch"}]}
                """ : """
                {"object":"list","has_more":false,"data":[
                 {"id":"file-3","filename":null},
                 {"id":"file-4","filename":"part-7.jsonl","bytes":12,"created_at":1767225602,"purpose":"batch"}]}
                """;
    }

    @Test
    void a_list_of_files_that_repeats_itself_comes_to_an_end() {
        provider.answers(200, "{\"data\":[{\"id\":\"file-1\",\"filename\":\"x\"}],\"has_more\":true}");

        assertThat(await(model().filesNamed("y"))).isEmpty();
        assertThat(provider.asked).hasSize(2);
    }

    @Test
    void a_file_is_deleted() {
        provider.answers(200, "{\"id\":\"file-1\",\"object\":\"file\",\"deleted\":true}");
        await(model().delete("file-1"));

        assertThat(provider.only().how()).isEqualTo("HTTP_1_1 DELETE");
        assertThat(provider.only().uri()).isEqualTo("/v1/files/file-1");
    }

    @Test
    void a_file_that_is_not_there_need_not_be_deleted() {
        provider.answers(
                404, "{\"error\":{\"message\":\"No such File object: file-1\",\"param\":\"id\",\"code\":null}}");

        await(model().delete("file-1"));
    }

    @Test
    void a_page_that_says_404_is_not_the_providers_word_that_a_file_is_gone() {
        provider.answers(404, "<html>");

        assertThat(failure(model().delete("file-1"))).isInstanceOf(ModelFailure.Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", ".."})
    void an_id_that_would_be_another_address_is_refused(String id) {
        assertThatThrownBy(() -> model().delete(id)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> model().get(id)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_id_stays_one_segment_of_the_address() {
        provider.answers(200, BATCH);
        await(model().get("batches/a b?c"));

        assertThat(provider.only().uri()).isEqualTo("/v1/batches/batches%2Fa%20b%3Fc");
    }

    @Test
    void a_query_of_the_base_url_is_kept() {
        provider.answers(200, "{\"data\":[],\"has_more\":false}");
        await(model(TestConfig.at(URI.create(provider.base() + "?api-version=2024-10-21")))
                .list("batch_1"));

        assertThat(provider.only().uri()).isEqualTo("/v1/batches?api-version=2024-10-21&limit=100&after=batch_1");
    }

    @Test
    void batches_belong_to_azures_resource_and_not_to_a_deployment() {
        provider.answers(200, BATCH);
        URI azure = URI.create(provider.base() + "/openai/deployments/d?api-version=2024-10-21");
        await(model(TestConfig.at(azure)).get("batch_1"));

        assertThat(provider.only().uri()).isEqualTo("/v1/openai/batches/batch_1?api-version=2024-10-21");
    }

    @ParameterizedTest
    @CsvSource({
        "401,invalid_api_key,provider_unauthorized",
        "403,unsupported_country_region_territory,provider_unauthorized",
        "404,,provider_rejected",
        "400,model_not_found,provider_rejected",
        "400,invalid_value,provider_rejected",
        "413,,provider_rejected",
        "408,,provider_unavailable",
        "409,,provider_unavailable",
        "429,rate_limit_exceeded,provider_rate_limited",
        "429,insufficient_quota,provider_quota_exhausted",
        "500,server_error,provider_unavailable",
        "503,slow_down,provider_unavailable",
        "301,,provider_rejected",
    })
    void every_bad_status_is_a_failure_of_its_kind_for_every_call(int status, String code, String expected) {
        String quoted = code == null ? "null" : "\"" + code + "\"";
        provider.answers(
                status, "{\"error\":{\"message\":\"No.\",\"type\":\"t\",\"param\":null,\"code\":" + quoted + "}}");

        assertThat(calls().map(call -> failure(ask(call)).code())).containsOnly(expected);
    }

    @SuppressWarnings("unchecked")
    private Uni<?> ask(Arguments call) {
        return ((Function<BatchModel, Uni<?>>) call.get()[1]).apply(model());
    }

    @Test
    void an_unknown_id_is_told_in_the_providers_words() {
        provider.answers(404, "{\"error\":{\"message\":\"No batch found with id 'batch_1'.\",\"code\":null}}");
        ModelFailure.Rejected failure = (ModelFailure.Rejected) failure(model().get("batch_1"));

        assertThat(failure.status()).isEqualTo(404);
        assertThat(failure).hasMessageEndingWith("No batch found with id 'batch_1'.");
    }

    @Test
    void a_server_without_batches_says_so() {
        provider.answers(404, "");

        assertThat(failure(model().get("batch_1")))
                .hasMessage(
                        "Nothing answers files or batches at " + provider.base() + " (404): is the base URL right?");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void what_is_no_reply_is_a_passing_failure(String name, Function<BatchModel, Uni<?>> call) {
        for (String body : List.of("<html>", "", "{}", "[]", "null", "{\"id\":", "{\"data\":{}}")) {
            provider.answers(200, body);
            ModelFailure failure = failure(call.apply(model()));

            assertThat(failure).as(body).isInstanceOf(ModelFailure.Unavailable.class);
            assertThat(failure.retryable()).isTrue();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void a_call_is_one_attempt(String name, Function<BatchModel, Uni<?>> call) {
        provider.answers(503, "{}");
        failure(call.apply(model()));

        assertThat(provider.asked).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void a_timeout_after_the_provider_took_the_call_ends_it(String name, Function<BatchModel, Uni<?>> call) {
        provider.answersBy(response -> {});
        BatchModel impatient = model(TestConfig.at(provider.base()).withBatchTimeout(Duration.ofMillis(100)));

        AtomicInteger calls = new AtomicInteger();
        Until.holds("one that it took is hung up on", () -> {
            calls.incrementAndGet();
            assertThat(failure(call.apply(impatient))).isInstanceOf(ModelFailure.TimedOut.class);
            return provider.hungUp.getCount() == 0;
        });
        assertThat(provider.asked).as("not asked again").hasSizeLessThanOrEqualTo(calls.get());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void a_connection_that_breaks_is_unreachable(String name, Function<BatchModel, Uni<?>> call) {
        provider.answersBy(response -> response.reset());
        assertThat(failure(call.apply(model()))).isInstanceOf(ModelFailure.Unreachable.class);

        provider.answersBy(response ->
                response.putHeader("content-length", "1000").write("{\"id\":").onComplete(written -> response.reset()));
        assertThat(failure(call.apply(model()))).isInstanceOf(ModelFailure.Unreachable.class);
    }

    @Test
    void a_provider_that_is_not_there_is_unreachable() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertThat(failure(model(TestConfig.at(URI.create("http://127.0.0.1:" + free + "/v1")))
                        .get("batch_1")))
                .isInstanceOf(ModelFailure.Unreachable.class);
    }

    @Test
    void a_call_leaves_nothing_on_its_callers_context() {
        provider.answers(200, BATCH);
        CompletableFuture<Boolean> elsewhere = new CompletableFuture<>();
        vertx.getOrCreateContext().runOnContext(now -> {
            Context mine = Vertx.currentContext();
            model().get("batch_1")
                    .subscribe()
                    .with(
                            batch -> elsewhere.complete(Vertx.currentContext() != mine),
                            elsewhere::completeExceptionally);
        });

        assertThat(elsewhere.orTimeout(30, TimeUnit.SECONDS).join()).isTrue();
    }
}
