package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.Until;
import dev.sheaf.app.WokenResource;
import dev.sheaf.events.Seal;
import dev.sheaf.simulator.BatchSettings;
import dev.sheaf.simulator.FaultPlan;
import dev.sheaf.simulator.HookAddress;
import dev.sheaf.simulator.Simulator;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider's webhooks, in a service that asks for its batches once an hour. */
@QuarkusTest
@WithTestResource(WokenResource.class)
class HooksResourceTest {
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
                "batch-upload-timeout=0.5",
                "batch-create-5xx=0.5",
                "batch-get-5xx=0.5",
                "batch-download-reset=0.5",
                "batch-cancelled=0.5,hook-doubled=0.5,hook-forged=0.5,hook-late=0.5"
            })
    void a_batch_is_brought_in_when_the_provider_tells_of_its_end(String faults) {
        simulator.change(simulator.options().withFaults(FaultPlan.parse(faults)));
        hooks(new HookAddress(base.resolve(Webhook.PATH), WokenResource.OLD_SECRET));

        String job = Webhook.job(api, "woken", ROWS);

        Until.holds("the job is over", () -> state(job).equals("completed"));
        assertThat(api.get(job).json().at("/items/answered").asInt()).isEqualTo(ROWS);
        assertThat(simulator.bill().paidTwice()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch-upload-timeout", "batch-create-5xx"})
    void what_fails_is_tried_again_long_before_batches_are_asked_for(String fault) {
        hooks(new HookAddress(base.resolve(Webhook.PATH), WokenResource.OLD_SECRET));
        long before = met(fault);
        simulator.change(simulator.options().withFaults(FaultPlan.parse(fault + "=1")));
        String job = Webhook.job(api, "woken", ROWS);
        Until.holds("it failed", () -> met(fault) > before);

        simulator.change(simulator.options().withFaults(FaultPlan.NONE));

        Until.holds("the job is over", () -> state(job).equals("completed"));
    }

    private long met(String fault) {
        return simulator.bill().faults().getOrDefault(fault, 0L);
    }

    @Test
    void who_is_told_nothing_asks_later() {
        try (SlowBatches slow = new SlowBatches(simulator)) {
            String job = Webhook.job(api, "woken", ROWS);
            Until.holds(
                    "the batch is ordered",
                    () -> api.get(job).json().at("/parts/0/batch").isTextual());
            assertThat(state(job)).isEqualTo("running");
            String batch = api.get(job).json().at("/parts/0/batch").asText();

            slow.end();

            Until.holds("the job is over", () -> {
                Webhook.tell(api, Webhook.id(), batch, WokenResource.SECRET);
                return state(job).equals("completed");
            });
        }
    }

    @Test
    void a_batch_that_nobody_waits_for_is_heard_without_effect() {
        Api.Reply reply = Webhook.tell(api, Webhook.id(), "batch_nobodys", WokenResource.SECRET);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("effect").asText()).isEqualTo("unknown");
    }

    @Test
    void a_message_counts_once() {
        String id = Webhook.id();

        assertThat(Webhook.tell(api, id, "batch_nobodys", WokenResource.SECRET)
                        .json()
                        .path("effect")
                        .asText())
                .isEqualTo("unknown");
        Api.Reply again = Webhook.tell(api, id, "batch_nobodys", WokenResource.OLD_SECRET);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("effect").asText()).isEqualTo("repeated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch.started", "response.completed", "", "batch.completed.v2"})
    void other_types_are_ignored(String type) {
        Api.Reply reply =
                Webhook.send(api, Webhook.id(), Instant.now(), Webhook.body(type, "batch_1"), WokenResource.SECRET);

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
        assertThat(Webhook.send(api, Webhook.id(), Instant.now(), body, WokenResource.SECRET)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void what_is_not_signed_by_the_provider_is_not_even_read() {
        Api.Reply reply = Webhook.send(api, Webhook.id(), Instant.now(), "{no json", Webhook.FOREIGN);

        RefusalTest.assertProblem(reply, 401, "unauthenticated");
        assertThat(reply.raw().body()).doesNotContain("whsec_");
    }

    @Test
    void what_was_signed_long_ago_is_refused() {
        Instant then = Instant.now().minus(Seal.WINDOW).minusSeconds(2);

        RefusalTest.assertProblem(
                Webhook.send(api, Webhook.id(), then, Webhook.body("batch.completed", "batch_1"), WokenResource.SECRET),
                401,
                "unauthenticated");
    }

    @Test
    void what_is_no_json_is_refused_though_it_is_signed() {
        RefusalTest.assertProblem(
                Webhook.send(api, Webhook.id(), Instant.now(), "{no json", WokenResource.SECRET),
                400,
                "malformed_json");
    }

    @Test
    void what_is_longer_than_any_webhook_is_refused() {
        String body = Webhook.body("batch.completed", "b".repeat((int) HooksResource.MOST_BYTES));

        RefusalTest.assertProblem(
                Webhook.send(api, Webhook.id(), Instant.now(), body, WokenResource.SECRET), 413, "too_large");
    }

    @Test
    void what_is_no_json_by_its_name_is_refused() {
        Api.Reply reply =
                api.send(api.posted(Webhook.PATH, BodyPublishers.ofString("a=b"), "Content-Type", "text/plain"));

        RefusalTest.assertProblem(reply, 415, "unsupported_media_type");
    }
}
