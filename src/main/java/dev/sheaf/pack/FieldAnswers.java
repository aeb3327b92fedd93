package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.task.Answer;
import dev.sheaf.task.AnswerShape;
import java.util.List;

/** Answers that are fields: held to the user's own schema, whatever the provider promised. */
final class FieldAnswers implements AnswerReader {
    private static final Outcome UNFIT = new Outcome.Troubled(Trouble.UNFIT);

    private final UserSchema schema;

    FieldAnswers(AnswerShape.Fields shape) {
        this.schema = UserSchema.of(shape.schema());
    }

    @Override
    public Outcome read(String text) {
        return UNFIT;
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
        return read(members);
    }

    @Override
    public List<String> names() {
        return schema.hasProperty(Forms.FIELDS) ? List.of() : List.of(Forms.FIELDS);
    }
}
