package dev.sheaf.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.ChatWire;
import dev.sheaf.model.Reply;
import dev.sheaf.model.ReplyForm;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests and replies as {@link OpenAiChatModel} sends and reads them. */
public final class OpenAiChatWire implements ChatWire {
    // numbers stay as they were written
    private final ObjectMapper json = JsonMapper.builder()
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    @Override
    public ObjectNode body(ChatRequest request) {
        return json.valueToTree(ChatCompletionRequest.of(request));
    }

    @Override
    public Optional<Reply> reply(@Nullable String requestId, JsonNode body, ReplyForm form) {
        try {
            ChatCompletion completion = json.treeToValue(body, ChatCompletion.class);
            return Optional.ofNullable(completion)
                    .filter(read -> read.choices() != null)
                    .map(read -> read.reply(requestId, form));
        } catch (JsonProcessingException garbage) {
            return Optional.empty();
        }
    }
}
