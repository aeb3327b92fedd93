package dev.sheaf.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.sheaf.model.Usage;
import dev.sheaf.model.UsageReader;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a reply, or one event of its stream, says of its cost. Read by tokens and no further than needed: replies can be
 * long.
 *
 * @param usage in any of the wire's spellings, at the top or within {@code response}
 * @param isFlex whether it was served at the price of batches
 * @param withoutChoices an empty list of choices: nothing but a usage is in it
 * @param nullUsage where in the bytes stands a usage that is null, with one comma beside it
 */
record Said(
        Optional<Usage> usage,
        boolean isFlex,
        boolean withoutChoices,
        @Nullable Span nullUsage) {
    static final Said NOTHING = new Said(Optional.empty(), false, false, null);

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** Bytes from one place to before another. */
    record Span(int from, int to) {}

    static Said in(byte[] bytes) {
        return in(bytes, 0, bytes.length);
    }

    /** Nothing, where it is no JSON object. */
    static Said in(byte[] bytes, int from, int to) {
        Reading reading = new Reading(bytes, from);
        try (JsonParser json = JSON.createParser(bytes, from, to - from)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                reading.object(json, true);
            }
        } catch (IOException notJson) {
            return NOTHING;
        }
        return reading.said();
    }

    private static final class Reading {
        private final byte[] bytes;
        private final int begin;
        private @Nullable Usage usage;
        private boolean flex;
        private boolean withoutChoices;
        private @Nullable Span nullUsage;

        Reading(byte[] bytes, int begin) {
            this.bytes = bytes;
            this.begin = begin;
        }

        Said said() {
            return new Said(Optional.ofNullable(usage), flex, withoutChoices, nullUsage);
        }

        void object(JsonParser json, boolean top) throws IOException {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                int at = begin + (int) json.currentTokenLocation().getByteOffset();
                JsonToken value = json.nextToken();
                member(json, name, value, at, top);
            }
        }

        private void member(JsonParser json, String name, JsonToken value, int at, boolean top) throws IOException {
            if (name.equals("usage") && value == JsonToken.START_OBJECT) {
                usage = new UsageReader().read(json);
            } else if (name.equals("usage") && value == JsonToken.VALUE_NULL && top) {
                nullUsage = cut(at, begin + (int) json.currentTokenLocation().getByteOffset() + "null".length());
            } else if (name.equals("service_tier") && value == JsonToken.VALUE_STRING) {
                flex = json.getText().equals("flex");
            } else if (name.equals("choices") && value == JsonToken.START_ARRAY && top) {
                withoutChoices = json.nextToken() == JsonToken.END_ARRAY;
                skipArray(json);
            } else if (name.equals("response") && value == JsonToken.START_OBJECT && top) {
                object(json, false);
            } else {
                json.skipChildren();
            }
        }

        private static void skipArray(JsonParser json) throws IOException {
            while (json.currentToken() != JsonToken.END_ARRAY) {
                json.skipChildren();
                json.nextToken();
            }
        }

        /** With the comma before it, or, where it stands first, the one behind. */
        private Span cut(int from, int to) {
            int before = from - 1;
            while (isSpace(before)) {
                before--;
            }
            if (bytes[before] == ',') {
                return new Span(before, to);
            }
            int behind = to;
            while (isSpace(behind)) {
                behind++;
            }
            return new Span(from, bytes[behind] == ',' ? behind + 1 : to);
        }

        private boolean isSpace(int at) {
            return bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\n' || bytes[at] == '\r';
        }
    }
}
