package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictSchemaTest {
    static final String OPEN = "{\"type\":\"object\",\"additionalProperties\":false,";

    @Test
    void a_complete_schema_is_accepted() {
        String schema = OPEN
                + "\"required\":[\"a\",\"b\"],\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]},\"b\":{\"anyOf\":["
                + "{\"$ref\":\"#/$defs/x\"},{\"type\":\"null\"}]}},\"$defs\":{\"x\":{\"type\":\"array\",\"items\":{\"type\":\"integer\","
                + "\"minimum\":1}}}}";
        assertThat(StrictSchema.fault(Caller.json(schema))).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}|schema must be a JSON Schema of 'type: \"object\"', got 'type: \"array\"'.",
                "{\"type\":\"object\",\"properties\":{}}|In context=(), 'additionalProperties' is required",
                "{\"type\":\"object\",\"additionalProperties\":true}|In context=(), 'additionalProperties' is required",
                "OPEN\"properties\":{\"a\":{\"type\":\"string\"}}}|Missing 'a'",
                "OPEN\"required\":[\"a\"],\"properties\":{\"a\":{\"enum\":[1]}}}|In context=('properties', 'a'), schema must have a 'type' key",
                "OPEN\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"string\",\"minLength\":2}}}|'minLength' is not permitted",
                "OPEN\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"array\"}}}|array schema missing items",
                "OPEN\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"text\"}}}|'text' is not valid",
                "OPEN\"required\":[\"a\"],\"properties\":{\"a\":{\"$ref\":\"#/$defs/none\"}}}|can't be resolved",
                "OPEN\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"string\",\"format\":\"uri\"}}}|'uri' is not a valid format",
            })
    void what_strict_mode_does_not_take_is_named(String schema, String words) {
        assertThat(StrictSchema.fault(Caller.json(schema.replace("OPEN", OPEN))))
                .contains(words);
    }
}
