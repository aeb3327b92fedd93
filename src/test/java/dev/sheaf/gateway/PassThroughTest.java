package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.access.Caller;
import dev.sheaf.access.Keys;
import dev.sheaf.cost.Books;
import dev.sheaf.cost.Ledger;
import dev.sheaf.cost.Money;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.model.Claim;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Relay;
import dev.sheaf.model.Usage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chat completions of the provider's own models, through the front door. */
@Timeout(60)
class PassThroughTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String ASKED = "{\"model\":\"gpt-4o-mini\",\"temperature\":0.70, \"odd\":{\"x\":1.50}}";
    private static final String STREAMED = "{\"model\":\"gpt-4o-mini\",\"stream\":true}";
    private static final String DONE = "data: [DONE]\n\n";

    private final StagedRelay relay = new StagedRelay();
    private final List<Ledger.Entry> booked = new CopyOnWriteArrayList<>();
    private final PassThrough pass = new PassThrough(new Relaying(
            relay,
            new Books(booked::add, PriceTable.builtIn(), InstantSource.fixed(NOW)),
            Allowance.FREE,
            () -> "conversation"));
    private final Door door = Door.open(
            Keys.anyOnLoopback(),
            List.of(routes -> routes.raw(HttpMethod.POST, "/v1/chat/completions", call -> call.body(1_000_000)
                    .subscribe()
                    .with(body -> pass.chat(call, body, JsonBody.read(body)), call::refuse))));

    @AfterEach
    void close() {
        door.close();
    }

    private HttpResponse<String> ask(String body) {
        return door.send(
                "POST",
                "/v1/chat/completions",
                body,
                "Authorization",
                "Bearer theirs",
                "Content-Type",
                "application/json",
                "Cookie",
                "a=b",
                "OpenAI-Organization",
                "org-theirs",
                "Idempotency-Key",
                "k",
                "OpenAI-Beta",
                "x=v1");
    }

    private Ledger.Entry entry() {
        assertThat(booked).hasSize(1);
        return booked.get(0);
    }

    private static String chunk(String rest) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\"," + rest + "}\n\n";
    }

    private static String content(String word) {
        return "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + word + "\"},\"odd\":1.50}]";
    }

    /** Something that another thread is about to do. */
    private static void until(BooleanSupplier done) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("done in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void a_request_goes_out_byte_by_byte_and_without_who_asked() {
        ask(ASKED);

        assertThat(relay.body()).isEqualTo(ASKED);
        assertThat(relay.only().method()).isEqualTo("POST");
        assertThat(relay.only().path()).isEqualTo("/chat/completions");
        assertThat(relay.only().model()).isEqualTo("gpt-4o-mini");
        assertThat(relay.only().streamed()).isFalse();
        assertThat(relay.only().headers()).containsOnlyKeys("content-type", "openai-beta", "x-client-request-id");
    }

    @Test
    void its_claim_is_its_size_and_the_output_that_it_allows() {
        String body = "{\"model\":\"m\",\"n\":2,\"max_completion_tokens\":100}";
        ask(body);

        assertThat(relay.only().claim())
                .isEqualTo(new Claim((body.length() + 2) / 3 + 200, Priority.ONLINE, Caller.DEFAULT_TENANT));
    }

    @Test
    void a_reply_comes_back_as_it_stands_under_our_own_id() {
        relay.answers(200, "{\"odd\" : 1.50}");

        HttpResponse<String> reply = ask(ASKED);

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"odd\" : 1.50}");
        assertThat(reply.headers().firstValue("x-provider-request-id")).contains("req_theirs");
        assertThat(reply.headers().allValues("x-request-id"))
                .singleElement()
                .isEqualTo(relay.only().headers().get("x-client-request-id"));
        assertThat(reply.headers().firstValue("openai-version")).contains("1");
    }

    @Test
    void a_bad_reply_comes_back_as_it_stands_and_costs_nothing() {
        relay.answers(429, "{\"error\":{\"message\":\"slow\",\"extra\":1}}");

        HttpResponse<String> reply = ask(STREAMED);

        assertThat(reply.statusCode()).isEqualTo(429);
        assertThat(reply.body()).isEqualTo("{\"error\":{\"message\":\"slow\",\"extra\":1}}");
        assertThat(reply.headers().firstValue("content-type")).contains("application/json");
        assertThat(booked).isEmpty();
    }

    @Test
    void what_a_reply_cost_is_booked() {
        relay.answers(200, """
                {"choices":[{"message":{"content":"{\\"usage\\":{\\"prompt_tokens\\":9}}"}}],
                 "usage":{"prompt_tokens":1000,"completion_tokens":50,"total_tokens":1050,
                          "prompt_tokens_details":{"cached_tokens":400,"audio_tokens":0},
                          "completion_tokens_details":{"reasoning_tokens":20}}}""");

        HttpResponse<String> reply = ask(ASKED);

        Usage usage = new Usage(1000, 400, 50, 20);
        assertThat(entry().usage()).isEqualTo(usage);
        assertThat(entry().confirmed()).isTrue();
        assertThat(entry().task()).isNull();
        assertThat(entry().tenant()).isEqualTo(Caller.DEFAULT_TENANT);
        assertThat(reply.headers().firstValue("x-request-id")).contains(entry().call());
        assertThat(entry().at()).isEqualTo(NOW);
        assertThat(entry().bill().cost()).contains(Money.of("0.00015"));
    }

    @Test
    void the_flex_tier_is_booked_at_its_own_price() {
        relay.answers(200, "{\"service_tier\":\"flex\",\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":0}}");

        ask(ASKED.replace("gpt-4o-mini", "gpt-5-mini"));

        assertThat(entry().bill().cost()).contains(Money.of("0.000125"));
        assertThat(entry().bill().alone()).contains(Money.of("0.00025"));
    }

    @Test
    void a_reply_that_does_not_say_what_it_cost_is_booked_by_estimate() {
        relay.answers(200, "{\"choices\":[]}");

        ask(ASKED);

        assertThat(entry().confirmed()).isFalse();
        assertThat(entry().usage()).isEqualTo(new Usage((ASKED.length() + 2) / 3, 0, 0, 0));
    }

    @Test
    void attempts_whose_reply_never_came_are_booked_by_estimate_each_once() {
        relay.answersBy((passage, lost) -> {
            lost.accept(new ModelFailure.TimedOut(Duration.ofSeconds(1)));
            lost.accept(new ModelFailure.TimedOut(Duration.ofSeconds(1)));
            return Uni.createFrom().failure(new ModelFailure.TimedOut(Duration.ofSeconds(1)));
        });

        HttpResponse<String> reply = ask(ASKED);

        assertThat(reply.statusCode()).isEqualTo(504);
        assertThat(booked).hasSize(2).noneMatch(Ledger.Entry::confirmed);
        assertThat(booked).extracting(Ledger.Entry::call).doesNotHaveDuplicates();
    }

    @Test
    void a_stream_that_asks_for_its_usage_passes_byte_by_byte() {
        String body = "{\"model\":\"gpt-4o-mini\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
        String[] pieces = {
            chunk(content("a") + ",\"usage\":null"),
            chunk("\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}")
                    .substring(0, 60),
            chunk("\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}")
                            .substring(60)
                    + DONE
        };
        relay.streams(pieces);

        HttpResponse<String> reply = ask(body);

        assertThat(reply.body()).isEqualTo(String.join("", pieces));
        assertThat(reply.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        assertThat(relay.body()).isEqualTo(body);
        assertThat(relay.only().streamed()).isTrue();
        assertThat(entry().usage()).isEqualTo(new Usage(7, 0, 2, 0));
        assertThat(entry().confirmed()).isTrue();
    }

    @Test
    void the_usage_of_a_stream_is_asked_for_and_hidden_from_who_did_not() {
        relay.streams(
                chunk(content("a") + ",\"usage\":null"),
                chunk("\"usage\" : null," + content("b")),
                chunk("\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}"),
                DONE);

        HttpResponse<String> reply = ask(STREAMED);

        assertThat(relay.body())
                .isEqualTo("{\"stream_options\":{\"include_usage\":true},\"model\":\"gpt-4o-mini\",\"stream\":true}");
        assertThat(reply.body()).isEqualTo(chunk(content("a")) + chunk(content("b")) + DONE);
        assertThat(entry().usage()).isEqualTo(new Usage(7, 0, 2, 0));
    }

    @Test
    void other_options_of_a_stream_stay() {
        ask("{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_obfuscation\":false}}");

        assertThat(relay.body())
                .isEqualTo("{\"model\":\"m\",\"stream\":true,\"stream_options\":"
                        + "{\"include_obfuscation\":false,\"include_usage\":true}}");
    }

    @Test
    void a_stream_without_a_usage_is_booked_by_what_came() {
        relay.streams(chunk(content("a")), chunk(content("b")), DONE);

        ask(STREAMED);

        assertThat(entry().confirmed()).isFalse();
        assertThat(entry().usage().outputTokens()).isEqualTo(2);
    }

    @Test
    void a_stream_is_handed_on_as_it_comes_and_who_hangs_up_ends_it() throws Exception {
        CompletableFuture<MultiEmitter<? super String>> source = new CompletableFuture<>();
        CountDownLatch cancelled = new CountDownLatch(1);
        relay.streams(Multi.createFrom()
                .<String>emitter(source::complete)
                .onCancellation()
                .invoke(cancelled::countDown));

        try (Socket socket = knock(STREAMED)) {
            source.get(30, TimeUnit.SECONDS).emit(chunk(content("first")));
            readUntil(socket.getInputStream(), "first");
        }

        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
        until(() -> booked.size() == 1);
        assertThat(entry().confirmed()).isFalse();
        assertThat(entry().usage().outputTokens()).isEqualTo(1);
    }

    @Test
    void who_hangs_up_before_the_reply_gives_the_call_up() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        relay.answersBy((passage, lost) -> Uni.createFrom()
                .<dev.sheaf.model.Relay.Relayed>nothing()
                .onCancellation()
                .invoke(cancelled::countDown));

        try (Socket socket = knock(ASKED)) {
            until(() -> !relay.asked.isEmpty());
        }

        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_stream_that_breaks_off_breaks_off_for_the_caller() throws Exception {
        relay.streams(Multi.createBy()
                .concatenating()
                .streams(
                        Multi.createFrom().item(chunk(content("first"))),
                        Multi.createFrom().failure(new ModelFailure.Unreachable(new IOException("gone")))));

        try (Socket socket = knock(STREAMED)) {
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all).contains("first").doesNotContain("\r\n0\r\n");
        }
        assertThat(entry().confirmed()).isFalse();
    }

    private Socket knock(String body) throws IOException {
        Socket socket = new Socket("127.0.0.1", door.address("/").getPort());
        String request =
                "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer k\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static void readUntil(InputStream in, String word) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(word) < 0) {
            int next = in.read();
            assertThat(next).isNotNegative();
            read.append((char) next);
        }
    }

    @Test
    void one_conversation_of_a_list_comes_back_with_its_status() {
        relay.answers(400, "{\"error\":{\"message\":\"no\"}}");
        ObjectNode request = JsonBody.read(Buffer.buffer(ASKED));

        Completion reply = pass.complete(new Caller("ours"), request).await().atMost(Duration.ofSeconds(30));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body().path("error").path("message").asText()).isEqualTo("no");
        assertThat(JsonBody.read(Buffer.buffer(relay.only().body()))).isEqualTo(request);
        assertThat(relay.only().claim().group()).isEqualTo("ours");
    }

    @Test
    void each_conversation_of_a_list_is_booked() {
        relay.answers(200, "{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}");

        pass.complete(new Caller("ours"), JsonBody.read(Buffer.buffer(ASKED)))
                .await()
                .atMost(Duration.ofSeconds(30));

        assertThat(entry().usage()).isEqualTo(new Usage(3, 0, 1, 0));
        assertThat(entry().call()).isEqualTo("req_conversation");
        assertThat(entry().tenant()).isEqualTo("ours");
    }

    @Test
    void a_conversation_whose_reply_is_no_json_fails() {
        relay.answers(502, "<html>");

        Completion reply = pass.complete(new Caller("ours"), JsonBody.read(Buffer.buffer(ASKED)))
                .await()
                .atMost(Duration.ofSeconds(30));

        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.body().path("error").path("code").asText()).isEqualTo("provider_unavailable");
    }

    @Test
    void who_finds_no_room_to_wait_is_told_so_as_the_provider_would() {
        relay.answersBy(
                (passage, lost) -> Uni.createFrom().failure(ModelFailure.NotSent.noRoom(Duration.ofMillis(4_200))));

        HttpResponse<String> reply = ask(ASKED);

        assertThat(reply.statusCode()).isEqualTo(429);
        assertThat(reply.headers().firstValue("retry-after")).contains("5");
        assertThat(Json.of(reply.body()).at("/error/type").asText()).isEqualTo("requests");
        assertThat(Json.of(reply.body()).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
        assertThat(booked).isEmpty();
    }

    @Test
    void who_waited_for_too_long_is_told_to_come_again() {
        relay.answersBy((passage, lost) ->
                Uni.createFrom().failure(ModelFailure.NotSent.tooLate(Duration.ofMinutes(2), Duration.ZERO)));

        HttpResponse<String> reply = ask(ASKED);

        assertThat(reply.statusCode()).isEqualTo(503);
        assertThat(reply.headers().firstValue("retry-after")).contains("1");
        assertThat(Json.of(reply.body()).at("/error/code").asText()).isEqualTo("service_unavailable");
    }

    @Test
    void a_large_reply_is_booked_before_it_is_handed_on_whole() {
        String large = "{\"data\":[" + "0.125,".repeat(100_000)
                + "1],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}";
        relay.answers(200, large);

        HttpResponse<String> reply = ask(ASKED);

        assertThat(reply.body()).isEqualTo(large);
        assertThat(entry().usage()).isEqualTo(new Usage(7, 0, 3, 0));
        assertThat(entry().confirmed()).isTrue();
    }

    private static Relay.Relayed events(String... pieces) {
        return new Relay.Relayed(
                200,
                Map.of("content-type", "text/event-stream"),
                Multi.createFrom().items(pieces).map(StagedRelay::bytes));
    }

    private void knowsNoStreamOptions(int status, String refusal) {
        relay.answersBy((passage, lost) -> Uni.createFrom()
                .item(
                        new String(passage.body(), StandardCharsets.UTF_8).contains("stream_options")
                                ? StagedRelay.json(status, refusal)
                                : events(chunk(content("a")), chunk(content("b")), DONE)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {\"error\":{\"message\":\"Unknown parameter\",\"param\":\"stream_options\"}}",
                "422 | {\"message\":{\"detail\":[{\"loc\":[\"body\",\"stream_options\",\"include_usage\"]}]}}",
            })
    void a_server_that_knows_no_stream_options_is_asked_without_and_booked_by_estimate(int status, String refusal) {
        knowsNoStreamOptions(status, refusal);

        HttpResponse<String> reply = ask(STREAMED);

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(chunk(content("a")) + chunk(content("b")) + DONE);
        assertThat(relay.asked).hasSize(2);
        assertThat(new String(relay.asked.get(1).body(), StandardCharsets.UTF_8))
                .isEqualTo(STREAMED);
        assertThat(entry().confirmed()).isFalse();
        assertThat(entry().usage().outputTokens()).isEqualTo(2);
    }

    @Test
    void a_server_that_refused_stream_options_is_spared_them_from_then_on() {
        knowsNoStreamOptions(400, "stream_options");
        ask(STREAMED);
        ask(STREAMED);

        assertThat(relay.asked).hasSize(3);
    }

    @Test
    void another_refusal_of_a_stream_is_the_reply() {
        relay.answers(400, "{\"error\":{\"message\":\"no\"}}");

        HttpResponse<String> reply = ask(STREAMED);

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).isEqualTo("{\"error\":{\"message\":\"no\"}}");
        assertThat(relay.asked).hasSize(1);
    }

    @Test
    void who_asks_for_the_usage_hears_that_there_is_none() {
        knowsNoStreamOptions(400, "stream_options");

        HttpResponse<String> reply =
                ask("{\"model\":\"gpt-4o-mini\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(relay.asked).hasSize(1);
    }
}
