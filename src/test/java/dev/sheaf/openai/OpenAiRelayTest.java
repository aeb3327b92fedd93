package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.Until;
import dev.sheaf.model.Claim;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Relay;
import dev.sheaf.model.Relay.Passage;
import dev.sheaf.model.Relay.Relayed;
import dev.sheaf.pack.Seeds;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests passed on over HTTP, against a provider that speaks what the test wrote down. */
@Timeout(60)
class OpenAiRelayTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final long ALL = 200 * 1024 * 1024;
    private static final String BODY = "{\"model\":\"m\", \"odd\" : 1.50}";

    private final Vertx vertx = Vertx.vertx();
    private final ProviderStub provider = new ProviderStub();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<ModelFailure> lost = new CopyOnWriteArrayList<>();
    private final OpenAiModels models = new OpenAiModels();
    private Gates gates = models.gates(config(), vertx);

    @AfterEach
    void close() {
        provider.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private TestConfig config() {
        return TestConfig.at(provider.base()).withConcurrency(1);
    }

    private Relay relay(TestConfig config) {
        gates = models.gates(config, vertx);
        return models.relay(config, gates, vertx, registry);
    }

    private static Passage passage(boolean streamed) {
        return passage("POST", "/chat/completions", streamed);
    }

    private static Passage passage(String method, String path, boolean streamed) {
        return new Passage(
                method,
                path,
                Map.of("content-type", "application/json"),
                BODY.getBytes(StandardCharsets.UTF_8),
                "m",
                new Claim(10, Priority.ONLINE, "t"),
                streamed);
    }

    private Relayed reply(TestConfig config, boolean streamed) {
        return relay(config).relay(passage(streamed), lost::add).await().atMost(BOUND);
    }

    private UniAssertSubscriber<Relayed> asked(TestConfig config, boolean streamed) {
        return relay(config)
                .relay(passage(streamed), lost::add)
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    private static String text(Relayed reply) {
        return String.join("", texts(reply));
    }

    private static List<String> texts(Relayed reply) {
        return reply.body()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .collect()
                .asList()
                .await()
                .atMost(BOUND);
    }

    /** Something that another thread is about to do. */
    private static void until(BooleanSupplier done) {
        long end = System.nanoTime() + BOUND.toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("done in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private void isFree() {
        until(() -> gates.of("m").inFlight() == 0);
    }

    @Test
    void a_request_goes_out_as_it_stands_with_our_credentials() {
        reply(config(), false);

        ProviderStub.Asked asked = provider.only();
        assertThat(asked.how()).isEqualTo("HTTP_1_1 POST");
        assertThat(asked.uri()).isEqualTo("/v1/chat/completions");
        assertThat(asked.body()).isEqualTo(BODY);
        assertThat(asked.headers())
                .containsEntry("Authorization", "Bearer sk-test-1234567890")
                .containsEntry("OpenAI-Organization", "org-7")
                .containsEntry("Content-Type", "application/json")
                .containsEntry("User-Agent", "sheaf");
    }

    @Test
    void a_base_with_a_query_keeps_it() {
        TestConfig azure = TestConfig.at(URI.create(provider.base() + "/deployments/d/?api-version=1"));

        relay(azure)
                .relay(passage("GET", "/models?limit=2", false), lost::add)
                .await()
                .atMost(BOUND);

        assertThat(provider.only().uri()).isEqualTo("/v1/deployments/d/models?limit=2&api-version=1");
        assertThat(provider.only().how()).isEqualTo("HTTP_1_1 GET");
    }

    @Test
    void a_reply_comes_back_as_it_stands() {
        provider.answersBy(response -> {
            response.putHeader("x-ratelimit-remaining-requests", "9")
                    .putHeader("OpenAI-Processing-Ms", "12")
                    .putHeader("set-cookie", "a=b");
            provider.reply(response, 201, "{\"odd\" : 1.50}");
        });

        Relayed reply = reply(config(), false);

        assertThat(reply.status()).isEqualTo(201);
        assertThat(text(reply)).isEqualTo("{\"odd\" : 1.50}");
        assertThat(reply.headers())
                .isEqualTo(Map.of(
                        "content-type", "application/json",
                        "x-request-id", "req_42",
                        "openai-processing-ms", "12",
                        "x-ratelimit-remaining-requests", "9"));
        assertThat(lost).isEmpty();
        assertThat(registry.timer("sheaf.model.latency", "outcome", "ok").count())
                .isOne();
    }

    @Test
    void a_passing_failure_is_tried_again() {
        fails(503, 2);

        Relayed reply = reply(config().withRetries(2), false);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(provider.asked).hasSize(3);
        assertThat(registry.counter("sheaf.model.retries").count()).isEqualTo(2);
        isFree();
    }

    private void fails(int status, int times) {
        Iterator<Integer> bad = IntStream.range(0, times).iterator();
        provider.answersBy(response -> {
            boolean fails = bad.hasNext();
            if (fails) {
                bad.next();
                response.putHeader("retry-after-ms", "1");
            }
            provider.reply(response, fails ? status : 200, ProviderStub.GOOD);
        });
    }

    @Test
    void when_all_tries_are_used_up_the_last_reply_is_the_reply_without_our_key() {
        provider.answersBy(response -> {
            response.putHeader("retry-after-ms", "1").putHeader("x-should-retry", "true");
            provider.reply(response, 429, "{\"error\":{\"message\":\"slow down sk-test-1234567890\"}}");
        });

        Relayed reply = reply(config().withRetries(1), true);

        assertThat(reply.status()).isEqualTo(429);
        assertThat(text(reply)).isEqualTo("{\"error\":{\"message\":\"slow down …\"}}");
        assertThat(reply.headers()).containsEntry("retry-after-ms", "1").containsEntry("x-should-retry", "true");
        assertThat(provider.asked).hasSize(2);
        assertThat(gates.limited()).isEqualTo(2);
        assertThat(lost).isEmpty();
    }

    @Test
    void a_request_that_is_wrong_is_not_tried_again() {
        provider.answers(400, "{\"error\":{\"message\":\"no\",\"extra\":1}}");

        Relayed reply = reply(config().withRetries(3), false);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(text(reply)).isEqualTo("{\"error\":{\"message\":\"no\",\"extra\":1}}");
        assertThat(provider.asked).hasSize(1);
    }

    @Test
    void a_provider_that_is_not_there_has_done_no_work() {
        TestConfig config = config();
        provider.close();

        Throwable failure = asked(config, false).awaitFailure(BOUND).getFailure();

        assertThat(failure).isInstanceOf(ModelFailure.Unreachable.class);
        assertThat(lost).isEmpty();
        isFree();
    }

    @Test
    void a_reply_that_breaks_off_is_lost_and_asked_for_again() {
        Iterator<Boolean> breaks = List.of(true, false).iterator();
        provider.answersBy(response -> {
            if (breaks.next()) {
                response.putHeader("content-length", "100").write("half").onSuccess(done -> response.reset());
            } else {
                provider.reply(response, 200, "{}");
            }
        });

        assertThat(text(reply(config().withRetries(1), false))).isEqualTo("{}");
        assertThat(lost).hasSize(1).first().isInstanceOf(ModelFailure.Unreachable.class);
    }

    @Test
    void a_provider_that_never_answers_is_given_up_and_its_work_counts_as_lost() {
        provider.answersBy(response -> {});

        Until.holds("one that it took is given up", () -> {
            Throwable failure = asked(config().withTimeout(Duration.ofMillis(50)), true)
                    .awaitFailure(BOUND)
                    .getFailure();
            assertThat(failure).isInstanceOf(ModelFailure.TimedOut.class);
            return !lost.isEmpty();
        });
        assertThat(lost).hasSize(1).first().isInstanceOf(ModelFailure.TimedOut.class);
        isFree();
    }

    @Test
    void flex_pictures_and_sounds_have_more_time() {
        var rules =
                new OpenAiRelay.Rules(Duration.ofSeconds(60), new RetryRule(0, Duration.ZERO), Time.of(vertx), () -> 0);
        Passage flex = new Passage(
                "POST",
                "/responses",
                Map.of(),
                "{\"service_tier\": \"flex\"}".getBytes(StandardCharsets.UTF_8),
                "m",
                new Claim(0, Priority.ONLINE, ""),
                false);
        assertThat(rules.timeout(flex)).isEqualTo(Duration.ofMinutes(15));
        assertThat(rules.timeout(passage("POST", "/images/edits", false))).isEqualTo(Duration.ofMinutes(15));
        assertThat(rules.timeout(passage("POST", "/audio/speech", true))).isEqualTo(Duration.ofMinutes(15));
        assertThat(rules.timeout(passage(false))).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void a_stream_is_handed_on_as_it_comes_and_holds_its_permit_to_the_end() throws Exception {
        CompletableFuture<HttpServerResponse> open = new CompletableFuture<>();
        provider.answersBy(response -> {
            response.setChunked(true).putHeader("content-type", "text/event-stream");
            response.write("data: 1\n\n");
            open.complete(response);
        });

        Relayed reply = reply(config(), true);
        AssertSubscriber<byte[]> reader = reply.body().subscribe().withSubscriber(AssertSubscriber.create(10));

        reader.awaitItems(1, BOUND);
        assertThat(gates.of("m").inFlight()).isOne();
        HttpServerResponse response = open.get(30, TimeUnit.SECONDS);
        vertx.runOnContext(now -> response.write("data: 2\n\n"));
        reader.awaitItems(2, BOUND);
        vertx.runOnContext(now -> response.end());
        reader.awaitCompletion(BOUND);
        assertThat(reader.getItems())
                .extracting(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .containsExactly("data: 1\n\n", "data: 2\n\n");
        assertThat(reply.headers()).containsEntry("content-type", "text/event-stream");
        isFree();
        assertThat(lost).isEmpty();
    }

    @Test
    void who_reads_slowly_holds_the_provider_up() {
        AtomicLong written = new AtomicLong();
        provider.answersBy(response -> pour(response.setChunked(true), written));

        AssertSubscriber<byte[]> reader =
                reply(config(), true).body().subscribe().withSubscriber(AssertSubscriber.create());
        long taken = 0;
        while (taken < ALL) {
            reader.awaitNextItem(BOUND);
            taken += reader.getLastItem().length;
            assertThat(written.get() - taken).isLessThan(ALL / 4);
        }

        reader.request(1).awaitCompletion(BOUND);
    }

    /** 200 MB, no faster than they are taken. */
    private static void pour(HttpServerResponse response, AtomicLong written) {
        Buffer piece = Buffer.buffer(new byte[1024 * 1024]);
        while (!response.writeQueueFull()) {
            if (written.addAndGet(piece.length()) == ALL) {
                response.end(piece);
                return;
            }
            response.write(piece);
        }
        response.drainHandler(drained -> pour(response, written));
    }

    @Test
    void a_reader_who_hangs_up_ends_the_call_upstream_at_once() throws Exception {
        provider.answersBy(response -> response.setChunked(true).write("data: 1\n\n"));

        AssertSubscriber<byte[]> reader =
                reply(config(), true).body().subscribe().withSubscriber(AssertSubscriber.create(10));
        reader.awaitItems(1, BOUND).cancel();

        assertThat(provider.hungUp.await(30, TimeUnit.SECONDS)).isTrue();
        isFree();
    }

    @Test
    void a_caller_who_hangs_up_before_the_reply_ends_the_call_upstream_and_its_work_is_lost() throws Exception {
        provider.answersBy(response -> {});

        UniAssertSubscriber<Relayed> caller = asked(config(), false);
        until(() -> !provider.asked.isEmpty());
        caller.cancel();

        assertThat(provider.hungUp.await(30, TimeUnit.SECONDS)).isTrue();
        isFree();
        until(() -> lost.size() == 1);
    }

    @Test
    void a_caller_who_hangs_up_while_waiting_for_another_try_is_not_tried_for_again() {
        provider.answersBy(response -> {
            response.putHeader("retry-after", "50");
            provider.reply(response, 503, "{}");
        });
        UniAssertSubscriber<Relayed> caller = asked(config().withRetries(5), false);
        until(() -> registry.counter("sheaf.model.retries").count() > 0);
        caller.cancel();

        isFree();
        assertThat(provider.asked).hasSize(1);
        assertThat(lost).isEmpty();
    }

    @Test
    void a_stream_that_breaks_off_breaks_off_for_its_reader_and_is_not_begun_again() {
        provider.answersBy(
                response -> response.setChunked(true).write("data: 1\n\n").onSuccess(done -> response.reset()));

        AssertSubscriber<byte[]> reader =
                reply(config().withRetries(3), true).body().subscribe().withSubscriber(AssertSubscriber.create(10));

        assertThat(reader.awaitFailure(BOUND).getFailure()).isInstanceOf(ModelFailure.Unreachable.class);
        assertThat(provider.asked).hasSize(1);
        assertThat(lost).isEmpty();
        isFree();
    }

    /** A stream that begins before its time is over, which it may not on a machine that stands still. */
    private Relayed begun(TestConfig config) {
        AtomicReference<Relayed> begun = new AtomicReference<>();
        Until.holds("it begins in time", () -> {
            try {
                begun.set(reply(config, true));
                return true;
            } catch (ModelFailure.TimedOut e) {
                return false;
            }
        });
        return begun.get();
    }

    @Test
    void a_stream_that_stands_still_is_given_up() throws Exception {
        provider.answersBy(response -> response.setChunked(true).write("data: 1\n\n"));

        AssertSubscriber<byte[]> reader = begun(config().withTimeout(Duration.ofMillis(100)))
                .body()
                .subscribe()
                .withSubscriber(AssertSubscriber.create(10));

        assertThat(reader.awaitFailure(BOUND).getFailure()).isInstanceOf(ModelFailure.TimedOut.class);
        assertThat(provider.hungUp.await(30, TimeUnit.SECONDS)).isTrue();
        isFree();
    }

    @Test
    void a_stream_that_nobody_reads_is_given_up() throws Exception {
        provider.answersBy(response -> response.setChunked(true).write("data: 1\n\n"));

        begun(config().withTimeout(Duration.ofMillis(100)));

        assertThat(provider.hungUp.await(30, TimeUnit.SECONDS)).isTrue();
        isFree();
    }

    @Test
    void connections_are_used_again() {
        Relay relay = relay(config());
        for (int i = 0; i < 20; i++) {
            relay.relay(passage(i % 2 == 0), lost::add)
                    .chain(reply -> reply.body().collect().asList())
                    .await()
                    .atMost(BOUND);
        }
        assertThat(provider.connections).hasValueLessThan(3);
    }

    private double waiting() {
        return registry.get("sheaf.relay.waiting").gauge().value();
    }

    private UniAssertSubscriber<Relayed> asked(Relay relay, Priority priority) {
        Passage online = passage(false);
        Passage passage = new Passage(
                online.method(),
                online.path(),
                online.headers(),
                online.body(),
                "m",
                new Claim(10, priority, "t"),
                false);
        return relay.relay(passage, lost::add).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void who_finds_no_room_to_wait_is_refused_at_once_and_nothing_is_sent() {
        provider.answersBy(response -> {});
        Relay relay = relay(config().withRoom(1, Duration.ofMinutes(1)));
        asked(relay, Priority.ONLINE);
        UniAssertSubscriber<Relayed> waits = asked(relay, Priority.ONLINE);

        Throwable failure = asked(relay, Priority.ONLINE).awaitFailure(BOUND).getFailure();

        assertThat(failure).isInstanceOf(ModelFailure.NotSent.class);
        assertThat(((ModelFailure) failure).code()).isEqualTo("gate_full");
        assertThat(((ModelFailure) failure).retryAfter()).contains(Duration.ofSeconds(1));
        waits.assertNotTerminated();
        assertThat(waiting()).isOne();
        assertThat(gates.waiting(Priority.ONLINE)).isOne();
        assertThat(registry.counter("sheaf.relay.refused").count()).isOne();
    }

    @Test
    void who_hangs_up_while_waiting_frees_the_place() {
        provider.answersBy(response -> {});
        Relay relay = relay(config().withRoom(1, Duration.ofMinutes(1)));
        asked(relay, Priority.ONLINE);
        asked(relay, Priority.ONLINE).cancel();

        UniAssertSubscriber<Relayed> next = asked(relay, Priority.ONLINE);

        next.assertNotTerminated();
        assertThat(waiting()).isOne();
        assertThat(lost).isEmpty();
    }

    @Test
    void who_may_go_at_once_needs_no_room() {
        provider.answersBy(response -> {});
        Relay relay = relay(config().withRoom(1, Duration.ofMinutes(1)));
        asked(relay, Priority.ONLINE);
        asked(relay, Priority.ONLINE);
        provider.answers(200, "{}");
        Passage other = new Passage(
                "POST", "/embeddings", Map.of(), new byte[0], "other", new Claim(1, Priority.ONLINE, "t"), false);

        assertThat(relay.relay(other, lost::add).await().atMost(BOUND).status()).isEqualTo(200);
    }

    @Test
    void who_waited_for_too_long_is_refused_and_nothing_is_sent() {
        provider.answersBy(response -> {});
        Relay relay = relay(config().withRoom(9, Duration.ofMillis(20)));
        asked(relay, Priority.ONLINE);

        Throwable failure = asked(relay, Priority.ONLINE).awaitFailure(BOUND).getFailure();

        assertThat(((ModelFailure) failure).code()).isEqualTo("gate_timeout");
        until(() -> waiting() == 0 && gates.waiting(Priority.ONLINE) == 0);
        until(() -> provider.asked.size() == 1);
        assertThat(gates.inFlight()).isOne();
    }

    @Test
    void the_calls_of_jobs_take_no_room() {
        provider.answersBy(response -> {});
        Relay relay = relay(config().withRoom(1, Duration.ofMillis(10)));
        asked(relay, Priority.BULK);
        List<UniAssertSubscriber<Relayed>> jobs =
                IntStream.range(0, 5).mapToObj(i -> asked(relay, Priority.BULK)).toList();
        asked(relay, Priority.ONLINE).awaitFailure(BOUND);

        jobs.forEach(UniAssertSubscriber::assertNotTerminated);
        assertThat(waiting()).isZero();
    }

    @Test
    void a_place_is_free_again_when_its_call_went() {
        AtomicLong held = new AtomicLong();
        CompletableFuture<HttpServerResponse> first = new CompletableFuture<>();
        provider.answersBy(response -> {
            if (held.incrementAndGet() == 1) {
                first.complete(response);
            } else {
                provider.reply(response, 200, "{}");
            }
        });
        Relay relay = relay(config().withRoom(1, Duration.ofMinutes(1)));
        asked(relay, Priority.ONLINE);
        UniAssertSubscriber<Relayed> second = asked(relay, Priority.ONLINE);
        first.orTimeout(30, TimeUnit.SECONDS).thenAccept(response -> provider.reply(response, 200, "{}"));

        second.awaitItem(BOUND);

        assertThat(waiting()).isZero();
    }

    static List<Integer> seeds() {
        return Seeds.some(50);
    }

    /** Some find no room, some wait too long, some hang up, and some of those that were let go fail. */
    @ParameterizedTest
    @MethodSource("seeds")
    void every_call_ends_and_every_place_is_free_again(int seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        AtomicLong served = new AtomicLong();
        provider.answersBy(response -> {
            long number = served.incrementAndGet();
            vertx.setTimer(1 + number % 7, now -> provider.reply(response, number % 5 == 0 ? 400 : 200, "{}"));
        });
        Relay relay = relay(config().withConcurrency(3).withRoom(20, Duration.ofMillis(15 + random.nextInt(30))));
        List<UniAssertSubscriber<Relayed>> calls = new ArrayList<>();
        List<UniAssertSubscriber<Relayed>> gone = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            calls.add(asked(relay, Priority.ONLINE));
            if (random.nextInt(4) == 0) {
                UniAssertSubscriber<Relayed> leaving = calls.get(random.nextInt(calls.size()));
                gone.add(leaving);
                vertx.runOnContext(now -> leaving.cancel());
            }
        }

        calls.removeAll(gone);
        calls.forEach(call -> until(() -> call.getItem() != null || call.getFailure() != null));

        assertThat(calls.stream().map(UniAssertSubscriber::getFailure).filter(Objects::nonNull))
                .allSatisfy(failure -> assertThat(failure).isInstanceOf(ModelFailure.NotSent.class));
        until(() -> waiting() == 0 && gates.waiting(Priority.ONLINE) == 0);
        isFree();
    }
}
