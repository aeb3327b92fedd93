package dev.sheaf.pack;

/**
 * The ways to hold a reply to a form that a server offers.
 *
 * @param tools function calls
 * @param jsonObject {@code response_format: json_object}
 * @param jsonSchema {@code response_format: json_schema}
 */
public record Offered(boolean tools, boolean jsonObject, boolean jsonSchema) {
    public static final Offered ALL = new Offered(true, true, true);
}
