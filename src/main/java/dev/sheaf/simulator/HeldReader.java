package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code tools}, {@code tool_choice} and {@code response_format}. */
final class HeldReader {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Set<String> CHOICES = Set.of("none", "auto", "required");

    private HeldReader() {}

    static Held read(Members body, List<Turn> turns) {
        Held format = format(body, turns);
        if (!body.has("tools")) {
            if (body.has("tool_choice")) {
                throw ApiError.invalid(
                        "tool_choice",
                        null,
                        "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.");
            }
            return format;
        }
        JsonNode tools = body.get("tools");
        if (!tools.isArray() || tools.isEmpty()) {
            throw ApiError.wrongType(
                    "tools", "an array of tools", tools.isArray() ? "an empty array" : Members.kind(tools));
        }
        for (int i = 0; i < tools.size(); i++) {
            checkTool(tools.get(i), i);
        }
        return chosen(tools, body.get("tool_choice"), format);
    }

    private static void checkTool(JsonNode tool, int index) {
        String path = "tools[" + index + "].function";
        if (!tool.path("type").asText().equals("function")) {
            throw ApiError.invalid(
                    "tools[" + index + "].type",
                    "invalid_value",
                    "Invalid value for 'type'. Supported values are: 'function'.");
        }
        JsonNode function = tool.path("function");
        checkName(function.path("name"), path + ".name");
        JsonNode parameters = function.path("parameters");
        if (function.has("parameters") && !parameters.path("type").asText().equals("object")) {
            throw badSchema(
                    "function",
                    function.path("name").asText(),
                    path + ".parameters",
                    "schema must be a JSON Schema of 'type: \"object\"', got 'type: \""
                            + parameters.path("type").asText("None") + "\"'.");
        }
        if (function.path("strict").asBoolean()) {
            checkStrict(parameters, "function", function.path("name").asText(), path + ".parameters");
        }
    }

    private static void checkName(JsonNode name, String path) {
        if (!name.isTextual()) {
            throw name.isMissingNode()
                    ? ApiError.invalid(
                            path, "missing_required_parameter", "Missing required parameter: '" + path + "'.")
                    : ApiError.wrongType(path, "a string", Members.kind(name));
        }
        if (!NAME.matcher(name.asText()).matches()) {
            throw ApiError.invalid(
                    path,
                    "invalid_value",
                    "Invalid '" + path + "': string does not match pattern. Expected a string that matches the pattern"
                            + " '^[a-zA-Z0-9_-]+$'.");
        }
    }

    private static void checkStrict(JsonNode schema, String what, String name, String param) {
        String fault = StrictSchema.fault(schema);
        if (fault != null) {
            throw badSchema(what, name, param, fault);
        }
    }

    private static ApiError badSchema(String what, String name, String param, String fault) {
        return ApiError.invalid(
                param,
                what.equals("function") ? "invalid_function_parameters" : null,
                "Invalid schema for " + what + " '" + name + "': " + fault);
    }

    private static Held chosen(JsonNode tools, JsonNode choice, Held format) {
        if (choice.isTextual() && !CHOICES.contains(choice.asText())) {
            throw ApiError.invalid(
                    "tool_choice",
                    "invalid_value",
                    "Invalid value: '" + choice.asText() + "'. Supported values are: " + Members.quoted(CHOICES));
        }
        if (choice.asText().equals("none")) {
            return format;
        }
        String wanted = choice.path("function").path("name").asText();
        for (JsonNode tool : tools) {
            String name = tool.path("function").path("name").asText();
            if (wanted.isEmpty() || wanted.equals(name)) {
                return new Held.ToTool(
                        name, tool.path("function").path("parameters"), tools.toString(), !wanted.isEmpty());
            }
        }
        throw ApiError.invalid(
                "tool_choice",
                null,
                "Invalid value for 'tool_choice': no function named '" + wanted
                        + "' was specified in the 'tools' parameter.");
    }

    private static Held format(Members body, List<Turn> turns) {
        if (!body.has("response_format")) {
            return new Held.Freely();
        }
        JsonNode format = body.get("response_format");
        if (!format.isObject()) {
            throw ApiError.wrongType("response_format", "an object", Members.kind(format));
        }
        return switch (format.path("type").asText()) {
            case "text" -> new Held.Freely();
            case "json_object" -> jsonObject(turns);
            case "json_schema" -> schema(format.path("json_schema"));
            default ->
                throw ApiError.invalid(
                        "response_format.type",
                        "invalid_value",
                        "Invalid value. Supported values are: 'json_object', 'json_schema', and 'text'.");
        };
    }

    private static Held jsonObject(List<Turn> turns) {
        boolean named = turns.stream()
                .anyMatch(turn -> turn.text().toLowerCase(java.util.Locale.ROOT).contains("json"));
        if (!named) {
            throw ApiError.invalid(
                    "messages",
                    null,
                    "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.");
        }
        return new Held.ToJson();
    }

    private static Held schema(JsonNode named) {
        String path = "response_format.json_schema";
        checkName(named.path("name"), path + ".name");
        JsonNode schema = named.path("schema");
        if (!schema.isObject()) {
            throw ApiError.invalid(
                    path + ".schema",
                    "missing_required_parameter",
                    "Missing required parameter: '" + path + ".schema'.");
        }
        if (named.path("strict").asBoolean()) {
            checkStrict(schema, "response_format", named.path("name").asText(), "response_format");
        }
        return new Held.ToSchema(schema, named.toString());
    }
}
