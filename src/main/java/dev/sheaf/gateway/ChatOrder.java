package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * A request to chat completions. {@code messages} is one conversation, or, which is our own, a list of them: its elements
 * are arrays of messages. What is held here to be wrong is so for every model; the rest is for the model to say.
 *
 * @param body as the caller sent it
 * @param json the same
 * @param conversations one, or those of the list
 * @param isList whether the caller sent a list, were it of one
 */
record ChatOrder(Buffer body, ObjectNode json, String model, List<ArrayNode> conversations, boolean isList) {
    private static final String MODEL = "model";
    private static final String MESSAGES = "messages";
    private static final String STREAM = "stream";

    ChatOrder {
        conversations = List.copyOf(conversations);
    }

    /**
     * @param mostConversations that a list may have
     * @throws ApiError where the request is wrong
     */
    static ChatOrder read(Buffer body, int mostConversations) {
        ObjectNode json = JsonBody.read(body);
        String model = model(json);
        ArrayNode messages = messages(json);
        if (!isList(messages)) {
            return new ChatOrder(body, json, model, List.of(messages), false);
        }
        refuseForLists(json);
        return new ChatOrder(body, json, model, conversations(messages, mostConversations), true);
    }

    boolean isStreamed() {
        return json.path(STREAM).booleanValue();
    }

    /** Where it stands in the request. */
    String path(int conversation) {
        return isList ? at(conversation) : MESSAGES;
    }

    /** The request as it would be about one of the conversations only. */
    ObjectNode alone(int conversation) {
        ObjectNode alone = json.objectNode();
        alone.setAll(json);
        alone.set(MESSAGES, conversations.get(conversation));
        return alone;
    }

    private static String model(ObjectNode json) {
        JsonNode model = json.path(MODEL);
        if (model.isMissingNode() || model.isNull() || model.asText().isEmpty() && model.isTextual()) {
            throw ApiError.invalid("you must provide a model parameter", null);
        }
        if (!model.isTextual()) {
            throw ApiError.wrongType(MODEL, "a string", model);
        }
        return model.textValue();
    }

    private static ArrayNode messages(ObjectNode json) {
        JsonNode messages = json.path(MESSAGES);
        if (messages.isMissingNode()) {
            throw ApiError.missing(MESSAGES);
        }
        if (!(messages instanceof ArrayNode array)) {
            throw ApiError.wrongType(MESSAGES, "an array of objects", messages);
        }
        if (array.isEmpty()) {
            throw ApiError.emptyArray(MESSAGES);
        }
        return array;
    }

    /** The first element decides; an array among messages is the one that is wrong. */
    private static boolean isList(ArrayNode messages) {
        boolean isList = messages.get(0).isArray();
        for (int i = 1; i < messages.size() && !isList; i++) {
            if (messages.get(i).isArray()) {
                throw ApiError.wrongType(at(i), "an object like the elements before it", messages.get(i));
            }
        }
        return isList;
    }

    private static List<ArrayNode> conversations(ArrayNode list, int most) {
        if (list.size() > most) {
            throw ApiError.tooManyElements(MESSAGES, most, list.size());
        }
        var conversations = new ArrayList<ArrayNode>(list.size());
        for (int i = 0; i < list.size(); i++) {
            conversations.add(conversation(list.get(i), at(i)));
        }
        return conversations;
    }

    private static ArrayNode conversation(JsonNode element, String path) {
        if (!(element instanceof ArrayNode conversation)) {
            throw ApiError.wrongType(path, "an array of messages like the elements before it", element);
        }
        if (conversation.isEmpty()) {
            throw ApiError.emptyArray(path);
        }
        for (int i = 0; i < conversation.size(); i++) {
            if (!conversation.get(i).isObject()) {
                throw ApiError.wrongType(path + "[" + i + "]", "an object", conversation.get(i));
            }
        }
        return conversation;
    }

    private static void refuseForLists(ObjectNode json) {
        checkStream(json);
        if (json.path(STREAM).booleanValue()) {
            throw ApiError.invalid(
                    "A list of conversations cannot be streamed.", STREAM, ApiError.UNSUPPORTED_PARAMETER);
        }
        checkOne(json, "In a list of conversations each has one choice: 'n' must be 1.");
    }

    /** @throws ApiError where more choices than one, or none, are asked for; its message is {@code why} */
    static void checkOne(ObjectNode json, String why) {
        JsonNode choices = json.path("n");
        if (choices.isMissingNode() || choices.isNull()) {
            return;
        }
        if (!choices.isIntegralNumber()) {
            throw ApiError.wrongType("n", "an integer", choices);
        }
        if (!choices.bigIntegerValue().equals(BigInteger.ONE)) {
            throw ApiError.invalid(why, "n", ApiError.UNSUPPORTED_VALUE);
        }
    }

    /** @throws ApiError where it is there, and neither true nor false */
    static void checkStream(ObjectNode json) {
        JsonNode stream = json.path(STREAM);
        if (!stream.isMissingNode() && !stream.isNull() && !stream.isBoolean()) {
            throw ApiError.wrongType(STREAM, "a boolean", stream);
        }
    }

    private static String at(int element) {
        return MESSAGES + "[" + element + "]";
    }
}
