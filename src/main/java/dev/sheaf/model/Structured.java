package dev.sheaf.model;

/** A way to hold a reply to a form that a server may offer; where it offers none, the form is asked for in words. */
public enum Structured {
    /** Function calls: {@link ReplyForm.Tool}. */
    TOOLS,
    /** {@code response_format: json_object}: {@link ReplyForm.JsonObject}. */
    JSON_OBJECT,
    /** {@code response_format: json_schema} with {@code strict: true}: {@link ReplyForm.JsonSchema}. */
    JSON_SCHEMA
}
