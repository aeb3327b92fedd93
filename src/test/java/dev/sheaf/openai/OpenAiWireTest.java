package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.Until;
import dev.sheaf.model.ChatModel;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.Message;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Reply;
import dev.sheaf.model.ReplyForm;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PfxOptions;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole client over HTTP, against a provider that speaks what the test wrote down. */
@QuarkusTest
@TestProfile(WithoutDatabase.class)
class OpenAiWireTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @Inject
    Vertx vertx;

    @Inject
    ChatModel configured;

    private final ProviderStub provider = new ProviderStub();

    @AfterEach
    void close() {
        provider.close();
    }

    private TestConfig config() {
        return TestConfig.at(provider.base());
    }

    private ChatModel model(TestConfig config) {
        return model(new OpenAiModels(), config);
    }

    private ChatModel model(OpenAiModels models, TestConfig config) {
        return models.chatModel(config, models.gates(config, vertx), vertx, new SimpleMeterRegistry());
    }

    private static Reply reply(ChatModel model) {
        return model.ask(Requests.text()).await().atMost(BOUND);
    }

    private static ModelFailure failure(ChatModel model) {
        return (ModelFailure) model.ask(Requests.text())
                .subscribe()
                .withSubscriber(UniAssertSubscriber.<Reply>create())
                .awaitFailure(BOUND)
                .getFailure();
    }

    @Test
    void the_configured_model_is_there_to_be_injected() {
        assertThat(configured).isNotNull();
    }

    @Test
    void a_request_goes_out_as_the_wire_wants_it() {
        reply(model(config()));

        ProviderStub.Asked asked = provider.only();
        assertThat(asked.how()).isEqualTo("HTTP_1_1 POST");
        assertThat(asked.uri()).isEqualTo("/v1/chat/completions");
        assertThat(asked.headers())
                .containsEntry("Authorization", "Bearer sk-test-1234567890")
                .containsEntry("OpenAI-Organization", "org-7")
                .containsEntry("X-Client-Request-Id", "ask-1")
                .containsEntry("Content-Type", "application/json")
                .doesNotContainKey("OpenAI-Project");
        assertThat(asked.body())
                .isEqualTo("{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"system\",\"content\":\"Classify.\"},"
                        + "{\"role\":\"user\",\"content\":\"[3] Great film\"}]}");
    }

    @Test
    void a_reply_comes_back_with_its_ids_and_usage() {
        Reply reply = reply(model(config()));

        assertThat(reply.text()).isEqualTo("[3] POSITIVE");
        assertThat(reply.requestId()).isEqualTo("req_42");
        assertThat(reply.usage().inputTokens()).isEqualTo(1200);
    }

    @Test
    void without_a_key_no_authorization_is_sent() {
        reply(model(config().withKey(null)));

        assertThat(provider.only().headers()).doesNotContainKeys("Authorization", "api-key");
    }

    @Test
    void a_query_of_the_base_url_is_kept() {
        URI azure = URI.create(provider.base() + "/openai/deployments/d?api-version=2024-10-21");
        reply(model(TestConfig.at(azure)));

        assertThat(provider.only().uri()).isEqualTo("/v1/openai/deployments/d/chat/completions?api-version=2024-10-21");
    }

    @Test
    void a_slash_at_the_end_of_the_base_url_changes_nothing() {
        reply(model(TestConfig.at(URI.create(provider.base() + "/"))));

        assertThat(provider.only().uri()).isEqualTo("/v1/chat/completions");
    }

    @ParameterizedTest
    @CsvSource({
        "401,invalid_api_key,provider_unauthorized",
        "403,unsupported_country_region_territory,provider_unauthorized",
        "404,model_not_found,provider_unknown_model",
        "404,,provider_rejected",
        "400,context_length_exceeded,context_length_exceeded",
        "400,content_filter,content_filtered",
        "400,invalid_value,provider_rejected",
        "408,,provider_unavailable",
        "409,,provider_unavailable",
        "429,rate_limit_exceeded,provider_rate_limited",
        "429,insufficient_quota,provider_quota_exhausted",
        "500,server_error,provider_unavailable",
        "503,slow_down,provider_unavailable",
        "301,,provider_rejected",
    })
    void every_bad_status_is_a_failure_of_its_kind(int status, String code, String expected) {
        String quoted = code == null ? "null" : "\"" + code + "\"";
        provider.answers(
                status, "{\"error\":{\"message\":\"No.\",\"type\":\"t\",\"param\":null,\"code\":" + quoted + "}}");

        assertThat(failure(model(config())).code()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"200,<html>", "200,''", "200,{}", "200,'{\"choices\":'", "204,''", "502,<html>Bad gateway</html>"})
    void what_is_no_reply_is_a_passing_failure(int status, String body) {
        provider.answersBy(response -> response.setStatusCode(status)
                .putHeader("content-type", "text/html; charset=iso-8859-1")
                .end(body));
        ModelFailure failure = failure(model(config()));

        assertThat(failure).isInstanceOf(ModelFailure.Unavailable.class);
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void a_reply_without_a_content_type_is_read() {
        provider.answersBy(response -> response.end(ProviderStub.GOOD));

        assertThat(reply(model(config())).text()).isEqualTo("[3] POSITIVE");
    }

    @Test
    void a_key_that_the_provider_repeats_does_not_reach_the_message() {
        provider.answers(400, "{\"error\":{\"message\":\"Bad header: Bearer sk-test-1234567890\",\"code\":\"x\"}}");

        assertThat(failure(model(config()))).hasMessageContaining("Bad header").hasMessageNotContaining("1234567890");
    }

    @Test
    void a_retry_carries_the_same_id() {
        provider.answersBy(response -> {
            boolean first = provider.asked.size() == 1;
            response.putHeader("retry-after-ms", "1");
            provider.reply(response, first ? 429 : 200, first ? "{}" : ProviderStub.GOOD);
        });
        reply(model(config().withRetries(1)));

        assertThat(provider.asked).hasSize(2);
        assertThat(provider.asked)
                .extracting(asked -> asked.headers().get("X-Client-Request-Id"))
                .containsOnly("ask-1");
    }

    @Test
    void a_connection_is_used_again() {
        ChatModel model = model(config());
        for (int i = 0; i < 20; i++) {
            reply(model);
        }

        assertThat(provider.connections).hasValue(1);
    }

    @Test
    void no_more_calls_and_connections_than_configured_are_under_way() {
        ChatModel model = model(config().withConcurrency(3));
        List<Uni<Reply>> many = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            many.add(model.ask(Requests.text()));
        }
        Uni.join().all(many).andFailFast().await().atMost(BOUND);

        assertThat(provider.asked).hasSize(60);
        assertThat(provider.mostUnderWay.get()).isBetween(1, 3);
        assertThat(provider.connections.get()).isBetween(1, 3);
    }

    @Test
    void a_provider_that_does_not_answer_is_given_up_and_told_so() {
        provider.answersBy(response -> {});

        Until.holds("one that it took is hung up on", () -> {
            ModelFailure failure = failure(model(config().withTimeout(Duration.ofMillis(100))));
            assertThat(failure).isInstanceOf(ModelFailure.TimedOut.class);
            return provider.hungUp.getCount() == 0;
        });
    }

    @Test
    void a_caller_who_hangs_up_ends_the_call_at_the_provider() throws InterruptedException {
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        provider.answersBy(response -> arrived.complete(null));
        Cancellable caller = model(config()).ask(Requests.text()).subscribe().with(reply -> {});
        arrived.orTimeout(30, TimeUnit.SECONDS).join();
        caller.cancel();

        assertThat(provider.hungUp.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void callers_who_hang_up_while_the_connection_is_made_leave_it_to_others() {
        ChatModel model = model(new OpenAiModels(1), config());
        for (int i = 0; i < 5; i++) {
            hangUpAtOnce(model);
        }

        assertThat(reply(model).text()).isEqualTo("[3] POSITIVE");
        // those who hung up asked nothing
        assertThat(provider.asked).hasSize(1);
    }

    @Test
    void callers_who_hang_up_at_any_moment_leave_no_connection_behind_and_no_complaint() {
        ChatModel model = model(new OpenAiModels(2), config().withConcurrency(50));
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        Handler<Throwable> before = ((VertxInternal) vertx).exceptionHandler();
        vertx.exceptionHandler(uncaught::add);
        try {
            Random chance = new Random(7);
            for (int i = 0; i < 1_000; i++) {
                hangUpAfter(chance.nextInt(10_000), model);
            }
            assertThat(reply(model).text()).isEqualTo("[3] POSITIVE");
        } finally {
            vertx.exceptionHandler(before);
        }
        assertThat(uncaught).isEmpty();
    }

    private static void hangUpAfter(int spins, ChatModel model) {
        Cancellable caller = model.ask(Requests.text()).subscribe().with(reply -> {}, failure -> {});
        for (int i = spins; i > 0; i--) {
            Thread.onSpinWait();
        }
        caller.cancel();
    }

    // on one event loop, so that the connection cannot be there before the caller has gone
    private void hangUpAtOnce(ChatModel model) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        vertx.getOrCreateContext().runOnContext(first -> {
            Cancellable caller = model.ask(Requests.text()).subscribe().with(reply -> {});
            vertx.runOnContext(later -> {
                caller.cancel();
                done.complete(null);
            });
        });
        done.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    void a_provider_that_is_not_there_is_unreachable() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertThat(failure(model(TestConfig.at(URI.create("http://127.0.0.1:" + free + "/v1")))))
                .isInstanceOf(ModelFailure.Unreachable.class);
    }

    @Test
    void a_host_that_has_no_address_is_unreachable() {
        assertThat(failure(model(TestConfig.at(URI.create("http://nobody.invalid/v1")))))
                .isInstanceOf(ModelFailure.Unreachable.class);
    }

    @Test
    void a_connection_that_breaks_before_the_reply_is_unreachable() {
        provider.answersBy(response -> response.reset());

        assertThat(failure(model(config()))).isInstanceOf(ModelFailure.Unreachable.class);
    }

    @Test
    void a_connection_that_breaks_within_the_reply_is_unreachable() {
        provider.answersBy(response -> response.putHeader("content-length", "1000")
                .write("{\"choices\":[")
                .onComplete(written -> response.reset()));

        assertThat(failure(model(config()))).isInstanceOf(ModelFailure.Unreachable.class);
    }

    @Test
    void a_request_with_all_that_a_pack_may_hold_arrives() {
        String text = "🎬 «great» \\ \"quote\" \n\t \u0000 مرحبا ".repeat(20_000);
        ChatRequest request = new ChatRequest(
                "ask-1", "m", List.of(Message.user(text)), new ReplyForm.Text(), Map.of(), Requests.CLAIM);
        model(config()).ask(request).await().atMost(BOUND);

        assertThat(new JsonObject(provider.only().body())
                        .getJsonArray("messages")
                        .getJsonObject(0)
                        .getString("content"))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"true,HTTP_2 POST", "false,HTTP_1_1 POST"})
    void http_2_is_spoken_where_it_is_offered(boolean offered, String expected, @TempDir Path directory)
            throws IOException, InterruptedException {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(offered)
                .setKeyCertOptions(certificate(directory.resolve("loopback.p12")));
        try (ProviderStub secure = new ProviderStub(options)) {
            ChatModel model = model(TestConfig.at(URI.create("https://127.0.0.1:" + secure.port() + "/v1")));
            reply(model);
            reply(model);

            assertThat(secure.asked).extracting(ProviderStub.Asked::how).containsOnly(expected);
            assertThat(secure.connections).hasValue(1);
        }
    }

    private static PfxOptions certificate(Path file) throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "loopback",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new PfxOptions().setPath(file.toString()).setPassword("changeit");
    }
}
