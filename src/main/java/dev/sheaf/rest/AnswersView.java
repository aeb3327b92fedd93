package dev.sheaf.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.ask.Settled;
import dev.sheaf.ask.Share;
import dev.sheaf.ask.Votes;
import dev.sheaf.model.Usage;
import dev.sheaf.quality.Suspicion;
import dev.sheaf.task.Item;
import dev.sheaf.task.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The answers to one request as its caller sees them. */
final class AnswersView {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private AnswersView() {}

    static ObjectNode of(Task task, List<Item> items, List<Settled> settled) {
        ObjectNode view = JSON.objectNode().put("task", task.name()).put("version", task.version());
        var answers = view.putArray("answers");
        settled.forEach(answer -> answers.add(answer(task, items, answer)));
        var bill = new Bill();
        settled.forEach(bill::add);
        view.set("usage", bill.view());
        return view;
    }

    static ObjectNode answer(Task task, List<Item> items, Settled settled) {
        ObjectNode view = JSON.objectNode();
        Item item = items.get(settled.index());
        if (!item.id().isEmpty()) {
            view.put("id", item.id());
        }
        settled.answer().writeTo(view);
        Votes votes = settled.votes();
        if (votes != null) {
            votes.writeTo(view);
        }
        if (Suspicion.isolates(task.definition(), item.text())) {
            view.put("isolated", true);
        }
        return view;
    }

    /** The last line of a stream. */
    static ObjectNode summary(Task task, Bill bill) {
        ObjectNode view = JSON.objectNode().put("task", task.name()).put("version", task.version());
        view.set("usage", bill.view());
        return view;
    }

    /** The caller's share of the calls that its items stood in. Over all callers the tokens add up to the provider's. */
    static final class Bill {
        private Usage usage = Usage.NONE;
        private final Set<String> calls = new HashSet<>();

        synchronized void add(Settled settled) {
            for (Share share : settled.shares()) {
                usage = usage.plus(share.usage());
                calls.add(share.callId());
            }
        }

        synchronized ObjectNode view() {
            return JSON.objectNode()
                    .put("inputTokens", usage.inputTokens())
                    .put("outputTokens", usage.outputTokens())
                    .put("calls", calls.size());
        }
    }

    /** For the API's document. */
    @Schema(
            name = "Answers",
            requiredProperties = {"task", "version", "answers", "usage"})
    record Document(
            String task,

            @Schema(description = "The version that answered.")
            String version,

            @Schema(description = "In the request's order.") List<AnswerDocument> answers,
            UsageDocument usage) {}

    /** For the API's document. */
    @Schema(
            name = "AnswerLine",
            description = "An answer; or, as the last line, what the request cost.",
            oneOf = {AnswerDocument.class, SummaryDocument.class})
    interface LineDocument {}

    /** For the API's document. */
    @Schema(
            name = "AnswerSummary",
            requiredProperties = {"task", "version", "usage"})
    record SummaryDocument(String task, String version, UsageDocument usage) {}

    /** For the API's document. */
    @Schema(name = "Answer", description = "One of label, labels, fields and error.")
    record AnswerDocument(
            @Schema(description = "The item's id; absent for a single text.") @Nullable
            String id,

            @Schema(description = "null where the item has none and the task allows that.", nullable = true) @Nullable
            String label,

            @Schema(description = "For tasks with multiple labels, in no particular order.") @Nullable
            List<String> labels,

            @Schema(description = "By the task's schema.", type = SchemaType.OBJECT) @Nullable
            Map<String, Object> fields,

            @Schema(description = "Only where the task has its items vote.") @Nullable
            VotesDocument votes,

            @Schema(description = "true where the item speaks to the model and was asked alone; else absent.") @Nullable
            Boolean isolated,

            @Nullable ErrorDocument error) {}

    /** For the API's document. */
    @Schema(
            name = "AnswerVotes",
            description = "How sure the answer is.",
            requiredProperties = {"agreed", "asked"})
    record VotesDocument(
            @Schema(description = "How often the item got this answer.")
            int agreed,

            @Schema(description = "How often it was answered.")
            int asked) {}

    /** For the API's document. */
    @Schema(
            name = "AnswerError",
            description = "Why an item has no answer.",
            requiredProperties = {"code", "message"})
    record ErrorDocument(
            @Schema(description = "A stable code, for programs.", examples = "deadline_exceeded")
            String code,

            @Schema(description = "A sentence, for people.") String message) {}

    /** For the API's document. */
    @Schema(
            name = "AnswerUsage",
            description = "The request's share of the model calls that its items stood in.",
            requiredProperties = {"inputTokens", "outputTokens", "calls"})
    record UsageDocument(
            long inputTokens,
            long outputTokens,

            @Schema(description = "Model calls that held at least one of the items.")
            long calls) {}

    /** For the API's document. */
    @Schema(name = "Items", description = "A list of items, or a single one without id: a text, or columns.")
    record ItemsDocument(
            @Schema(description = "At least one, and as many as sheaf.api.max-items allows; no id twice.") @Nullable
            List<ItemDocument> items,

            @Nullable String text,
            @Schema(type = SchemaType.OBJECT) @Nullable Map<String, String> columns) {}

    /** For the API's document. */
    @Schema(
            name = "Item",
            description = "A text, or columns for a task with an input template.",
            requiredProperties = "id")
    record ItemDocument(
            @Schema(maxLength = 200) String id,
            @Nullable String text,
            @Schema(type = SchemaType.OBJECT) @Nullable Map<String, String> columns) {}
}
