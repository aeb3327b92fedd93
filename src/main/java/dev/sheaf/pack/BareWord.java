package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** What a word without quotes is in JSON, or in the Python that models take for JSON. */
final class BareWord {
    private static final int LONGEST_NUMBER = 200;
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9]\\d*+)(?:\\.\\d++)?(?:[eE][+-]?\\d{1,9})?");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private BareWord() {}

    static JsonNode value(String word) {
        return switch (word) {
            case "true", "True" -> JSON.booleanNode(true);
            case "false", "False" -> JSON.booleanNode(false);
            case "null", "None" -> JSON.nullNode();
            default -> isNumber(word) ? number(word) : JSON.textNode(word);
        };
    }

    private static boolean isNumber(String word) {
        return word.length() <= LONGEST_NUMBER
                && NUMBER.matcher(word).matches()
                && Double.isFinite(Double.parseDouble(word));
    }

    /** The narrowest number, as a strict reader would make it, so that equal values are equal. */
    private static JsonNode number(String word) {
        boolean whole = word.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
        if (!whole) {
            return JSON.numberNode(Double.parseDouble(word));
        }
        var number = new BigInteger(word);
        return number.bitLength() < Integer.SIZE
                ? JSON.numberNode(number.intValue())
                : number.bitLength() < Long.SIZE ? JSON.numberNode(number.longValue()) : JSON.numberNode(number);
    }
}
