package dev.sheaf.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.task.Answer;
import java.util.ArrayList;
import java.util.List;

/** An answer as it is kept: the members of the caller's view of it. */
final class AnswerJson {
    // numbers stay as they were written
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private AnswerJson() {}

    static String write(Answer answer) {
        ObjectNode view = JSON.createObjectNode();
        answer.writeTo(view);
        return view.toString();
    }

    static Answer read(String text) {
        try {
            return read(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored answer is no JSON", e);
        }
    }

    private static Answer read(JsonNode view) {
        JsonNode response = view.path("response");
        if (response.isObject()) {
            return new Answer.Response(
                    response.path("status_code").asInt(),
                    response.path("request_id").textValue(),
                    response.path("body"));
        }
        if (view.has("error")) {
            JsonNode error = view.path("error");
            return new Answer.NoAnswer(
                    error.path("code").asText(), error.path("message").asText());
        }
        if (view.path("fields") instanceof ObjectNode fields) {
            return new Answer.FieldValues(fields);
        }
        if (view.has("labels")) {
            List<String> labels = new ArrayList<>();
            view.path("labels").forEach(label -> labels.add(label.asText()));
            return new Answer.ManyLabels(labels);
        }
        return new Answer.OneLabel(view.path("label").textValue());
    }
}
