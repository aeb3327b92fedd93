package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sheaf.model.ModelProfile;
import dev.sheaf.model.Structured;
import dev.sheaf.task.Answer;
import dev.sheaf.task.AnswerFormat;
import dev.sheaf.task.AnswerShape;
import dev.sheaf.task.DefinitionReader;
import dev.sheaf.task.TaskDefaults;
import dev.sheaf.task.TaskDefinition;
import dev.sheaf.task.Violation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lets definitions in that can be asked: reads and completes them, makes a user's schema fit for strict mode or falls
 * back to a function call, and sees to it that instructions and answers leave room for an item.
 */
public final class TaskIntake {
    private final DefinitionReader reader;
    private final Function<String, ModelProfile> models;

    /** By what is known of models by their names alone. */
    public TaskIntake(TaskDefaults defaults) {
        this(defaults, ModelProfile::of);
    }

    /** @param models what is known of a model by its name */
    public TaskIntake(TaskDefaults defaults, Function<String, ModelProfile> models) {
        this.reader = new DefinitionReader(defaults);
        this.models = models;
    }

    public DefinitionReader.Result accept(JsonNode json) {
        DefinitionReader.Result read = reader.read(json);
        if (read.definition().isEmpty()) {
            return read;
        }
        var violations = new ArrayList<Violation>();
        boolean formatGiven = json.hasNonNull("format");
        TaskDefinition fitted = fitted(read.definition().get(), formatGiven, violations);
        if (violations.isEmpty()) {
            checkRoom(fitted, violations);
            checkExamples(fitted, violations);
        }
        return violations.isEmpty()
                ? new DefinitionReader.Result(Optional.of(fitted), List.of())
                : new DefinitionReader.Result(Optional.empty(), List.copyOf(violations));
    }

    private static TaskDefinition fitted(TaskDefinition definition, boolean formatGiven, List<Violation> violations) {
        if (!(definition.shape() instanceof AnswerShape.Fields fields)) {
            checkLabels(definition, violations);
            return definition;
        }
        violations.addAll(SchemaCheck.violations(fields.schema()));
        if (!violations.isEmpty() || definition.format() != AnswerFormat.JSON_SCHEMA) {
            return definition;
        }
        try {
            StrictSchema.of(fields.schema());
            return definition;
        } catch (StrictSchema.Unfit e) {
            if (formatGiven) {
                violations.add(new Violation(e.path(), e.why() + "; leave format out to have it asked as a tool"));
            }
            return definition.withFormat(AnswerFormat.TOOL);
        }
    }

    private static void checkLabels(TaskDefinition definition, List<Violation> violations) {
        boolean strict = definition.format() == AnswerFormat.JSON_SCHEMA;
        var names = JsonNodeFactory.instance.arrayNode();
        definition
                .shape()
                .fold(AnswerShape.Labels::names, fields -> List.<String>of())
                .forEach(names::add);
        if (strict && StrictSchema.isTooLong(names)) {
            violations.add(new Violation("labels", "are too many and too long for json_schema; choose another format"));
        }
    }

    private void checkRoom(TaskDefinition definition, List<Violation> violations) {
        ModelProfile model = models.apply(definition.model());
        TokenCounter tokens = TokenCounter.of(model.encoding());
        Prompt prompt = Prompt.of(definition, EnumSet.allOf(Structured.class), tokens);
        Packer packer = new Packer(definition, prompt, model.contextTokens(), tokens);
        if (packer.budget() <= Weighed.MARKER) {
            violations.add(new Violation(
                    "packing.maxTokens",
                    "leaves no room for an item: instructions, form and examples alone take " + prompt.fixedTokens()
                            + " tokens"));
        }
        if (packer.maxItems() < 1) {
            violations.add(new Violation(
                    "packing.maxOutputTokens",
                    "leaves no room for an answer: one is expected to take " + prompt.outputPerItem() + " tokens"));
        }
    }

    private static void checkExamples(TaskDefinition definition, List<Violation> violations) {
        if (definition.shape() instanceof AnswerShape.Fields fields) {
            UserSchema schema = UserSchema.of(fields.schema());
            for (int i = 0; i < definition.examples().size(); i++) {
                if (definition.examples().get(i).answer() instanceof Answer.FieldValues given
                        && !schema.accepts(given.values())) {
                    violations.add(new Violation("examples[" + i + "].fields", "do not fit the task's schema"));
                }
            }
        }
    }
}
