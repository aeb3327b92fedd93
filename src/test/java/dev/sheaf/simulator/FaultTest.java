package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The shape of each fault, over several requests: what is left to chance differs between them. */
class FaultTest {
    static final Pattern LINE = Pattern.compile("(?m)^\\[(\\d+)\\] (.*)$");
    static final int ROUNDS = 12;
    static final String ECHOED =
            "Classify.\n\nLabels:\n- POSITIVE\n- NEGATIVE\n- NEUTRAL\n\nAnswer each item on its own line as"
                    + " [number] word | LABEL, where word is the first word of the item.";

    static Simulator simulator;
    static Caller caller;

    record Said(String slot, String answer) {}

    @BeforeAll
    static void start() {
        simulator = Simulator.start(SimulatorOptions.DEFAULT.withLatency(Latency.NONE));
        caller = new Caller(simulator);
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    static void strike(Fault... faults) {
        Map<Fault, Double> each = new java.util.EnumMap<>(Fault.class);
        for (Fault fault : faults) {
            each.put(fault, 1.0);
        }
        simulator.change(simulator.options().withFaults(new FaultPlan(0, each)));
    }

    /** A pack of eight whose first words are all different and whose labels alternate. */
    static ObjectNode pack(String system, int round) {
        StringBuilder items = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            String mood = i % 2 == 0 ? "great and lovely" : "terrible and boring";
            items.append("[")
                    .append(slots().get(i))
                    .append("] word")
                    .append(i)
                    .append(" is ")
                    .append(mood);
            items.append(" ").append(round).append("\n");
        }
        return Caller.chat(system, items.toString());
    }

    static List<String> slots() {
        return List.of("417", "952", "233", "871", "128", "640", "305", "777");
    }

    static List<Said> truth() {
        return IntStream.range(0, 8)
                .mapToObj(i -> new Said(slots().get(i), "word" + i + " | " + (i % 2 == 0 ? "POSITIVE" : "NEGATIVE")))
                .toList();
    }

    static List<Said> read(String text) {
        List<Said> said = new ArrayList<>();
        Matcher lines = LINE.matcher(text);
        while (lines.find()) {
            said.add(new Said(lines.group(1), lines.group(2)));
        }
        return said;
    }

