package dev.sheaf.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.ask.Votes;
import dev.sheaf.quality.Ballots;
import dev.sheaf.task.Answer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer as it is kept: the members of the caller's view of it. */
final class AnswerJson {
    // numbers stay as they were written
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final String VOTES = "votes";

    private AnswerJson() {}

    /** An answer with how sure it is, where its item voted. */
    record Kept(Answer answer, @Nullable Votes votes) {}

    static String write(Answer answer) {
        return view(answer).toString();
    }

    static String write(Answer answer, @Nullable Votes votes) {
        ObjectNode view = view(answer);
        if (votes != null) {
            votes.writeTo(view);
        }
        return view.toString();
    }

    private static ObjectNode view(Answer answer) {
        ObjectNode view = JSON.createObjectNode();
        answer.writeTo(view);
        return view;
    }

    static Kept read(String text) {
        JsonNode view = tree(text);
        JsonNode votes = view.path(VOTES);
        return new Kept(
                read(view),
                votes.isObject()
                        ? new Votes(
                                votes.path("agreed").asInt(),
                                votes.path("asked").asInt())
                        : null);
    }

    /** The votes that were cast for an item. */
    static String write(Ballots ballots) {
        ArrayNode counts = JSON.createArrayNode();
        for (Ballots.Count count : ballots.counts()) {
            counts.add(view(count.answer()).put(VOTES, count.votes()));
        }
        return counts.toString();
    }

    static Ballots ballots(@Nullable String text) {
        if (text == null) {
            return Ballots.NONE;
        }
        List<Ballots.Count> counts = new ArrayList<>();
        tree(text)
                .forEach(count -> counts.add(
                        new Ballots.Count(read(count), count.path(VOTES).asInt())));
        return new Ballots(counts);
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
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
