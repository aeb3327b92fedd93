package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that settles by custom_id and believes nothing else comes to the bill less what was undelivered. */
class BatchLedgerTest {
    private static final int ROUNDS = 12;
    private static final int LINES = 12;

    private record Ledger(long calls, long input, long output) {
        Ledger plus(JsonNode usage) {
            return new Ledger(
                    calls + 1,
                    input + usage.get("prompt_tokens").asLong(),
                    output + usage.get("completion_tokens").asLong());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void with_every_kind_of_fault_a_ledger_is_the_bill_less_the_undelivered(long seed) throws Exception {
        SimulatorOptions options = SimulatorOptions.DEFAULT
                .withSeed(seed)
                .withLatency(Latency.NONE)
                .withHang(Duration.ofMillis(5))
                .withFaults(FaultPlan.parse("all=0.15"))
                .withBatches(BatchTest.QUICK.withWindow(Duration.ofMillis(300)));
        try (Simulator simulator = Simulator.start(options)) {
            Caller caller = new Caller(simulator);
            Ledger ledger = new Ledger(0, 0, 0);
            for (int round = 0; round < ROUNDS; round++) {
                ledger = settle(ledger, caller, "round-" + round + "-");
            }
            Bill bill = simulator.bill();
            assertThat(ledger.calls()).isPositive();
            assertThat(ledger)
                    .isEqualTo(new Ledger(
                            bill.calls() - bill.undelivered().calls(),
                            bill.inputTokens() - bill.undelivered().inputTokens(),
                            bill.outputTokens() - bill.undelivered().outputTokens()));
            assertThat(bill.calls()).isEqualTo(bill.batchRequests());
            assertThat(bill.paidTwice()).isEmpty();
        }
    }

    private static Ledger settle(Ledger ledger, Caller caller, String prefix) throws Exception {
        BatchCaller batches = new BatchCaller(caller);
        String file = found(
                caller,
                "/v1/files",
                "filename",
                prefix + ".jsonl",
                () -> batches.uploading(prefix + ".jsonl", BatchCaller.lines(prefix, LINES)));
        String id = found(caller, "/v1/batches", "input_file_id", file, () -> batches.create(BatchCaller.order(file)));
        JsonNode over = batches.over(id);
        Set<String> open = new HashSet<>();
        BatchCaller.lines(prefix, LINES)
                .lines()
                .forEach(line -> open.add(Caller.json(line).get("custom_id").asText()));
        Ledger sum = ledger;
        for (String name : new String[] {"output_file_id", "error_file_id"}) {
            for (String line : content(caller, over.get(name)).lines().toList()) {
                sum = settle(sum, line, open);
            }
        }
        return sum;
    }

    private static Ledger settle(Ledger ledger, String line, Set<String> open) {
        try {
            JsonNode json = Caller.JSON.readTree(line);
            boolean mine = open.remove(json.path("custom_id").asText());
            JsonNode usage = json.at("/response/body/usage");
            return mine && usage.isObject() ? ledger.plus(usage) : ledger;
        } catch (JsonProcessingException cut) {
            return ledger;
        }
    }

    /** Orders once; where no reply comes or an error, looks until it is there, and orders again where it is not. */
    private static String found(
            Caller caller, String list, String member, String value, Callable<HttpResponse<String>> order)
            throws Exception {
        for (int i = 0; i < 50; i++) {
            try {
                HttpResponse<String> response = order.call();
                if (response.statusCode() == 200) {
                    return Caller.json(response).get("id").asText();
                }
            } catch (IOException neverReplied) {
                return listed(caller, list, member, value);
            }
        }
        throw new AssertionError("never taken");
    }

    private static String listed(Caller caller, String list, String member, String value) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < end) {
            for (JsonNode one : Caller.json(caller.get(list)).path("data")) {
                if (one.path(member).asText().equals(value)) {
                    return one.get("id").asText();
                }
            }
        }
        throw new AssertionError("never listed");
    }

    private static String content(Caller caller, JsonNode file) throws IOException {
        if (!file.isTextual() || file.asText().isEmpty()) {
            return "";
        }
        for (int i = 0; i < 50; i++) {
            try {
                return caller.get("/v1/files/" + file.asText() + "/content").body();
            } catch (IOException brokenOff) {
                continue;
            }
        }
        throw new AssertionError("never whole");
    }
}
