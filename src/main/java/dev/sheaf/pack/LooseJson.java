package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as models write it: fenced, with prose around it, single-quoted, with bare words, several values one after
 * the other, broken or cut. What is complete is kept with doubled members and all; what breaks off is marked. Reads in
 * linear time and never throws.
 */
final class LooseJson {
    private static final int DEEPEST = 64;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** A value, or a container that may have broken off. */
    sealed interface Value {
        /** The value in strict JSON; of doubled members the last. */
        JsonNode node();

        /** Whether it did not break off. */
        boolean whole();

        /** Whether a member stands in it twice with different values, at any depth. */
        boolean contradictsItself();
    }

    record Scalar(JsonNode node) implements Value {
        @Override
        public boolean whole() {
            return true;
        }

        @Override
        public boolean contradictsItself() {
            return false;
        }
    }

    record Array(List<Value> elements, boolean whole) implements Value {
        @Override
        public ArrayNode node() {
            ArrayNode array = JSON.arrayNode();
            elements.forEach(element -> array.add(element.node()));
            return array;
        }

        @Override
        public boolean contradictsItself() {
            return elements.stream().anyMatch(Value::contradictsItself);
        }
    }

    record Object(List<Member> members, boolean whole) implements Value {
        @Override
        public ObjectNode node() {
            ObjectNode object = JSON.objectNode();
            members.forEach(member -> object.set(member.name, member.valueNode()));
            return object;
        }

        @Override
        public boolean contradictsItself() {
            Map<String, JsonNode> seen = new HashMap<>();
            for (Member member : members) {
                boolean inside = member.value != null && member.value.contradictsItself();
                JsonNode first = seen.putIfAbsent(member.name, member.valueNode());
                if (inside || (first != null && !first.equals(member.valueNode()))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A value and where it stands in the text. */
    record Found(Value value, int start, int end) {}

    /** A member; its value is absent where it broke off. */
    record Member(String name, @Nullable Value value) {
        JsonNode valueNode() {
            return value == null ? JSON.missingNode() : value.node();
        }
    }

    private final String text;
    private int at;
    private boolean broken;

    private LooseJson(String text) {
        this.text = text;
    }

    /** Every object and array that stands in the text, from the outside, in order. */
    static List<Value> values(String text) {
        return found(text).stream().map(Found::value).toList();
    }

    /** The same with their places. */
    static List<Found> found(String text) {
        return new LooseJson(text).all();
    }

    private List<Found> all() {
        var found = new ArrayList<Found>();
        for (; at < text.length(); at++) {
            while (at < text.length() && (text.charAt(at) == '{' || text.charAt(at) == '[')) {
                int start = at;
                broken = false;
                found.add(new Found(value(0), start, at));
            }
        }
        return found;
    }

    private Value value(int depth) {
        char c = text.charAt(at);
        if (c == '{' || c == '[') {
            at++;
            broken = broken || depth >= DEEPEST;
            return c == '{' ? object(depth + 1) : array(depth + 1);
        }
        return isQuote(c) ? new Scalar(JSON.textNode(quoted())) : new Scalar(BareWord.value(bare(",}]\n")));
    }

    private Array array(int depth) {
        var elements = new ArrayList<Value>();
        while (next(']')) {
            Value element = value(depth);
            if (!broken || !(element instanceof Scalar)) {
                elements.add(element);
            }
            endOfElement(']');
        }
        return new Array(elements, closed());
    }

    private Object object(int depth) {
        var members = new ArrayList<Member>();
        while (next('}')) {
            String name = isQuote(text.charAt(at)) ? quoted() : bare(":,{}[]\n").strip();
            if (broken || !colon()) {
                broken = true;
                break;
            }
            Value value = value(depth);
            endOfElement('}');
            members.add(new Member(name, broken && value instanceof Scalar ? null : value));
        }
        return new Object(members, closed());
    }

    /** Goes to the next element of a container; false at its end, or where it breaks off. */
    private boolean next(char end) {
        if (broken) {
            return false;
        }
        skip(",");
        broken = at >= text.length();
        return !broken && text.charAt(at) != end;
    }

    private boolean closed() {
        if (!broken) {
            at++;
        }
        return !broken;
    }

    /** After an element there has to be a comma or the container's end. */
    private void endOfElement(char end) {
        if (!broken) {
            skip("");
            broken = at >= text.length() || (text.charAt(at) != ',' && text.charAt(at) != end);
        }
    }

    private boolean colon() {
        skip("");
        boolean there = at < text.length() && text.charAt(at) == ':';
        at += there ? 1 : 0;
        skip("");
        return there && at < text.length();
    }

    private void skip(String also) {
        while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || also.indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
    }

    private String quoted() {
        char quote = text.charAt(at) == '“' ? '”' : text.charAt(at);
        var value = new StringBuilder();
        for (at++; at < text.length() && !(text.charAt(at) == quote && endsHere()); at++) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                at++;
                escaped(value);
            } else {
                value.append(c);
            }
        }
        broken = broken || at >= text.length();
        at = Math.min(at + 1, text.length());
        return value.toString();
    }

    /** A quote that no comma, colon, bracket or new line follows is an apostrophe, or one that lacks its backslash. */
    private boolean endsHere() {
        int next = at + 1;
        while (next < text.length() && isSpace(text.charAt(next))) {
            next++;
        }
        return next >= text.length() || "\n\r,:}]".indexOf(text.charAt(next)) >= 0;
    }

    private static boolean isSpace(char c) {
        return c != '\n' && c != '\r' && Character.isWhitespace(c);
    }

    private void escaped(StringBuilder value) {
        char c = text.charAt(at);
        switch (c) {
            case 'n' -> value.append('\n');
            case 't' -> value.append('\t');
            case 'r' -> value.append('\r');
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case 'u' -> unicode(value);
            default -> value.append(c);
        }
    }

    private void unicode(StringBuilder value) {
        String digits = text.substring(at + 1, Math.min(at + 5, text.length()));
        if (digits.length() == 4 && digits.chars().allMatch(d -> Character.digit(d, 16) >= 0)) {
            value.append((char) Integer.parseInt(digits, 16));
            at += 4;
        } else {
            value.append('u');
        }
    }

    /** A word without quotes, up to one of the given characters; nothing at all is an error. */
    private String bare(String ends) {
        int start = at;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at).strip();
        broken = broken || word.isEmpty() || at >= text.length() || word.indexOf('"') >= 0;
        return word;
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'' || c == '“';
    }
}
