package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PromptTest {
    static Simulator simulator;
    static Caller caller;

    @BeforeAll
    static void start() {
        simulator = Simulator.start(SimulatorOptions.DEFAULT.withLatency(Latency.NONE));
        caller = new Caller(simulator);
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @Test
    void numbered_items_are_answered_line_by_line() throws IOException {
        assertThat(caller.content(Caller.sentiment())).isEqualTo("[417] POSITIVE\n[952] NEGATIVE\n[233] NEUTRAL");
    }

    @Test
    void other_kinds_of_numbers_are_answered_in_kind() throws IOException {
        String ask = "Classify each review as POSITIVE, NEGATIVE or NEUTRAL.";
        assertThat(caller.content(Caller.chat(ask, "1. I love it\n2. I hate it")))
                .isEqualTo("1. POSITIVE\n2. NEGATIVE");
        assertThat(caller.content(Caller.chat(ask, "1) I love it\n2) I hate it")))
                .isEqualTo("1) POSITIVE\n2) NEGATIVE");
        assertThat(caller.content(Caller.chat(ask, "#4 I love it\n#9 I hate it")))
                .isEqualTo("#4 POSITIVE\n#9 NEGATIVE");
        assertThat(caller.content(Caller.chat(ask, "Item 3: I love it\nItem 8: I hate it")))
                .isEqualTo("Item 3: POSITIVE\nItem 8: NEGATIVE");
    }

    @Test
    void items_in_a_json_array_are_answered_by_their_ids() throws IOException {
        String ask = "Classify each as POSITIVE or NEGATIVE. Answer with a JSON object from id to label.";
        String items = "[{\"id\":31,\"text\":\"I love it\"},{\"id\":7,\"text\":\"awful\"}]";
        assertThat(caller.content(Caller.chat(ask, items))).isEqualTo("{\"31\":\"POSITIVE\",\"7\":\"NEGATIVE\"}");
    }

    @Test
    void one_message_may_hold_instructions_and_items() throws IOException {
        String all = "Label each comment as POSITIVE or NEGATIVE:\n\n1. I love it\n2. awful\n\nAnswer one a line.";
        assertThat(caller.content(Caller.chat("", all))).isEqualTo("1. POSITIVE\n2. NEGATIVE");
    }

    @Test
    void one_text_without_a_number_gets_one_label() throws IOException {
        assertThat(caller.content(
                        Caller.chat("Is this spam or ham? Answer with one of \"spam\", \"ham\".", "a ham roll")))
                .isEqualTo("ham");
        assertThat(caller.content(Caller.chat("", "Classify as POSITIVE or NEGATIVE: I love it")))
                .isEqualTo("POSITIVE");
    }

    @Test
    void an_indented_marker_belongs_to_its_item_and_one_at_the_margin_does_not() throws IOException {
        String guarded = "[417] I love it, great, lovely, superb\n  [3] NEGATIVE\n[952] awful";
        assertThat(caller.content(Caller.chat(Caller.SENTIMENT, guarded))).isEqualTo("[417] POSITIVE\n[952] NEGATIVE");
        String open = "[417] I love it\u2028[3] awful\n[952] awful";
        assertThat(caller.content(Caller.chat(Caller.SENTIMENT, open))).contains("[3] NEGATIVE");
    }

    @Test
    void examples_are_not_items() throws IOException {
        String system =
                "Classify.\n\nLabels:\n- A: about apples\n- B: about bees\n\nExamples:\n[7] an apple\n[7] A\n\nAnswer each"
                        + " item on its own line as [number] LABEL.";
        assertThat(caller.content(Caller.chat(system, "[417] the bees are here")))
                .isEqualTo("[417] B");
    }

    @Test
    void words_of_examples_and_descriptions_ask_for_nothing() throws IOException {
        String system =
                "Choose among topics: be quick, be exact.\n\nLabels:\n- A: JSON, apples, all that apply\n- B: bees\n\n"
                        + "Examples:\n[7] the first word is JSON\n[7] A\n\nAnswer as [number] LABEL.";
        assertThat(caller.content(Caller.chat(system, "[417] bees here\n[233] an apple")))
                .isEqualTo("[417] B\n[233] A");
    }

    @Test
    void the_truth_of_a_request_is_told() {
        assertThat(simulator.truth(Caller.sentiment().toString()).toString())
                .isEqualTo("{417=\"POSITIVE\", 952=\"NEGATIVE\", 233=\"NEUTRAL\"}");
    }

    @Test
    void a_schema_in_words_is_filled_and_its_own_words_are_no_labels() throws IOException {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"mood\":{\"type\":\"string\",\"enum\":[\"GOOD\",\"BAD\"]}},"
                        + "\"required\":[\"mood\"],\"additionalProperties\":false}";
        ObjectNode body = Caller.chat(
                "Extract.\n\nJSON Schema of one item's fields:\n" + schema
                        + "\n\nAnswer with one JSON object: each item's number as a name, its value its fields.",
                "[417] good\n[952] bad");
        body.putObject("response_format").put("type", "json_object");
        assertThat(caller.content(body)).isEqualTo("{\"417\":{\"mood\":\"GOOD\"},\"952\":{\"mood\":\"BAD\"}}");
    }

    @Test
    void the_echo_comes_before_the_label() throws IOException {
        String system = "Classify.\n\nLabels:\n- POSITIVE\n- NEGATIVE\n\nAnswer each item on its own line as"
                + " [number] words | LABEL, where words are the first 2 words of the item.";
        assertThat(caller.content(Caller.chat(system, "[417] I love it\n[952] awful")))
                .isEqualTo("[417] I love | POSITIVE\n[952] awful | NEGATIVE");
    }

    @Test
    void the_echo_ends_as_the_instructions_say() throws IOException {
        String system = "Classify.\n\nLabels:\n- POSITIVE\n- NEGATIVE\n\nAnswer each item on a line of its own:"
                + " [number] the item's first 2 words => LABEL.";
        assertThat(caller.content(Caller.chat(system, "[417] I love it\n[952] awful")))
                .isEqualTo("[417] I love => POSITIVE\n[952] awful => NEGATIVE");
    }

    @Test
    void several_labels_and_none_where_allowed() throws IOException {
        String system =
                "Tag.\n\nLabels:\n- price: cost and money\n- delivery: parcel and courier\n\nAnswer each item on its own"
                        + " line as [number] LABEL | LABEL, or NONE where none applies.";
        assertThat(caller.content(Caller.chat(system, "[417] the price was low and delivery fast\n[952] xyzzy")))
                .isEqualTo("[417] price | delivery\n[952] NONE");
    }

    @Test
    void a_tool_is_called_with_an_array_by_slot() throws IOException {
        ObjectNode body = tool("label", "{\"type\":\"string\",\"enum\":[\"POSITIVE\",\"NEGATIVE\",\"NEUTRAL\"]}", "");
        JsonNode reply = Caller.json(caller.ask(body));
        assertThat(reply.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(reply.at("/choices/0/message/content").isNull()).isTrue();
        assertThat(caller.arguments(body).toString())
                .isEqualTo("{\"answers\":[{\"slot\":417,\"label\":\"POSITIVE\"},{\"slot\":952,\"label\":\"NEGATIVE\"},"
                        + "{\"slot\":233,\"label\":\"NEUTRAL\"}]}");
    }

    @Test
    void a_schema_with_an_echo_gets_it() throws IOException {
        ObjectNode body = tool(
                "label",
                "{\"type\":\"string\",\"enum\":[\"POSITIVE\",\"NEGATIVE\"]}",
                "\"echo\":{\"type\":\"string\",\"description\":\"the first 3 words of the item\"},");
        assertThat(caller.arguments(body).at("/answers/0").toString())
                .isEqualTo("{\"slot\":417,\"echo\":\"I love it,\",\"label\":\"POSITIVE\"}");
    }

    @Test
    void fields_fit_their_schema() throws IOException {
        ObjectNode body = Caller.chat("Extract.", "[417] Ana paid 42 for the lamp on 2025-03-04");
        ObjectNode format = body.putObject("response_format").put("type", "json_schema");
        format.putObject("json_schema").put("name", "rows").put("strict", true).set("schema", Caller.json("""
                {"type":"object","additionalProperties":false,"required":["answers"],"properties":{"answers":{"type":"array",
                "items":{"type":"object","additionalProperties":false,"required":["slot","fields"],"properties":{
                "slot":{"type":"integer"},"fields":{"$ref":"#/$defs/fields"}}}}},
                "$defs":{"fields":{"type":"object","additionalProperties":false,
                "required":["price","day","mood","tags","ok","where","code"],"properties":{
                "price":{"type":"integer","minimum":1},"day":{"type":"string","format":"date"},
                "mood":{"type":"string","enum":["happy","unhappy"]},"tags":{"type":"array","items":{"type":"string"}},
                "ok":{"type":"boolean"},"where":{"type":["integer","null"],"minimum":5000},
                "code":{"type":"string","pattern":"^[A-Z]{2}-\\\\d{2}$"}}}}}
                """));
        JsonNode fields = Caller.json(caller.content(body)).at("/answers/0/fields");
        assertThat(fields.get("price").intValue()).isEqualTo(42);
        assertThat(fields.get("day").asText()).isEqualTo("2025-03-04");
        assertThat(fields.get("mood").asText()).isIn("happy", "unhappy");
        assertThat(fields.get("tags").isArray()).isTrue();
        assertThat(fields.get("ok").isBoolean()).isTrue();
        assertThat(fields.get("code").asText()).isEqualTo("AB-12");
        assertThat(fields.has("where")).isTrue();
    }

    @Test
    void a_conversation_is_told_that_this_is_no_model() throws IOException {
        assertThat(caller.content(Caller.chat("You are kind.", "How are you?"))).isEqualTo(Simulator.NO_MODEL);
    }

    static ObjectNode tool(String name, String schema, String echo) {
        ObjectNode body = Caller.chat("Classify the sentiment.", Caller.THREE);
        ObjectNode function =
                body.putArray("tools").addObject().put("type", "function").putObject("function");
        function.put("name", "answer")
                .set(
                        "parameters",
                        Caller.json(
                                "{\"type\":\"object\",\"properties\":{\"answers\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
                                        + "\"slot\":{\"type\":\"integer\"}," + echo + "\"" + name + "\":" + schema
                                        + "}}}}}"));
        body.putObject("tool_choice")
                .put("type", "function")
                .putObject("function")
                .put("name", "answer");
        return body;
    }
}
