package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.app.IdleResource;
import dev.sheaf.app.Until;
import dev.sheaf.bulk.Works;
import dev.sheaf.simulator.Simulator;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service whose machine only runs while a request is answered. */
@QuarkusTest
@WithTestResource(IdleResource.class)
class IdleServiceTest {
    private static final int ROWS = 60;

    @TestHTTPResource
    URI base;

    @Inject
    Works works;

    Simulator simulator;

    private final AtomicLong steps = new AtomicLong();
    private Api api;
    private String job;

    @BeforeEach
    void submit() {
        api = new Api(base);
        job = Webhook.job(api, "idle", ROWS);
    }

    private JsonNode job() {
        return api.get(job).json();
    }

    private String state() {
        return job().path("state").asText();
    }

    private void tick(String type) {
        Api.Reply reply =
                api.post("/events", "{}", "ce-specversion", "1.0", "ce-type", type, "ce-source", "/cron", "ce-id", "1");
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        steps.addAndGet(reply.json().path("steps").asLong());
    }

    private void assertAnswered() {
        assertThat(job().at("/items/answered").asInt()).isEqualTo(ROWS);
        assertThat(simulator.bill().paidTwice()).isEmpty();
        assertThat(works.running()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.sheaf.tick", "dev.knative.sources.ping"})
    void ticks_alone_bring_a_job_to_its_end(String type) {
        long before = works.steps();
        assertThat(state()).isEqualTo("running");
        assertThat(job().path("parts")).as("what nobody asked for").isEmpty();

        Until.holds("the job is over", () -> {
            tick(type);
            return state().equals("completed");
        });

        assertThat(steps.get()).isPositive().isEqualTo(works.steps() - before);
        assertAnswered();
    }

    @Test
    void a_webhook_is_answered_when_what_it_tells_of_is_brought_in() {
        try (SlowBatches slow = new SlowBatches(simulator)) {
            Until.holds("the batch is ordered", () -> {
                tick("dev.sheaf.tick");
                return job().at("/parts/0/batch").isTextual();
            });
            assertThat(state()).isEqualTo("running");
            slow.end();

            Api.Reply reply =
                    Webhook.tell(api, Webhook.id(), job().at("/parts/0/batch").asText(), IdleResource.SECRET);

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.json().path("effect").asText()).isEqualTo("called");
            assertThat(state()).as("once the webhook is answered").isEqualTo("completed");
            assertAnswered();
        }
    }

    @Test
    void a_webhook_of_somebody_elses_is_counted_as_refused() {
        double before = refused();

        Api.Reply reply = Webhook.tell(api, Webhook.id(), "batch_1", Webhook.FOREIGN);

        RefusalTest.assertProblem(reply, 401, "unauthenticated");
        assertThat(refused()).isEqualTo(before + 1);
    }

    private double refused() {
        return api.metric("sheaf_events_in_total{effect=\"refused\",kind=\"webhook\"}");
    }
}
