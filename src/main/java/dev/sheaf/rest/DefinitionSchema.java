package dev.sheaf.rest;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A definition as the API's document shows it; it is read by {@link dev.sheaf.task.DefinitionReader}. */
@Schema(
        name = "TaskDefinition",
        description =
                "What is asked of every item. Exactly one of labels and schema; whatever else is left out gets its default.",
        requiredProperties = "instructions")
public record DefinitionSchema(
        @Schema(description = "What the model is told.") String instructions,

        @Schema(description = "Names, or objects with name and description.") @Nullable
        List<LabelOrName> labels,

        @Schema(
                description = "JSON Schema (draft 2020-12) of one item's answer; its root is an object.",
                type = SchemaType.OBJECT)
        @Nullable
        Map<String, Object> schema,

        @Schema(description = "An item can have several labels.", defaultValue = "false") @Nullable
        Boolean multiple,

        @Schema(description = "An item can have no label.", defaultValue = "false") @Nullable
        Boolean allowNone,

        @Schema(description = "Items with their right answers.", maxItems = 99) @Nullable
        List<Example> examples,

        @Schema(description = "A template that makes one text of an item's columns: {title}\\n{body}.") @Nullable
        String input,

        @Schema(description = "The provider's model name.") @Nullable
        String model,

        @Schema(
                enumeration = {"lines", "json", "tool", "json_schema"},
                description = "How answers are written; lines for labels, json_schema for fields where left out.")
        @Nullable
        String format,

        @Nullable Packing packing,
        @Nullable Quality quality,

        @Schema(
                description = "The model reasons in words before it answers; such items are asked alone.",
                defaultValue = "false")
        @Nullable
        Boolean reasoning,

        @Schema(
                description = "Further members of the provider's request, such as temperature, seed, serviceTier.",
                type = SchemaType.OBJECT)
        @Nullable
        Map<String, Object> parameters) {

    /** A label in either way of writing it. */
    @Schema(
            name = "LabelOrName",
            oneOf = {String.class, Label.class})
    public interface LabelOrName {}

    /** A label with words on when it is right. */
    @Schema(name = "Label", requiredProperties = "name")
    public record Label(
            @Schema(maxLength = 200) String name, @Nullable String description) {}

    /** An item with its right answer. */
    @Schema(name = "Example", description = "A text, and its label, labels or fields.", requiredProperties = "text")
    public record Example(
            String text,
            @Schema(nullable = true) @Nullable String label,
            @Nullable List<String> labels,
            @Schema(type = SchemaType.OBJECT) @Nullable Map<String, Object> fields) {}

    /** How items share calls. */
    @Schema(name = "Packing")
    public record Packing(
            @Schema(
                    description =
                            "Items a pack at most: 20 for labels, 8 for fields, 1 for tasks that reason, where left out.",
                    minimum = "1",
                    maximum = "200")
            @Nullable
            Integer maxItems,

            @Schema(description = "Input tokens a pack at most: instructions, overhead and items.", minimum = "1")
            @Nullable
            Integer maxTokens,

            @Schema(description = "Output tokens a pack is expected to need at most.", minimum = "1") @Nullable
            Integer maxOutputTokens,

            @Schema(
                    description = "How long the first item waits for company, as ISO 8601 duration.",
                    examples = "PT0.02S")
            @Nullable
            String maxWait,

            @Schema(description = "The items of a pack stand in a random order.", defaultValue = "false") @Nullable
            Boolean shuffle,

            @Schema(
                    description =
                            "Every answer begins with its item's first words, so that answers that moved to a neighbour show.",
                    defaultValue = "false")
            @Nullable
            Boolean echo) {}

    /** What is demanded of packed answers. */
    @Schema(name = "Quality")
    public record Quality(
            @Schema(
                    description = "Share of items whose packed answer has to agree with the one asked alone.",
                    minimum = "0",
                    maximum = "1",
                    defaultValue = "0.95")
            @Nullable
            BigDecimal minAgreement,

            @Schema(
                    description = "Each item is asked in up to so many packs, each in another order, until its answers"
                            + " agree. Online lane only.",
                    minimum = "1",
                    maximum = "15",
                    defaultValue = "1")
            @Nullable
            Integer votes,

            @Schema(
                    description = "Items that look like instructions to the model are asked alone.",
                    defaultValue = "true")
            @Nullable
            Boolean isolate,

            @Schema(
                    description = "Each pack holds one of the examples, whose wrong answer takes the trust from the"
                            + " others. Labels only.",
                    defaultValue = "false")
            @Nullable
            Boolean canary) {}
}
