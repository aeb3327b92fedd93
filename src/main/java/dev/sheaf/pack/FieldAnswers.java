package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.task.Answer;
import dev.sheaf.task.AnswerShape;
import java.util.List;
import java.util.Set;

/** Answers that are fields: held to the user's own schema, whatever the provider promised. */
final class FieldAnswers implements AnswerReader {
    private static final Outcome UNFIT = new Outcome.Troubled(Trouble.UNFIT);

    private final UserSchema schema;

    FieldAnswers(AnswerShape.Fields shape) {
        this.schema = UserSchema.of(shape.schema());
    }

    /** Text that holds one object and no other. */
    @Override
    public Outcome read(String text) {
        List<LooseJson.Value> values = LooseJson.values(text);
        return values.size() == 1 && values.get(0).whole() && !values.get(0).contradictsItself()
                ? read(values.get(0).node())
                : UNFIT;
    }

    @Override
    public boolean isPlain(String text) {
        return true;
    }

    @Override
    public boolean couldAnswer(String text) {
        return read(text).answer().isPresent();
    }

    @Override
    public Outcome read(JsonNode value) {
        if (!(value instanceof ObjectNode object)) {
            return UNFIT;
        }
        ObjectNode fields = schema.withoutFilledInNulls(object);
        return schema.accepts(fields) ? new Outcome.Answered(new Answer.FieldValues(fields)) : UNFIT;
    }

    @Override
    public Outcome readMembers(ObjectNode members) {
        ObjectNode fields = members.deepCopy();
        BESIDE.stream().filter(name -> !schema.hasProperty(name)).forEach(fields::remove);
        return read(fields);
    }

    @Override
    public Set<String> names() {
        return Set.of(Forms.FIELDS);
    }
}
