package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BillTest {
    Simulator simulator;
    Caller caller;

    @BeforeEach
    void start() {
        simulator = Simulator.start(SimulatorOptions.DEFAULT.withLatency(Latency.NONE));
        caller = new Caller(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    void ask(String id, ObjectNode body) throws IOException {
        HttpRequest.Builder request =
                caller.request("/v1/chat/completions").POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        caller.send(id.isEmpty() ? request : request.header("X-Client-Request-Id", id));
    }

    @Test
    void the_bill_adds_up_what_the_replies_said() throws IOException {
        long input = 0;
        long output = 0;
        for (String text : List.of("one", "two is longer", "three")) {
            JsonNode usage = Caller.json(caller.ask(Caller.chat(Caller.SENTIMENT, "[417] " + text)))
                    .get("usage");
            input += usage.get("prompt_tokens").longValue();
            output += usage.get("completion_tokens").longValue();
        }
        JsonNode bill = Caller.json(caller.get("/simulator/bill"));
        assertThat(bill.fieldNames())
                .toIterable()
                .containsExactly(
                        "calls",
                        "inputTokens",
                        "cachedTokens",
                        "outputTokens",
                        "batchRequests",
                        "paidTwice",
                        "undelivered",
                        "faults",
                        "models",
                        "replies");
        assertThat(bill.get("calls").longValue()).isEqualTo(3);
        assertThat(bill.get("inputTokens").longValue()).isEqualTo(input);
        assertThat(bill.get("outputTokens").longValue()).isEqualTo(output);
        assertThat(bill.at("/models/gpt-4o-mini/inputTokens").longValue()).isEqualTo(input);
        assertThat(bill.get("paidTwice")).isEmpty();
    }

    @Test
    void the_same_request_bought_again_after_delivery_is_paid_twice() throws IOException {
        ask("a", Caller.sentiment());
        ask("a", Caller.sentiment());
        assertThat(simulator.bill().paidTwice()).hasSize(1);
        assertThat(simulator.bill().paidTwice().get(0).request()).isEqualTo("a");
        assertThat(simulator.bill().paidTwice().get(0).delivered()).isEqualTo(1);
    }

    @Test
    void another_id_or_another_body_is_a_deliberate_asking() throws IOException {
        ask("a", Caller.sentiment());
        ask("b", Caller.sentiment());
        ask("a", Caller.sentiment().put("seed", 2));
        ask("", Caller.sentiment());
        assertThat(simulator.bill().paidTwice()).isEmpty();
    }

    @Test
    void a_retry_of_what_never_arrived_is_not_paid_twice() throws IOException {
        simulator.change(simulator.options().withFaults(FaultPlan.parse("reset=1")));
        assertThatThrownBy(() -> ask("a", Caller.sentiment())).isInstanceOf(IOException.class);
        simulator.change(simulator.options().withFaults(FaultPlan.NONE));
        ask("a", Caller.sentiment());
        Bill bill = simulator.bill();
        assertThat(bill.paidTwice()).isEmpty();
        assertThat(bill.undelivered().calls()).isEqualTo(bill.calls() - 1);
        assertThat(bill.undelivered().inputTokens()).isEqualTo(bill.inputTokens() * (bill.calls() - 1) / bill.calls());
    }

    @Test
    void a_caller_who_hangs_up_pays_for_what_is_then_undelivered() throws IOException {
        simulator.change(simulator.options().withLatency(Latency.NONE.withBase(Duration.ofSeconds(3))));
        caller.hangUp(Caller.sentiment(), () -> true);
        caller.await(() -> simulator.bill().calls() == 1);
        assertThat(simulator.bill().undelivered().calls()).isEqualTo(1);
    }

    @Test
    void the_bill_can_be_cleared() throws IOException {
        caller.ask(Caller.sentiment());
        caller.send(caller.request("/simulator/bill").DELETE());
        assertThat(simulator.bill().calls()).isZero();
        caller.ask(Caller.sentiment());
        assertThat(simulator.bill().paidTwice()).isEmpty();
    }

    @Test
    void the_truth_of_a_request_is_told_for_nothing() throws IOException {
        assertThat(caller.post("/simulator/truth", Caller.sentiment().toString())
                        .body())
                .isEqualTo("{\"417\":\"POSITIVE\",\"952\":\"NEGATIVE\",\"233\":\"NEUTRAL\"}");
        assertThat(simulator.bill().calls()).isZero();
    }
}
