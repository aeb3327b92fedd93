package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.bulk.RequestFileItems;
import dev.sheaf.rows.Json;
import java.util.List;

/** Holds responses to what leaves nothing behind: what one tenant stores at the provider is not another's to read. */
final class Stateless {
    private static final List<String> REFERENCES = List.of("previous_response_id", "conversation");

    private Stateless() {}

    /** @throws ApiError where the provider would store the response, or read another one */
    static void check(ObjectNode request) {
        JsonNode store = request.path("store");
        if (!store.isBoolean() || store.booleanValue()) {
            throw refused(
                    "store", "Responses are passed on with 'store': false only, since tenants share what is stored.");
        }
        checkReferences(request);
    }

    /** A line of a batch: where it does not say so, we say that nothing is to be stored. */
    static RequestFileItems.Text held(JsonNode body) {
        try {
            checkReferences((ObjectNode) body);
        } catch (ApiError stateful) {
            return RequestFileItems.Text.none("unsupported_value", String.valueOf(stateful.getMessage()));
        }
        return RequestFileItems.Text.of(Json.compact(((ObjectNode) body).put("store", false)));
    }

    private static void checkReferences(ObjectNode request) {
        if (request.path("background").asBoolean()) {
            throw refused("background", "Responses in the background are stored, which is not passed on.");
        }
        for (String reference : REFERENCES) {
            if (request.hasNonNull(reference)) {
                throw refused(reference, "Responses are not stored here, so '" + reference + "' refers to nothing.");
            }
        }
    }

    private static ApiError refused(String param, String why) {
        return ApiError.invalid(why, param, "unsupported_value");
    }
}
