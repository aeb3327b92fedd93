package dev.sheaf.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How a reply is held to a form by the provider, from not at all to a strict schema. */
public sealed interface ReplyForm {

    /** Free text; the form is asked for in words. */
    record Text() implements ReplyForm {}

    /** {@code response_format: json_object}. */
    record JsonObject() implements ReplyForm {}

    /** One function that has to be called, its arguments described by a JSON Schema. */
    record Tool(String name, String description, ObjectNode parameters) implements ReplyForm {}

    /** {@code response_format: json_schema} with {@code strict: true}. */
    record JsonSchema(String name, ObjectNode schema) implements ReplyForm {}
}
