package dev.sheaf.rows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Why a row has no answer.
 *
 * @param code stable, the service's or our own
 * @param message for people
 */
public record Reason(String code, String message) implements RowAnswer {
    @Override
    public boolean answered() {
        return false;
    }

    @Override
    public String error() {
        return message.isEmpty() ? code : code + ": " + message;
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = Json.object();
        json.putObject("error").put("code", code).put("message", message);
        return json;
    }

    @Override
    public List<String> cells(AnswerColumns columns, UnaryOperator<String> guard) {
        return columns.names().stream().map(name -> "").toList();
    }
}
