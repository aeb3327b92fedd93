package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.access.Caller;
import dev.sheaf.access.ForeignPage;
import dev.sheaf.access.Role;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A refusal in the provider's envelope. The message is for the caller: it holds no key and no item's text. */
final class ApiError extends RuntimeException {
    static final String UNSUPPORTED_PARAMETER = "unsupported_parameter";
    static final String UNSUPPORTED_VALUE = "unsupported_value";

    private static final String INVALID = "invalid_request_error";

    private final int status;
    private final String type;
    private final @Nullable String param;
    private final @Nullable String code;

    ApiError(int status, String type, String message, @Nullable String param, @Nullable String code) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
    }

    /** 400: the request itself is wrong. @param param the member that is, as a path */
    static ApiError invalid(String message, @Nullable String param, @Nullable String code) {
        return new ApiError(400, INVALID, message, param, code);
    }

    static ApiError invalid(String message, @Nullable String param) {
        return invalid(message, param, null);
    }

    static ApiError missing(String param) {
        return invalid("Missing required parameter: '" + param + "'.", param, "missing_required_parameter");
    }

    /** @param expected as in "expected an array of objects" */
    static ApiError wrongType(String param, String expected, JsonNode found) {
        return invalid(
                "Invalid type for '" + param + "': expected " + expected + ", but got " + inWords(found) + " instead.",
                param,
                "invalid_type");
    }

    static ApiError emptyArray(String param) {
        return invalid(
                "Invalid '" + param + "': empty array. Expected an array with minimum length 1, but got an empty array"
                        + " instead.",
                param,
                "empty_array");
    }

    static ApiError tooManyElements(String param, int most, int found) {
        return invalid(
                "Invalid '" + param + "': array too long. Expected an array with maximum length " + most
                        + ", but got an array with length " + found + " instead.",
                param,
                "array_above_max_length");
    }

    private static String inWords(JsonNode found) {
        return switch (found.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> "a string";
            case NUMBER -> found.isIntegralNumber() ? "an integer" : "a decimal";
            case BOOLEAN -> "a boolean";
            default -> "null";
        };
    }

    /** @param what was looked for, as in "No such File object" */
    static ApiError noSuch(String what, String id) {
        return new ApiError(404, INVALID, "No such " + what + " object: " + id, "id", null);
    }

    /** 400: a page is to begin behind what is not there. @param what as in "file" */
    static ApiError noSuchCursor(String what, String id) {
        return invalid("Invalid 'after': there is no " + what + " with the id '" + id + "'.", "after", "invalid_value");
    }

    static ApiError noSuchModel(String model) {
        return new ApiError(
                404,
                INVALID,
                "The model `" + model + "` does not exist or you do not have access to it.",
                null,
                "model_not_found");
    }

    static ApiError noSuchAddress(String method, String path) {
        return new ApiError(404, INVALID, "Invalid URL (" + method + " " + path + ")", null, null);
    }

    static ApiError wrongMethod(String method, String path) {
        return new ApiError(
                405,
                INVALID,
                "Not allowed to " + method + " on " + path + ". Perhaps another HTTP method was meant.",
                null,
                "method_not_supported");
    }

    static ApiError noKey() {
        return new ApiError(
                401, INVALID, "No API key was given: send the header \"Authorization: Bearer KEY\".", null, null);
    }

    static ApiError wrongKey() {
        return new ApiError(401, INVALID, "Incorrect API key provided.", null, "invalid_api_key");
    }

    /** @param roles of which one would do */
    static ApiError notAllowed(Caller caller, Set<Role> roles) {
        return new ApiError(403, INVALID, caller.lacks(roles), null, "insufficient_permissions");
    }

    static ApiError foreign(ForeignPage page) {
        return new ApiError(403, INVALID, String.valueOf(page.getMessage()), null, "foreign_page");
    }

    static ApiError tooLarge(long most) {
        return new ApiError(413, INVALID, "The body has more than " + most + " bytes.", null, "request_too_large");
    }

    static ApiError fileTooLarge(long most) {
        return new ApiError(413, INVALID, "The file has more than " + most + " bytes.", "file", "request_too_large");
    }

    static ApiError internal() {
        return new ApiError(500, "server_error", "Something went wrong here; it is in the log.", null, null);
    }

    int status() {
        return status;
    }

    @Nullable
    String code() {
        return code;
    }

    /** The envelope. */
    ObjectNode envelope() {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.set("error", error());
        return envelope;
    }

    /** What stands in it; in a choice or a line of its own it stands alone. */
    ObjectNode error() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("message", getMessage())
                .put("type", type)
                .put("param", param)
                .put("code", code);
    }
}
