package dev.sheaf.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code labels} or {@code schema}, exactly one of them. Whatever draft a schema names, it is read as 2020-12. */
final class ShapeReader {
    private static final int MOST_LABELS = 1_000;
    private static final int LONGEST_NAME = 200;
    /** What would break a line or a list of labels. */
    private static final Pattern UNFIT =
            Pattern.compile("[\\p{Cntrl}\\x85\\u2028\\u2029|]|^[\\s\\h]|[\\s\\h]$|^\\p{Cf}+$");

    private final Members members;

    ShapeReader(Members members) {
        this.members = members;
    }

    AnswerShape read() {
        boolean labels = members.has("labels");
        boolean schema = members.has("schema");
        if (labels == schema) {
            members.wrong(labels ? "schema" : "labels", "exactly one of labels and schema must be given");
        }
        return schema ? fields() : labels();
    }

    private AnswerShape fields() {
        for (String name : List.of("multiple", "allowNone")) {
            if (members.has(name)) {
                members.wrong(name, "is for labels only");
            }
        }
        ObjectNode schema = members.object("schema").map(ObjectNode::deepCopy).orElseGet(() -> new ObjectNode(null));
        schema.remove("$schema");
        return new AnswerShape.Fields(schema);
    }

    private AnswerShape labels() {
        var labels = new ArrayList<Label>();
        members.each("labels", MOST_LABELS, (path, json) -> label(path, json).ifPresent(labels::add));
        boolean allowNone = members.flag("allowNone").orElse(false);
        if (members.has("labels") && labels.isEmpty() && members.violations().isEmpty()) {
            members.wrong("labels", "must name at least one label");
        }
        refuseTwins(labels);
        return new AnswerShape.Labels(labels, members.flag("multiple").orElse(false), allowNone);
    }

    private Optional<Label> label(String path, JsonNode json) {
        if (json.isTextual()) {
            return named(path, json.textValue(), null);
        }
        if (!json.isObject()) {
            String message = "must be a string (in YAML, yes, no and numbers need quotes), or an object with name";
            members.violations().add(new Violation(path, message));
            return Optional.empty();
        }
        var label = Members.of(path, json, members.violations());
        String description = label.text("description", 10_000).orElse(null);
        Optional<String> name = label.text("name", LONGEST_NAME);
        if (!label.has("name")) {
            label.wrong("name", "is required");
        }
        label.refuseOthers();
        return name.flatMap(n -> named(path + ".name", n, description));
    }

    private Optional<Label> named(String path, String name, @Nullable String description) {
        if (name.isBlank()
                || name.length() > LONGEST_NAME
                || UNFIT.matcher(name).find()) {
            members.violations()
                    .add(new Violation(
                            path,
                            "must have 1 to " + LONGEST_NAME
                                    + " characters, no line break, no | and no space at its ends"));
            return Optional.empty();
        }
        return Optional.of(new Label(name, description == null || description.isBlank() ? null : description));
    }

    private void refuseTwins(List<Label> labels) {
        var seen = new HashSet<String>();
        for (Label label : labels) {
            if (!seen.add(label.name())) {
                members.wrong("labels", "must not hold \"" + Members.shortened(label.name()) + "\" twice");
            }
        }
    }
}
