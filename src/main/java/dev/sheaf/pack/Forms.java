package dev.sheaf.pack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.model.ReplyForm;
import dev.sheaf.model.Structured;
import dev.sheaf.task.AnswerFormat;
import dev.sheaf.task.AnswerShape;
import dev.sheaf.task.TaskDefinition;
import java.util.Set;

/**
 * The form that a task's replies are held to. It is the same for every pack: a provider caches and compiles a schema, so
 * no slot's number and no count stands in it.
 */
final class Forms {
    static final String ANSWERS = "answers";
    static final String SLOT = "slot";
    static final String ECHO = "echo";
    static final String REASONING = "reasoning";
    static final String LABEL = "label";
    static final String LABELS = "labels";
    static final String FIELDS = "fields";

    private static final String NAME = "file_answers";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Forms() {}

    /**
     * The form of a format, as far as the server offers it: what it does not offer is asked for in words.
     *
     * @throws StrictSchema.Unfit where the task's schema cannot be said in strict mode
     */
    static ReplyForm of(TaskDefinition definition, AnswerFormat format, Set<Structured> offered)
            throws StrictSchema.Unfit {
        return switch (format) {
            case LINES -> new ReplyForm.Text();
            case JSON -> inWords(offered);
            case TOOL ->
                offered.contains(Structured.TOOLS)
                        ? new ReplyForm.Tool(NAME, "Files the answers to all items.", envelope(definition, false))
                        : inWords(offered);
            case JSON_SCHEMA ->
                offered.contains(Structured.JSON_SCHEMA)
                        ? new ReplyForm.JsonSchema(NAME, envelope(definition, true))
                        : inWords(offered);
        };
    }

    private static ReplyForm inWords(Set<Structured> offered) {
        return offered.contains(Structured.JSON_OBJECT) ? new ReplyForm.JsonObject() : new ReplyForm.Text();
    }

    private static ObjectNode envelope(TaskDefinition definition, boolean strict) throws StrictSchema.Unfit {
        ObjectNode entry = object();
        ObjectNode properties = entry.putObject("properties");
        properties.putObject(SLOT).put("type", "integer");
        if (definition.packing().echo()) {
            properties.putObject(ECHO).put("type", "string");
        }
        if (definition.reasoning()) {
            properties.putObject(REASONING).put("type", "string");
        }
        ObjectNode root = object();
        addAnswer(definition.shape(), properties, root, strict);
        properties.fieldNames().forEachRemaining(entry.putArray("required")::add);
        root.putObject("properties").putObject(ANSWERS).put("type", "array").set("items", entry);
        root.putArray("required").add(ANSWERS);
        return root;
    }

    private static void addAnswer(AnswerShape shape, ObjectNode properties, ObjectNode root, boolean strict)
            throws StrictSchema.Unfit {
        if (shape instanceof AnswerShape.Fields fields) {
            ObjectNode schema =
                    strict ? StrictSchema.of(fields.schema()) : fields.schema().deepCopy();
            if (schema.has("$defs")) {
                root.set("$defs", schema.remove("$defs"));
            }
            properties.set(FIELDS, schema);
        } else if (shape instanceof AnswerShape.Labels labels) {
            addLabels(labels, properties);
        }
    }

    private static void addLabels(AnswerShape.Labels labels, ObjectNode properties) {
        ObjectNode one = labels.multiple()
                ? properties.putObject(LABELS).put("type", "array").putObject("items")
                : properties.putObject(LABEL);
        one.put("type", "string");
        var values = one.putArray("enum");
        labels.names().forEach(values::add);
        if (labels.allowNone() && !labels.multiple()) {
            values.add(LabelReader.none(labels));
        }
    }

    private static ObjectNode object() {
        return JSON.objectNode().put("type", "object").put("additionalProperties", false);
    }
}
