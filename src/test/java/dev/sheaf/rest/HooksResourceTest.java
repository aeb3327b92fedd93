package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.Until;
import dev.sheaf.app.WokenResource;
import dev.sheaf.events.Seal;
import dev.sheaf.events.Secret;
import dev.sheaf.simulator.BatchSettings;
import dev.sheaf.simulator.FaultPlan;
import dev.sheaf.simulator.HookAddress;
import dev.sheaf.simulator.Simulator;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider's webhooks, in a service that asks for its batches once an hour. */
@QuarkusTest
@WithTestResource(WokenResource.class)
class HooksResourceTest {
    private static final String HOOK = "/hooks/provider";
    private static final int ROWS = 60;

    @TestHTTPResource
    URI base;

    Simulator simulator;

    private Api api;

    @BeforeEach
    void begin() {
        api = new Api(base);
    }

    @AfterEach
    void calm() {
        simulator.change(simulator.options().withFaults(FaultPlan.NONE));
        hooks(null);
    }

    private void hooks(HookAddress to) {
        BatchSettings batches = simulator.options().batches().withHooks(to);
        simulator.change(simulator.options().withBatches(batches));
    }

    private String submit() {
        api.sentiment("woken");
        String rows = IntStream.range(0, ROWS)
                .mapToObj(row -> "Lamp " + row + " of " + UUID.randomUUID() + " is great.\n")
                .collect(Collectors.joining("", "text\n", ""));
        Api.Reply made = api.send(
                api.posted("/jobs?task=woken&lane=batch", BodyPublishers.ofString(rows), "Content-Type", "text/csv"));
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        return "/jobs/" + made.json().path("id").asText();
    }

    private String state(String job) {
        return api.get(job).json().path("state").asText();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hook-doubled=1",
                "hook-late=1",
                "hook-forged=1",
                "hook-early=1",
                "batch-get-404=1",
                "batch-expired=0.5",
                "batch-cancelled=0.5,hook-doubled=0.5,hook-forged=0.5,hook-late=0.5"
            })
    void a_batch_is_brought_in_when_the_provider_tells_of_its_end(String faults) {
        simulator.change(simulator.options().withFaults(FaultPlan.parse(faults)));
        hooks(new HookAddress(base.resolve(HOOK), WokenResource.OLD_SECRET));

        String job = submit();

        Until.holds("the job is over", () -> state(job).equals("completed"));
        assertThat(api.get(job).json().at("/items/answered").asInt()).isEqualTo(ROWS);
        assertThat(simulator.bill().paidTwice()).isEmpty();
    }

    @Test
    void who_is_told_nothing_asks_later() {
        String job = submit();
        Until.holds(
                "the batch is ordered",
                () -> api.get(job).json().at("/parts/0/batch").isTextual());

        assertThat(state(job)).isEqualTo("running");
        String batch = api.get(job).json().at("/parts/0/batch").asText();
        Until.holds("the job is over", () -> {
            tell(UUID.randomUUID().toString(), batch, WokenResource.SECRET);
            return state(job).equals("completed");
        });
    }

    private static String body(String type, String batch) {
        return "{\"object\":\"event\",\"type\":\"" + type + "\",\"data\":{\"id\":\"" + batch + "\"}}";
    }

    private Api.Reply tell(String id, String batch, String secret) {
        return send(id, Instant.now(), body("batch.completed", batch), secret);
    }

    private Api.Reply send(String id, Instant at, String body, String secret) {
        String signature = new Seal(List.of(Secret.of(secret))).sign(id, at, body.getBytes(StandardCharsets.UTF_8));
        return api.send(api.posted(
                HOOK,
                BodyPublishers.ofString(body),
                Seal.ID,
                id,
                Seal.TIMESTAMP,
                Long.toString(at.getEpochSecond()),
                Seal.SIGNATURE,
                signature));
    }

    private static String id() {
        return "wh_" + UUID.randomUUID();
    }

    @Test
    void a_batch_that_nobody_waits_for_is_heard_without_effect() {
        Api.Reply reply = tell(id(), "batch_nobodys", WokenResource.SECRET);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("effect").asText()).isEqualTo("unknown");
    }

    @Test
    void a_message_counts_once() {
        String id = id();

        assertThat(tell(id, "batch_nobodys", WokenResource.SECRET)
                        .json()
                        .path("effect")
                        .asText())
                .isEqualTo("unknown");
        Api.Reply again = tell(id, "batch_nobodys", WokenResource.OLD_SECRET);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("effect").asText()).isEqualTo("repeated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch.started", "response.completed", "", "batch.completed.v2"})
    void other_types_are_ignored(String type) {
        Api.Reply reply = send(id(), Instant.now(), body(type, "batch_1"), WokenResource.SECRET);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("effect").asText()).isEqualTo("ignored");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "5",
                "{}",
                "{\"type\":\"batch.completed\"}",
                "{\"type\":\"batch.failed\",\"data\":[]}",
                "{\"type\":\"batch.failed\",\"data\":{\"id\":5}}",
                "{\"type\":\"batch.failed\",\"data\":{\"id\":\"a\\u0000b\"}}"
            })
    void whatever_is_signed_is_borne(String body) {
        assertThat(send(id(), Instant.now(), body, WokenResource.SECRET).status())
                .isEqualTo(200);
    }

    @Test
    void what_is_not_signed_by_the_provider_is_not_even_read() {
        String foreign = "whsec_b2Ygc29tZWJvZHkgZWxzZSwgd2hvIGNhbiB3YWl0";
        double before = api.metric("sheaf_events_in_total{effect=\"refused\",kind=\"webhook\"}");
        Api.Reply reply = send(id(), Instant.now(), "{no json", foreign);

        RefusalTest.assertProblem(reply, 401, "unauthenticated");
        assertThat(reply.raw().body()).doesNotContain("whsec_");
        // forged ones of the tests before may still be on their way
        assertThat(api.metric("sheaf_events_in_total{effect=\"refused\",kind=\"webhook\"}"))
                .isGreaterThanOrEqualTo(before + 1);
    }

    @Test
    void what_was_signed_long_ago_is_refused() {
        Instant then = Instant.now().minus(Seal.WINDOW).minusSeconds(2);

        RefusalTest.assertProblem(
                send(id(), then, body("batch.completed", "batch_1"), WokenResource.SECRET), 401, "unauthenticated");
    }

    @Test
    void what_is_no_json_is_refused_though_it_is_signed() {
        RefusalTest.assertProblem(send(id(), Instant.now(), "{no json", WokenResource.SECRET), 400, "malformed_json");
    }

    @Test
    void what_is_longer_than_any_webhook_is_refused() {
        String body = body("batch.completed", "b".repeat((int) HooksResource.MOST_BYTES));

        RefusalTest.assertProblem(send(id(), Instant.now(), body, WokenResource.SECRET), 413, "too_large");
    }

    @Test
    void what_is_no_json_by_its_name_is_refused() {
        Api.Reply reply = api.send(api.posted(HOOK, BodyPublishers.ofString("a=b"), "Content-Type", "text/plain"));

        RefusalTest.assertProblem(reply, 415, "unsupported_media_type");
    }
}
