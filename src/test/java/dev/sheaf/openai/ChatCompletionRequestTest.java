package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.Message;
import dev.sheaf.model.ReplyForm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChatCompletionRequestTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String START =
            "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"system\",\"content\":\"Classify.\"},{\"role\":\"user\",\"content\":\"[3] Great film\"}]";

    private static String written(ReplyForm form, Map<String, JsonNode> parameters) {
        return written(Requests.of(form, parameters));
    }

    private static String written(ChatRequest request) {
        try {
            return JSON.writeValueAsString(ChatCompletionRequest.of(request));
        } catch (JsonProcessingException broken) {
            throw new AssertionError(broken);
        }
    }

    private static ObjectNode schema() {
        return JSON.createObjectNode().put("type", "object");
    }

    @Test
    void a_request_for_text_says_nothing_more_than_it_must() {
        assertThat(written(new ReplyForm.Text(), Map.of())).isEqualTo(START + "}");
    }

    @Test
    void json_is_asked_for_by_the_response_format() {
        assertThat(written(new ReplyForm.JsonObject(), Map.of()))
                .isEqualTo(START + ",\"response_format\":{\"type\":\"json_object\"}}");
    }

    @Test
    void a_schema_is_asked_for_strictly() {
        assertThat(written(new ReplyForm.JsonSchema("answers", schema()), Map.of()))
                .isEqualTo(
                        START
                                + ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"answers\",\"strict\":true,\"schema\":{\"type\":\"object\"}}}}");
    }

    @Test
    void a_tool_is_the_only_choice_and_called_once() {
        assertThat(written(new ReplyForm.Tool("answer", "Files answers", schema()), Map.of()))
                .isEqualTo(
                        START
                                + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"answer\",\"description\":\"Files answers\",\"parameters\":{\"type\":\"object\"}}}],"
                                + "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"answer\"}},\"parallel_tool_calls\":false}");
    }

    @Test
    void parameters_become_members_as_they_are() {
        assertThat(written(new ReplyForm.Text(), Map.of("temperature", DoubleNode.valueOf(0.0))))
                .isEqualTo(START + ",\"temperature\":0.0}");
        assertThat(written(new ReplyForm.Text(), Map.of("seed", IntNode.valueOf(7))))
                .isEqualTo(START + ",\"seed\":7}");
        assertThat(written(new ReplyForm.Text(), Map.of("stop", NullNode.getInstance())))
                .isEqualTo(START + ",\"stop\":null}");
    }

    @Test
    void further_members_stand_in_one_order_whatever_order_they_came_in() {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        for (String name : List.of("temperature", "seed", "Aa", "BB", "metadata", "max_completion_tokens")) {
            parameters.put(name, IntNode.valueOf(1));
        }

        assertThat(written(new ReplyForm.Text(), parameters))
                .isEqualTo(
                        START
                                + ",\"Aa\":1,\"BB\":1,\"max_completion_tokens\":1,\"metadata\":1,\"seed\":1,\"temperature\":1}");
    }

    @Test
    void a_parameter_never_stands_beside_a_member_of_the_request() {
        Map<String, JsonNode> parameters = Map.of(
                "model", TextNode.valueOf("other"),
                "messages", NullNode.getInstance(),
                "response_format", NullNode.getInstance());

        assertThat(written(new ReplyForm.JsonObject(), parameters))
                .isEqualTo(START + ",\"response_format\":{\"type\":\"json_object\"}}");
    }

    @Test
    void a_stream_is_never_asked_for() {
        assertThat(written(new ReplyForm.Text(), Map.of("stream", BooleanNode.TRUE)))
                .isEqualTo(START + "}");
    }

    @Test
    void half_a_character_in_an_item_does_not_spoil_the_pack() throws JsonProcessingException {
        ChatRequest request = new ChatRequest(
                "ask-1",
                "m",
                List.of(Message.user("a\ud83d b😀\udc00")),
                new ReplyForm.Text(),
                Map.of(),
                Requests.CLAIM);

        JsonNode sent = JSON.readTree(written(request));

        assertThat(sent.at("/messages/0/content").textValue()).isEqualTo("a\ufffd b😀\ufffd");
    }
}
