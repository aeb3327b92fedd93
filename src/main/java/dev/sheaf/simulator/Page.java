package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.function.Function;

/** Which part of a list a request asks for: {@code after} and {@code limit}. */
record Page(String after, int limit) {
    /** @throws ApiError 400 where the limit is out of bounds */
    static Page of(HttpServerRequest request, int usual, int most) {
        String limit = request.getParam("limit", String.valueOf(usual));
        try {
            int wanted = Integer.parseInt(limit);
            if (wanted >= 1 && wanted <= most) {
                return new Page(request.getParam("after", ""), wanted);
            }
        } catch (NumberFormatException e) {
            throw ApiError.wrongType("limit", "an integer", "a string");
        }
        String message = "Invalid 'limit': expected a value from 1 to " + most + ", but got " + limit + " instead.";
        throw ApiError.invalid("limit", "integer_out_of_range", message);
    }

    /** @throws ApiError 400 where nothing bears the id to begin after */
    <T> ObjectNode of(List<T> all, Function<T, String> id, Function<T, ObjectNode> describe) {
        int from = 0;
        if (!after.isEmpty()) {
            from = all.stream().map(id).toList().indexOf(after) + 1;
            if (from == 0) {
                throw ApiError.invalid("after", "invalid_value", "Invalid 'after': nothing bears this id.");
            }
        }
        List<T> shown = all.subList(from, Math.min(all.size(), from + limit));
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        shown.forEach(one -> data.add(describe.apply(one)));
        list.put("first_id", shown.isEmpty() ? null : id.apply(shown.get(0)));
        list.put("last_id", shown.isEmpty() ? null : id.apply(shown.get(shown.size() - 1)));
        return list.put("has_more", from + shown.size() < all.size());
    }
}