    static List<List<Said>> lists(Fault fault) throws IOException {
        strike(fault);
        List<List<Said>> lists = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            lists.add(read(caller.content(pack(ECHOED, round))));
        }
        return lists;
    }

    static List<String> texts(String system, Fault fault) throws IOException {
        strike(fault);
        List<String> texts = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            texts.add(caller.content(pack(system, round)));
        }
        return texts;
    }

    static List<String> slots(List<Said> said) {
        return said.stream().map(Said::slot).toList();
    }

    static List<String> answers(List<Said> said) {
        return said.stream().map(Said::answer).toList();
    }

    @Test
    void without_faults_every_slot_is_true() throws IOException {
        strike();
        assertThat(read(caller.content(pack(ECHOED, 0)))).isEqualTo(truth());
    }

    @Test
    void missing_leaves_out_one_slot_in_the_middle_and_the_rest_is_true() throws IOException {
        for (List<Said> said : lists(Fault.MISSING)) {
            assertThat(said).hasSize(7).isSubsetOf(truth());
            assertThat(slots(said)).startsWith("417").endsWith("777");
        }
    }

    @Test
    void doubled_says_one_slot_twice_alike() throws IOException {
        for (List<Said> said : lists(Fault.DOUBLED)) {
            assertThat(said).hasSize(9).containsAll(truth());
            assertThat(new HashSet<>(said)).hasSize(8);
        }
    }

    @Test
    void contradicting_says_one_slot_twice_in_two_ways() throws IOException {
        for (List<Said> said : lists(Fault.CONTRADICTING)) {
            assertThat(said).hasSize(9).containsAll(truth());
            assertThat(new HashSet<>(said)).hasSize(9);
            assertThat(new HashSet<>(slots(said))).hasSize(8);
        }
    }

    @Test
    void extra_answers_a_slot_that_was_not_asked() throws IOException {
        for (List<Said> said : lists(Fault.EXTRA)) {
            assertThat(said).hasSize(9).containsAll(truth());
            assertThat(slots(said)).anyMatch(slot -> !slots().contains(slot));
        }
    }

    @Test
    void skipped_moves_the_answers_up_with_their_echoes_and_leaves_the_last_slot_out() throws IOException {
        List<String> all = answers(truth());
        for (List<Said> said : lists(Fault.SKIPPED)) {
            assertThat(slots(said)).isEqualTo(slots().subList(0, 7));
            int at = firstDifference(answers(said), all);
            assertThat(at).isBetween(0, 6);
            assertThat(answers(said).subList(at, 7)).isEqualTo(all.subList(at + 1, 8));
        }
    }

    static int firstDifference(List<String> one, List<String> other) {
        return IntStream.range(0, one.size())
                .filter(i -> !one.get(i).equals(other.get(i)))
                .findFirst()
                .orElse(-1);
    }

    @Test
    void skipped_invented_keeps_the_count_and_moves_up_or_down() throws IOException {
        List<String> all = answers(truth());
        Set<String> ways = new HashSet<>();
        for (List<Said> said : lists(Fault.SKIPPED_INVENTED)) {
            assertThat(slots(said)).isEqualTo(slots());
            int at = firstDifference(answers(said), all);
            boolean up = answers(said).subList(at, 7).equals(all.subList(at + 1, 8));
            boolean down = answers(said).subList(at + 1, 8).equals(all.subList(at, 7));
            assertThat(up || down).isTrue();
            assertThat(all).doesNotContain(answers(said).get(up ? 7 : at));
            ways.add(up ? "up" : "down");
        }
        assertThat(ways).containsExactlyInAnyOrder("up", "down");
    }

    @Test
    void shuffled_changes_the_order_and_nothing_else() throws IOException {
        for (List<Said> said : lists(Fault.SHUFFLED)) {
            assertThat(said).containsExactlyInAnyOrderElementsOf(truth()).isNotEqualTo(truth());
        }
    }

    @Test
    void wrong_label_spoils_one_slot() throws IOException {
        for (List<Said> said : lists(Fault.WRONG_LABEL)) {
            assertThat(slots(said)).isEqualTo(slots());
            List<Said> wrong =
                    said.stream().filter(one -> !truth().contains(one)).toList();
            assertThat(wrong).hasSize(1);
            assertThat(wrong.get(0).answer().replaceAll(".* \\| ", "")).isNotIn("POSITIVE", "NEGATIVE", "NEUTRAL");
        }
    }

    @Test
    void prose_stands_round_the_answers_or_behind_each() throws IOException {
        for (String text : texts(ECHOED, Fault.PROSE)) {
            assertThat(slots(read(text))).isEqualTo(slots());
            assertThat(text).isNotEqualTo(plain());
        }
    }

    static String plain() {
        return String.join(
                "\n",
                truth().stream()
                        .map(one -> "[" + one.slot() + "] " + one.answer())
                        .toList());
    }

    @Test
    void fences_stand_round_the_answers() throws IOException {
        for (String text : texts(ECHOED, Fault.FENCES)) {
            assertThat(text).startsWith("```\n[417]").endsWith("\n```");
            assertThat(read(text)).isEqualTo(truth());
        }
        assertThat(texts(json(), Fault.FENCES)).anyMatch(text -> text.startsWith("```json\n{"));
    }

    static String json() {
        return "Labels:\n- POSITIVE\n- NEGATIVE\n- NEUTRAL\n\nAnswer with a JSON object from number to label.";
    }

    @Test
    void comma_joined_is_one_line() throws IOException {
        for (String text : texts(ECHOED, Fault.COMMA_JOINED)) {
            assertThat(text).isEqualTo(plain().replace("\n", ", "));
        }
    }

    @Test
    void single_quotes_are_a_python_dict() throws IOException {
        for (String text : texts(json(), Fault.SINGLE_QUOTES)) {
            assertThat(text).startsWith("{'417': 'POSITIVE', '952': 'NEGATIVE'").endsWith("}");
        }
        assertThat(TextFaults.singleQuoted("{\"a\":\"it's\",\"b\":\"x\\\"y\",\"c\":true,\"d\":null,\"e\":\"\"}"))
                .isEqualTo("{'a': \"it's\", 'b': 'x\"y', 'c': True, 'd': None, 'e': ''}");
    }

    @Test
    void next_turn_names_the_same_numbers_again_with_other_labels() throws IOException {
        for (String text : texts(ECHOED, Fault.NEXT_TURN)) {
            List<Said> said = read(text);
            assertThat(said.subList(0, 8)).isEqualTo(truth());
            assertThat(slots(said.subList(8, 16))).isEqualTo(slots());
            assertThat(said.subList(8, 16)).doesNotContainAnyElementsOf(truth());
        }
    }

    @Test
    void malformed_json_does_not_parse() throws IOException {
        for (String text : texts(json(), Fault.MALFORMED)) {
            assertThatThrownBy(() -> new com.fasterxml.jackson.databind.ObjectMapper()
                            .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                            .readTree(text))
                    .as(text)
                    .isInstanceOf(JsonProcessingException.class);
        }
    }

    @Test
    void cut_ends_early_and_says_stop() throws IOException {
        strike(Fault.CUT);
        for (int round = 0; round < ROUNDS; round++) {
            JsonNode choice = Caller.json(caller.ask(pack(ECHOED, round))).at("/choices/0");
            assertThat(plain()).startsWith(choice.at("/message/content").asText());
            assertThat(choice.at("/message/content").asText()).isNotEqualTo(plain());
            assertThat(choice.get("finish_reason").asText()).isEqualTo("stop");
        }
    }

    @Test
    void length_ends_early_and_says_so() throws IOException {
        strike(Fault.LENGTH);
        JsonNode choice = Caller.json(caller.ask(pack(ECHOED, 0))).at("/choices/0");
        assertThat(plain()).startsWith(choice.at("/message/content").asText());
        assertThat(choice.get("finish_reason").asText()).isEqualTo("length");
    }

    @Test
    void a_call_of_a_function_is_cut_within_its_arguments() throws IOException {
        strike(Fault.LENGTH);
        ObjectNode body = PromptTest.tool("label", "{\"type\":\"string\",\"enum\":[\"A\",\"B\"]}", "");
        JsonNode choice = Caller.json(caller.ask(body)).at("/choices/0");
        assertThat(choice.get("finish_reason").asText()).isEqualTo("length");
        assertThat(choice.at("/message/tool_calls/0/function/arguments").asText())
                .startsWith("{\"answers\":[")
                .doesNotEndWith("}]}");
    }

    @Test
    void a_refusal_stands_in_the_refusal_the_content_or_the_finish() throws IOException {
        strike(Fault.REFUSAL);
        Set<String> ways = new HashSet<>();
        for (int round = 0; round < 4 * ROUNDS; round++) {
            JsonNode choice = Caller.json(caller.ask(pack(ECHOED, round))).at("/choices/0");
            assertThat(read(choice.at("/message/content").asText())).isEmpty();
            ways.add(choice.get("finish_reason").asText());
        }
        assertThat(ways).containsExactlyInAnyOrder("stop", "content_filter");
        ObjectNode tool = PromptTest.tool("label", "{\"type\":\"string\",\"enum\":[\"A\",\"B\"]}", "");
        Set<Boolean> named = new HashSet<>();
        for (int round = 0; round < 4 * ROUNDS; round++) {
            JsonNode message = Caller.json(caller.ask(tool)).at("/choices/0/message");
            assertThat(message.has("tool_calls")).isFalse();
            named.add(message.get("refusal").isTextual());
        }
        assertThat(named).contains(true);
    }

    @Test
    void empty_is_empty() throws IOException {
        for (String text : texts(ECHOED, Fault.EMPTY)) {
            assertThat(text).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOO_MANY_REQUESTS", "SERVER_ERROR", "OVERLOADED"})
    void an_http_fault_is_an_envelope_and_bills_nothing(Fault fault) throws IOException {
        strike(fault);
        long before = simulator.bill().calls();
        HttpResponse<String> response = caller.ask(pack(ECHOED, 1));
        assertThat(response.statusCode()).isEqualTo(Integer.parseInt(fault.word()));
        assertThat(Caller.json(response).at("/error/message").asText()).isNotEmpty();
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
        assertThat(simulator.bill().calls()).isEqualTo(before);
        assertThat(simulator.bill().faults()).containsKey(fault.word());
        if (fault == Fault.TOO_MANY_REQUESTS) {
            assertThat(response.headers().firstValueAsLong("retry-after-ms").orElseThrow())
                    .isBetween(1L, 1_000L);
            assertThat(response.headers().firstValue("retry-after")).isPresent();
        }
    }

    @Test
    void a_reset_works_and_bills_and_delivers_nothing() {
        strike(Fault.RESET);
        Bill before = simulator.bill();
        assertThatIOException().isThrownBy(() -> caller.ask(pack(ECHOED, 1)));
        Bill after = simulator.bill();
        assertThat(after.calls()).isGreaterThan(before.calls());
        assertThat(after.undelivered().calls() - before.undelivered().calls())
                .isEqualTo(after.calls() - before.calls());
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT_BEFORE", "TIMEOUT_AFTER"})
    void a_timeout_never_replies_and_bills_only_after_the_work(Fault fault) throws IOException {
        strike(fault);
        Bill before = simulator.bill();
        long struck = before.faults().getOrDefault(fault.word(), 0L);
        caller.hangUp(pack(ECHOED, 1), () -> simulator.bill().faults().getOrDefault(fault.word(), 0L) > struck);
        long billed = simulator.bill().calls() - before.calls();
        assertThat(billed).isEqualTo(fault == Fault.TIMEOUT_AFTER ? 1 : 0);
        assertThat(simulator.bill().undelivered().calls() - before.undelivered().calls())
                .isEqualTo(billed);
    }

    @Test
    void a_held_call_ends_when_its_bound_is_over() {
        strike(Fault.TIMEOUT_BEFORE);
        SimulatorOptions usual = simulator.options();
        simulator.change(usual.withHang(Duration.ofMillis(50)));
        assertThatIOException()
                .isThrownBy(() -> caller.ask(pack(ECHOED, 1)))
                .isNotInstanceOf(HttpTimeoutException.class);
        simulator.change(usual);
    }

    @Test
    void every_kind_at_once_still_replies_or_hangs_up() throws IOException {
        simulator.change(
                simulator.options().withFaults(FaultPlan.parse("all=0.3")).withHang(Duration.ofMillis(20)));
        int replies = 0;
        for (int round = 0; round < 200; round++) {
            try {
                replies += caller.ask(pack(round % 2 == 0 ? ECHOED : json(), round))
                                        .statusCode()
                                == 200
                        ? 1
                        : 0;
            } catch (IOException hungUp) {
                continue;
            }
        }
        assertThat(replies).isPositive();
        assertThat(simulator.bill().replies().keySet()).isSubsetOf(200, 429, 500, 503);
        simulator.change(simulator.options().withHang(Duration.ofMinutes(15)));
    }

    @Test
    void faults_of_a_single_text_and_of_a_single_slot_never_break_it() throws IOException {
        for (Fault fault : Fault.values()) {
            if (fault.stage() == Fault.Stage.LIST || fault.stage() == Fault.Stage.TEXT) {
                strike(fault);
                for (String system : List.of(ECHOED, json(), "Classify as POSITIVE or NEGATIVE.", "Talk.")) {
                    assertThat(caller.ask(Caller.chat(system, "[417] awful")).statusCode())
                            .isEqualTo(200);
                    assertThat(caller.ask(Caller.chat(system, "awful")).statusCode())
                            .isEqualTo(200);
                }
            }
        }
    }
}
