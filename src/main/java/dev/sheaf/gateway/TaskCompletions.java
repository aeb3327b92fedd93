package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.ask.Settled;
import dev.sheaf.ask.Share;
import dev.sheaf.ask.Votes;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.Trouble;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Answer.NoAnswer;
import dev.sheaf.task.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Completions of what items of a task got. The content is the label as it is, empty for none; several labels and fields
 * are JSON. {@code usage} is the item's share of its calls; {@code sheaf} tells which, and how many items shared the one that
 * settled it. An item that the model refused is a message that refuses; another one without an answer is an error.
 */
final class TaskCompletions {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Task task;
    private final String model;

    /** @param model as the caller named it */
    TaskCompletions(Task task, String model) {
        this.task = task;
        this.model = model;
    }

    /**
     * @param heading of the completion, should it become one
     * @param path where the item stands in the request
     */
    Completion of(Heading heading, Settled settled, String path) {
        Answer answer = settled.answer();
        if (!(answer instanceof NoAnswer none)) {
            return good(heading, settled, choice(text(answer), null, "stop"));
        }
        if (none.code().equals(Trouble.REFUSED.code())) {
            return good(heading, settled, choice(null, none.message(), "stop"));
        }
        if (none.code().equals(Trouble.FILTERED.code())) {
            return good(heading, settled, choice(null, null, "content_filter"));
        }
        Completion error = Completion.of(NoAnswers.of(none, path));
        error.body().set("usage", usage(usage(settled)));
        error.body().set("sheaf", sheaf(settled));
        return error;
    }

    private Completion good(Heading heading, Settled settled, ObjectNode choice) {
        ObjectNode body = completed(heading.of(model), choice, usage(settled));
        body.set("sheaf", sheaf(settled));
        return new Completion(200, body);
    }

    /** What an item got that was asked otherwise than by a call of its own. @param usage its share */
    static ObjectNode answered(ObjectNode heading, Answer answer, Usage usage) {
        return completed(heading, choice(text(answer), null, "stop"), usage);
    }

    private static ObjectNode completed(ObjectNode heading, ObjectNode choice, Usage usage) {
        heading.putArray("choices").add(choice);
        heading.set("usage", usage(usage));
        return heading.put("service_tier", "default").putNull("system_fingerprint");
    }

    private static ObjectNode choice(@Nullable String content, @Nullable String refusal, String finish) {
        ObjectNode choice = JSON.objectNode().put("index", 0);
        choice.putObject("message")
                .put("role", "assistant")
                .put("content", content)
                .put("refusal", refusal)
                .putArray("annotations");
        return choice.putNull("logprobs").put("finish_reason", finish);
    }

    private static String text(Answer answer) {
        ObjectNode view = JSON.objectNode();
        answer.writeTo(view);
        JsonNode value = view.iterator().next();
        return value.isNull() ? "" : value.isTextual() ? value.textValue() : value.toString();
    }

    private static Usage usage(Settled settled) {
        return settled.shares().stream().map(Share::usage).reduce(Usage.NONE, Usage::plus);
    }

    private ObjectNode sheaf(Settled settled) {
        List<Share> shares = settled.shares();
        ObjectNode sheaf = JSON.objectNode()
                .put("task", task.name())
                .put("version", task.version())
                .put("pack_size", settled.packSize());
        Votes votes = settled.votes();
        if (votes != null) {
            votes.writeTo(sheaf);
        }
        var calls = sheaf.putArray("calls");
        shares.forEach(share -> calls.add(share.callId()));
        return sheaf;
    }

    private static ObjectNode usage(Usage usage) {
        ObjectNode view = JSON.objectNode()
                .put("prompt_tokens", usage.inputTokens())
                .put("completion_tokens", usage.outputTokens())
                .put("total_tokens", usage.inputTokens() + usage.outputTokens());
        view.putObject("prompt_tokens_details")
                .put("cached_tokens", usage.cachedTokens())
                .put("audio_tokens", 0);
        view.putObject("completion_tokens_details")
                .put("reasoning_tokens", usage.reasoningTokens())
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return view;
    }
}
