package dev.sheaf.quality;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Answer.FieldValues;
import dev.sheaf.task.AnswerShape;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Whether two answers to the same item say the same: labels as they are, sets of labels without their order, fields one
 * by one ({@link FieldValue} has the rules). An item without an answer agrees with nothing, not even with itself asked
 * again: nobody got what they asked for.
 */
public final class Agreement {
    private final List<String> fields;
    private final TreeMap<String, FieldValue> rules = new TreeMap<>();

    private Agreement(List<String> fields) {
        this.fields = List.copyOf(fields);
    }

    public static Agreement of(AnswerShape shape) {
        return shape.fold(labels -> new Agreement(List.of()), Agreement::ofFields);
    }

    private static Agreement ofFields(AnswerShape.Fields fields) {
        JsonNode properties = fields.schema().path("properties");
        List<String> names = new ArrayList<>();
        properties.fieldNames().forEachRemaining(names::add);
        Agreement agreement = new Agreement(names);
        names.forEach(name -> agreement.rules.put(name, FieldValue.of(properties.path(name))));
        return agreement;
    }

    /** The names of the schema's fields, in its order; none where the answers are labels. */
    public List<String> fields() {
        return fields;
    }

    /** Whether the answers agree as a whole: in all of their fields. */
    public boolean agree(Answer one, Answer other) {
        if (one instanceof FieldValues left && other instanceof FieldValues right) {
            return fields.stream().allMatch(field -> agree(field, left, right)) && sameBeyond(left, right);
        }
        return one.agreesWith(other);
    }

    /** Whether the answers agree in one field; what is absent is the same as {@code null}. */
    public boolean agree(String field, Answer one, Answer other) {
        if (one instanceof FieldValues left && other instanceof FieldValues right) {
            FieldValue rule = rules.getOrDefault(field, FieldValue.EXACT);
            return rule.same(left.values().path(field), right.values().path(field));
        }
        return false;
    }

    /** Fields that the schema allows without naming them. */
    private boolean sameBeyond(FieldValues left, FieldValues right) {
        return left.values()
                .deepCopy()
                .without(fields)
                .equals(right.values().deepCopy().without(fields));
    }
}
