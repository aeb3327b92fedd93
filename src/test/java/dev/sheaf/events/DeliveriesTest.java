package dev.sheaf.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.events.Outbox.Letter;
import dev.sheaf.rows.Json;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events on their way over real connections, to receivers that behave and others. */
class DeliveriesTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Secret SECRET = Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final Seal SEAL = new Seal(List.of(SECRET));
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static Vertx vertx;

    private final Receiver receiver = new Receiver();
    private Instant now = Instant.parse("2026-11-22T03:00:00Z");
    private final MemoryOutbox.Rows rows = new MemoryOutbox.Rows(() -> now);
    private final Outbox outbox = new MemoryOutbox(rows, "here", Duration.ofMinutes(2));
    private final Map<String, Integer> told = new ConcurrentHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private List<InetAddress> found = List.of(LOOPBACK);

    @BeforeAll
    static void begin() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private Deliveries deliveries(List<String> networks, Duration patience) {
        Doors doors = new Doors(
                new Reach(List.of("*"), networks, true),
                this::lookUp,
                vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false)));
        return new Deliveries(
                outbox,
                new Courier(doors, SEAL, patience, () -> now),
                Duration.ofDays(1),
                () -> now,
                () -> 1,
                new Post() {
                    @Override
                    public void out(String outcome) {
                        told.merge(outcome, 1, Integer::sum);
                    }
                });
    }

    private Uni<List<InetAddress>> lookUp(String name) {
        asked.add(name);
        return Uni.createFrom().item(found);
    }

    private Deliveries toLoopback() {
        return deliveries(List.of("127.0.0.0/8"), BOUND);
    }

    private static <T> T await(Uni<T> asked) {
        return asked.await().atMost(BOUND);
    }

    private Letter letter() {
        return await(outbox.of("t", "job_1")).orElseThrow().events().get(0);
    }

    private void put(String address) {
        rows.put("t", "job_1", "dev.sheaf.job.completed", address);
    }

    /** Takes what is due one step; how long it then waits. */
    private Duration step(Deliveries deliveries) {
        Parcel parcel = await(deliveries.claim(10, List.of())).get(0);
        Duration later = await(deliveries.step(parcel));
        await(deliveries.release(parcel, later));
        return later;
    }

    @Test
    void an_event_arrives_once_signed_as_a_cloud_event() {
        put(receiver.uri("/told?job=1").toString());

        step(toLoopback());

        assertThat(receiver.calls()).hasSize(1);
        Receiver.Call call = receiver.calls().get(0);
        assertThat(call.path()).isEqualTo("/told?job=1");
        assertThat(call.headers()).containsEntry("content-type", "application/cloudevents+json");
        assertThat(SEAL.fault(call.message(), now)).isEmpty();
        JsonNode event = Json.lenient(call.body());
        assertThat(event.path("specversion").asText()).isEqualTo("1.0");
        assertThat(event.path("type").asText()).isEqualTo("dev.sheaf.job.completed");
        assertThat(event.path("source").asText()).isEqualTo("/jobs/job_1");
        assertThat(event.path("id").asText()).isEqualTo(call.message().id());
        assertThat(event.path("time").asText()).isEqualTo("2026-11-22T03:00:00Z");
        assertThat(event.path("data").path("job").asText()).isEqualTo("job_1");
        assertThat(letter().state()).isEqualTo("delivered");
        assertThat(told).isEqualTo(Map.of("delivered", 1));
    }

    @Test
    void what_is_not_taken_is_tried_again_under_the_same_id_until_it_is() {
        receiver.answering(number -> number < 4 ? 500 : 200);
        put(receiver.uri("/").toString());
        Deliveries deliveries = toLoopback();

        List<Duration> pauses = new ArrayList<>();
        while (letter().state().equals("waiting")) {
            pauses.add(step(deliveries));
            now = now.plus(pauses.get(pauses.size() - 1));
        }

        assertThat(pauses)
                .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(80), Duration.ZERO);
        assertThat(receiver.calls())
                .extracting(call -> call.message().id())
                .hasSize(4)
                .containsOnly(letter().id());
        assertThat(receiver.calls())
                .extracting(call -> call.message().timestamp())
                .doesNotHaveDuplicates();
        assertThat(told).isEqualTo(Map.of("again", 3, "delivered", 1));
    }

    @Test
    void after_a_day_it_is_given_up_and_shown() {
        receiver.answering(number -> 503);
        put(receiver.uri("/").toString());
        Deliveries deliveries = toLoopback();

        while (letter().state().equals("waiting")) {
            now = now.plus(step(deliveries));
        }

        assertThat(Duration.between(Instant.parse("2026-11-22T03:00:00Z"), now))
                .isBetween(Duration.ofDays(1), Duration.ofDays(1).plusHours(3));
        assertThat(letter().state()).isEqualTo("given_up");
        assertThat(letter().said()).isEqualTo("status 503");
        assertThat(letter().attempts()).isEqualTo(receiver.calls().size()).isGreaterThan(10);
        assertThat(told).containsEntry("given_up", 1);
    }

    @Test
    void who_is_gone_is_not_asked_again() {
        receiver.answering(number -> 410);
        put(receiver.uri("/").toString());

        step(toLoopback());

        assertThat(letter().state()).isEqualTo("given_up");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void nobody_is_sent_elsewhere(int status) {
        receiver.answering(number -> status);
        put(receiver.uri("/").toString());

        step(toLoopback());

        assertThat(receiver.calls()).extracting(Receiver.Call::path).containsExactly("/");
        assertThat(letter().said()).isEqualTo("status " + status);
        assertThat(letter().state()).isEqualTo("waiting");
    }

    @Test
    void nothing_is_sent_where_the_name_leads_out_of_reach() {
        put(receiver.uri("/").toString());

        step(deliveries(List.of(), BOUND));

        assertThat(receiver.calls()).isEmpty();
        assertThat(letter().said()).contains("may not be reached");
    }

    /** As with a name that leads elsewhere the second time it is looked up. */
    @Test
    void a_name_is_looked_up_once_and_what_was_checked_is_what_is_connected_to() {
        put("http://hooks.example.com:" + receiver.port() + "/");

        step(toLoopback());

        assertThat(asked).containsExactly("hooks.example.com");
        assertThat(receiver.calls().get(0).headers()).containsEntry("host", "hooks.example.com:" + receiver.port());
        assertThat(letter().state()).isEqualTo("delivered");
    }

    @Test
    void a_name_of_which_one_address_is_out_of_reach_is_out_of_reach() throws IOException {
        found = List.of(LOOPBACK, InetAddress.getByAddress(new byte[] {10, 0, 0, 1}));
        put(receiver.uri("/").toString());

        step(toLoopback());

        assertThat(receiver.calls()).isEmpty();
        assertThat(letter().state()).isEqualTo("waiting");
    }

    @Test
    void who_does_not_answer_is_waited_for_no_longer_than_an_attempt_may_take() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, LOOPBACK)) {
            put("http://localhost:" + silent.getLocalPort() + "/");

            step(deliveries(List.of("127.0.0.0/8"), Duration.ofMillis(200)));

            assertThat(letter().state()).isEqualTo("waiting");
            assertThat(letter().said()).contains("no answer within");
        }
    }

    @Test
    void nobody_there_is_a_failed_attempt() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, LOOPBACK)) {
            port = closed.getLocalPort();
        }
        put("http://localhost:" + port + "/");

        step(toLoopback());

        assertThat(letter().said()).startsWith("no connection");
        assertThat(letter().attempts()).isEqualTo(1);
    }

    @Test
    void the_many_do_not_take_all_hands() {
        for (int i = 0; i < 10; i++) {
            put(receiver.uri("/").toString());
        }
        Deliveries deliveries = toLoopback();

        List<Parcel> claimed = await(deliveries.claim(10, List.of()));

        assertThat(claimed).hasSize(2);
        assertThat(await(deliveries.claim(10, claimed))).isEmpty();
    }
}
