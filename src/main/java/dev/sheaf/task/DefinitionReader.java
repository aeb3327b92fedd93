package dev.sheaf.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads a task's definition as a user writes it, completes it, and says everything that is wrong with it. */
public final class DefinitionReader {
    private static final int MOST_TEXT = 200_000;
    private static final int MOST_EXAMPLES = 99;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final TaskDefaults defaults;

    public DefinitionReader(TaskDefaults defaults) {
        this.defaults = defaults;
    }

    /** What came of reading: a definition, or what is wrong. */
    public record Result(Optional<TaskDefinition> definition, List<Violation> violations) {}

    public Result read(JsonNode json) {
        var members = Members.of(json);
        if (!json.isObject()) {
            return new Result(Optional.empty(), List.copyOf(members.violations()));
        }
        TaskDefinition definition = definition(members);
        members.refuseOthers();
        members.violations().addAll(SoundText.violations(json));
        return members.violations().isEmpty()
                ? new Result(Optional.of(definition), List.of())
                : new Result(Optional.empty(), List.copyOf(members.violations()));
    }

    private TaskDefinition definition(Members members) {
        AnswerShape shape = new ShapeReader(members).read();
        boolean reasoning = members.flag("reasoning").orElse(false);
        return new TaskDefinition(
                instructions(members),
                shape,
                examples(members, shape),
                members.words("input", MOST_TEXT)
                        .map(InputTemplate::new)
                        .filter(t -> readsColumns(members, t))
                        .orElse(null),
                members.words("model", 200).orElse(defaults.model()),
                format(members, shape),
                packing(members.within("packing"), shape, reasoning),
                quality(members.within("quality"), shape, members.has("examples")),
                reasoning,
                parameters(members.within("parameters"), members.object("parameters")));
    }

    private static String instructions(Members members) {
        if (!members.has("instructions")) {
            members.wrong("instructions", "is required");
        }
        return members.words("instructions", MOST_TEXT).orElse("");
    }

    private static boolean readsColumns(Members members, InputTemplate template) {
        if (template.columns().isEmpty()) {
            members.wrong("input", "must name at least one column, such as {title}");
        }
        return true;
    }

    private static AnswerFormat format(Members members, AnswerShape shape) {
        return members.text("format", 40)
                .flatMap(name -> known(members, name))
                .map(format -> allowed(members, format, shape))
                .orElse(shape.usualFormat());
    }

    private static Optional<AnswerFormat> known(Members members, String name) {
        Optional<AnswerFormat> format = AnswerFormat.of(name);
        if (format.isEmpty()) {
            members.wrong("format", "must be one of lines, json, tool, json_schema");
        }
        return format;
    }

    private static AnswerFormat allowed(Members members, AnswerFormat format, AnswerShape shape) {
        if (format == AnswerFormat.LINES && shape instanceof AnswerShape.Fields) {
            members.wrong("format", "lines can hold labels only; fields need json, tool or json_schema");
        }
        return format;
    }

    private PackingPolicy packing(Members members, AnswerShape shape, boolean reasoning) {
        int maxItems =
                members.integer("maxItems", 1, PackingPolicy.MOST_ITEMS).orElse(reasoning ? 1 : shape.usualItems());
        if (reasoning && maxItems > 1) {
            members.wrong("maxItems", "must be 1 where the task reasons: its reasoning is not packed away");
        }
        var policy = new PackingPolicy(
                maxItems,
                members.integer("maxTokens", 1, 10_000_000).orElse(defaults.maxTokens()),
                members.integer("maxOutputTokens", 1, 1_000_000).orElse(defaults.maxOutputTokens()),
                members.duration("maxWait", LONGEST_WAIT).orElse(defaults.maxWait()),
                members.flag("shuffle").orElse(false),
                members.flag("echo").orElse(false));
        members.refuseOthers();
        return policy;
    }

    private static QualityPolicy quality(Members members, AnswerShape shape, boolean hasExamples) {
        var policy = new QualityPolicy(
                members.share("minAgreement").orElse(0.95),
                members.integer("votes", 1, QualityPolicy.MOST_VOTES).orElse(1),
                members.flag("isolate").orElse(true),
                members.flag("canary").orElse(false));
        if (policy.canary() && shape instanceof AnswerShape.Fields) {
            members.wrong("canary", "needs labels: fields need not come word for word");
        } else if (policy.canary() && !hasExamples) {
            members.wrong("canary", "needs an example, whose answer is known");
        }
        members.refuseOthers();
        return policy;
    }

    private static List<Example> examples(Members members, AnswerShape shape) {
        var examples = new ArrayList<Example>();
        members.each("examples", MOST_EXAMPLES, (path, json) -> {
            var example = Members.of(path, json, members.violations());
            Optional<String> text = example.words("text", MOST_TEXT);
            if (!example.has("text")) {
                example.wrong("text", "is required");
            }
            Optional<Answer> answer = new ExampleAnswer(example).read(shape);
            example.refuseOthers();
            text.ifPresent(t -> answer.ifPresent(a -> examples.add(new Example(t, a))));
        });
        return examples;
    }

    private static Map<String, JsonNode> parameters(Members members, Optional<ObjectNode> given) {
        var parameters = new TreeMap<String, JsonNode>();
        given.ifPresent(object -> object.properties().stream()
                .filter(member -> !member.getValue().isNull())
                .forEach(member -> addParameter(members, parameters, member.getKey(), member.getValue())));
        return parameters;
    }

    private static void addParameter(Members members, Map<String, JsonNode> parameters, String name, JsonNode value) {
        String wireName = ProviderParameters.wireName(name);
        ProviderParameters.fault(wireName, value).ifPresent(fault -> members.wrong(name, fault));
        if (parameters.put(wireName, value) != null) {
            members.wrong(name, "is given twice, as " + wireName + " too");
        }
    }
}
