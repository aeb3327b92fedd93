package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One completion for a list of conversations: {@code choices[i]} answers conversation i, and {@code usage} is what all of them
 * used. A conversation that failed has a choice with an empty message, {@code finish_reason} {@code error}, and the {@code error} as it
 * would stand in the envelope, and beside it what its own headers would have said: {@code request_id}, the provider's, and
 * {@code retry_after}. Where all failed alike, there is no completion, but that error.
 */
final class JoinedCompletion {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String USAGE = "usage";
    private static final String CHOICES = "choices";
    private static final String ERROR = "error";
    private static final String SHEAF = "sheaf";
    private static final List<String> OF_THE_FIRST = List.of("service_tier", "system_fingerprint");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    private static final List<String> REASON = List.of("type", "code", "param");

    private JoinedCompletion() {}

    /** @param model as the caller named it: the name where no reply has another */
    static Completion of(Heading heading, String model, List<Completion> replies) {
        Optional<Completion> first = replies.stream().filter(Completion::isGood).findFirst();
        if (first.isEmpty() && failedAlike(replies)) {
            return alike(replies);
        }
        JsonNode good = first.<JsonNode>map(Completion::body).orElse(JSON.missingNode());
        ObjectNode body = heading.of(good.path("model").asText(model));
        ArrayNode choices = body.putArray(CHOICES);
        for (int i = 0; i < replies.size(); i++) {
            choices.add(choice(i, replies.get(i)));
        }
        addUsage(body, replies);
        OF_THE_FIRST.stream().filter(good::has).forEach(member -> body.set(member, good.get(member)));
        return new Completion(200, body);
    }

    private static boolean failedAlike(List<Completion> replies) {
        Completion first = replies.get(0);
        return replies.stream().allMatch(reply -> reply.status() == first.status() && alike(reply, first));
    }

    private static boolean alike(Completion one, Completion other) {
        return REASON.stream()
                .allMatch(member -> error(one).path(member).equals(error(other).path(member)));
    }

    private static Completion alike(List<Completion> replies) {
        Completion first = replies.get(0);
        ObjectNode body = JSON.objectNode();
        body.set(ERROR, error(first));
        addUsage(body, replies);
        return new Completion(first.status(), body, latest(replies).headers());
    }

    /** Who comes back when the last of them may has no reason to come back once more. */
    private static Completion latest(List<Completion> replies) {
        return replies.stream()
                .max(Comparator.comparingLong(JoinedCompletion::seconds))
                .orElseThrow();
    }

    private static long seconds(Completion reply) {
        String said = reply.headers().getOrDefault(Completion.RETRY_AFTER, "");
        return SECONDS.matcher(said).matches() ? Long.parseLong(said) : 0;
    }

    private static ObjectNode choice(int index, Completion reply) {
        ObjectNode choice = JSON.objectNode().put("index", index);
        if (reply.isGood() && reply.body().path(CHOICES).path(0) instanceof ObjectNode answered) {
            choice.setAll(answered);
            choice.put("index", index);
        } else {
            choice.putObject("message")
                    .put("role", "assistant")
                    .putNull("content")
                    .putNull("refusal");
            choice.putNull("logprobs").put("finish_reason", ERROR).set(ERROR, told(reply));
        }
        if (reply.body().has(SHEAF)) {
            choice.set(SHEAF, reply.body().get(SHEAF));
        }
        return choice;
    }

    /** With what a reply of its own would have said beside the envelope. */
    private static ObjectNode told(Completion reply) {
        ObjectNode error = error(reply).deepCopy();
        @Nullable String id = reply.headers().get(Completion.PROVIDER_ID);
        if (id != null) {
            error.put("request_id", id);
        }
        @Nullable String wait = reply.headers().get(Completion.RETRY_AFTER);
        if (wait != null) {
            error.set(
                    "retry_after",
                    SECONDS.matcher(wait).matches() ? JSON.numberNode(seconds(reply)) : JSON.textNode(wait));
        }
        return error;
    }

    /** A reply that holds neither a choice nor an error is one as well. */
    private static JsonNode error(Completion reply) {
        JsonNode error = reply.body().path(ERROR);
        return error.isObject()
                ? error
                : new ApiError(
                                502,
                                "server_error",
                                "The provider's reply (" + reply.status() + ") is no completion.",
                                null,
                                "provider_unavailable")
                        .error();
    }

    private static void addUsage(ObjectNode body, List<Completion> replies) {
        replies.stream()
                .map(reply -> reply.body().path(USAGE))
                .filter(JsonNode::isObject)
                .forEach(usage -> add(body.withObjectProperty(USAGE), usage));
    }

    /** Every figure, also those that we do not know. */
    private static void add(ObjectNode sum, JsonNode more) {
        more.properties().forEach(member -> {
            String name = member.getKey();
            JsonNode figure = member.getValue();
            if (figure.isObject()) {
                add(sum.withObjectProperty(name), figure);
            } else if (figure.isIntegralNumber()) {
                sum.put(name, sum.path(name).asLong() + figure.longValue());
            } else if (figure.isNumber()) {
                sum.put(name, sum.path(name).decimalValue().add(figure.decimalValue()));
            } else if (!sum.has(name)) {
                sum.set(name, figure);
            }
        });
    }
}
