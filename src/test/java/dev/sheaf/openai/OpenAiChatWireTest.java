package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.ChatWire;
import dev.sheaf.model.Reply;
import dev.sheaf.model.ReplyForm;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiChatWireTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChatWire wire = new OpenAiModels().chatWire();

    static List<ReplyForm> forms() {
        ObjectNode schema =
                JSON.createObjectNode().put("type", "object").put("z", 1).put("a", 2);
        return List.of(
                new ReplyForm.Text(),
                new ReplyForm.JsonObject(),
                new ReplyForm.Tool("answer", "Files answers", schema),
                new ReplyForm.JsonSchema("answers", schema));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void a_body_is_to_the_byte_what_the_online_lane_sends(ReplyForm form) throws JsonProcessingException {
        Map<String, JsonNode> parameters = Map.of(
                "temperature", DoubleNode.valueOf(0.0),
                "top_p", DecimalNode.valueOf(new BigDecimal("0.10")),
                "presence_penalty", FloatNode.valueOf(0.1f),
                "frequency_penalty", DoubleNode.valueOf(1e-7),
                "seed", IntNode.valueOf(7),
                "stop", NullNode.getInstance(),
                "metadata", JSON.createObjectNode().put("z", "é😀\u2028").put("a", "\u0000\""));
        ChatRequest request = Requests.of(form, parameters);

        assertThat(JSON.writeValueAsString(wire.body(request)))
                .isEqualTo(JSON.writeValueAsString(ChatCompletionRequest.of(request)));
    }

    @Test
    void a_reply_in_a_file_is_read_as_one_that_came_at_once() throws JsonProcessingException {
        Reply reply = wire.reply("req_9", JSON.readTree(ProviderStub.GOOD), new ReplyForm.Text())
                .orElseThrow();

        assertThat(reply)
                .isEqualTo(
                        JSON.readValue(ProviderStub.GOOD, ChatCompletion.class).reply("req_9", new ReplyForm.Text()));
        assertThat(reply.text()).isEqualTo("[3] POSITIVE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"\"",
                "[]",
                "7",
                "{}",
                "{\"error\":{\"message\":\"No.\"}}",
                "{\"choices\":null}",
                "{\"choices\":7}",
                "{\"choices\":[],\"usage\":\"x\"}"
            })
    void what_is_no_reply_is_none(String body) throws JsonProcessingException {
        assertThat(wire.reply(null, JSON.readTree(body), new ReplyForm.Text())).isEmpty();
    }
}
