package dev.sheaf.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.Random;

/** Counts tokens as the provider's newer models do, and writes texts of so many tokens. */
final class Counting {
    private static final Encoding O200K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    private static final String[] WORDS =
            ("the film was slow and then quite good because her brother never came back but"
                            + " we liked that quiet house on a hill with old music while people outside talked about money")
                    .split(" ");

    private Counting() {}

    static int tokens(String text) {
        return O200K.countTokensOrdinary(text);
    }

    /** What the provider bills for a body: 3 a message and 3 more, the contents, and the form of the reply. */
    static int tokens(JsonNode body) {
        int sum = 3;
        for (JsonNode message : body.get("messages")) {
            sum += 3 + tokens(message.get("content").textValue());
        }
        return sum + formTokens(body);
    }

    private static int formTokens(JsonNode body) {
        String schema =
                body.path("response_format").path("json_schema").path("schema").toString();
        return tokens(schema) + (body.has("tools") ? tokens(body.get("tools").toString()) : 0);
    }

    /** A text that begins so and has exactly so many tokens. */
    static String text(String start, int tokens, long seed) {
        var random = new Random(seed);
        var text = new StringBuilder(start);
        while (tokens(text.toString()) < tokens) {
            text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
        }
        if (tokens(text.toString()) != tokens) {
            throw new IllegalStateException("no text of " + tokens + " tokens begins so");
        }
        return text.toString();
    }
}
