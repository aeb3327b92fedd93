package dev.sheaf.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What no text of a caller may hold, though JSON can write it: U+0000, which PostgreSQL and many servers refuse, and half
 * of a surrogate pair, which UTF-8 cannot carry. A provider that refuses such a text refuses its neighbours with it.
 */
public final class SoundText {
    private SoundText() {}

    /** Every text and member name in a caller's JSON that is not sound, by its path. */
    public static List<Violation> violations(JsonNode json) {
        var violations = new ArrayList<Violation>();
        walk("", json, violations);
        return violations;
    }

    private static void walk(String path, JsonNode node, List<Violation> violations) {
        if (node.isTextual()) {
            flaw(node.textValue())
                    .ifPresent(flaw -> violations.add(new Violation(path.isEmpty() ? "body" : path, flaw)));
        } else if (node.isObject()) {
            node.properties().forEach(member -> walkMember(path, member.getKey(), member.getValue(), violations));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(path + "[" + i + "]", node.get(i), violations);
            }
        }
    }

    private static void walkMember(String path, String name, JsonNode value, List<Violation> violations) {
        Optional<String> flaw = flaw(name);
        if (flaw.isPresent()) {
            violations.add(new Violation(path.isEmpty() ? "body" : path, "has a name that " + flaw.get()));
        } else {
            walk(path.isEmpty() ? name : path + "." + name, value, violations);
        }
    }

    private static Optional<String> flaw(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return Optional.of("must not hold the character U+0000");
            }
            if (Character.isSurrogate(c) && !isPair(text, i++)) {
                return Optional.of("must not hold half of a surrogate pair");
            }
        }
        return Optional.empty();
    }

    private static boolean isPair(String text, int at) {
        return at + 1 < text.length() && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
    }
}
