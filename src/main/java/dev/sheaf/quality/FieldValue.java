package dev.sheaf.quality;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * When two values of a field are the same.
 *
 * <ul>
 *   <li>a choice ({@code enum}, {@code const}), true and false: as they stand
 *   <li>numbers: by value, so that 4 and 4.0 are the same, and 4 and 4.1 are not; who wants tolerance asks for whole
 *       numbers
 *   <li>free text: without regard to case, width, spaces and a closing full stop; other words are another answer, since
 *       nobody can tell from outside whether they mean the same
 *   <li>lists: without regard to their order, unless the schema speaks of places ({@code prefixItems}); what stands twice
 *       has to stand twice
 *   <li>objects: member by member, by the same rules
 *   <li>what is absent is the same as {@code null}
 * </ul>
 */
final class FieldValue {
    static final FieldValue EXACT = new FieldValue(true, true);

    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");
    private static final Pattern CLOSING = Pattern.compile("[.!。]+$");

    private final boolean exactText;
    private final boolean inOrder;

    private FieldValue(boolean exactText, boolean inOrder) {
        this.exactText = exactText;
        this.inOrder = inOrder;
    }

    /** @param schema of the field */
    static FieldValue of(JsonNode schema) {
        boolean choice = schema.has("enum") || schema.has("const");
        boolean choices = schema.path("items").has("enum");
        return new FieldValue(choice || choices, schema.has("prefixItems"));
    }

    boolean same(JsonNode one, JsonNode other) {
        if (isNothing(one) || isNothing(other)) {
            return isNothing(one) && isNothing(other);
        }
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue()) == 0;
        }
        if (one.isTextual() && other.isTextual()) {
            return sameText(one.textValue(), other.textValue());
        }
        if (one.isArray() && other.isArray()) {
            return inOrder ? sameInOrder(one, other) : sameInAnyOrder(one, other);
        }
        if (one.isObject() && other.isObject()) {
            return sameMembers(one, other);
        }
        return one.equals(other);
    }

    private static boolean isNothing(JsonNode value) {
        return value.isNull() || value.isMissingNode();
    }

    private boolean sameText(String one, String other) {
        return exactText ? one.equals(other) : plain(one).equals(plain(other));
    }

    private static String plain(String text) {
        String even = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return CLOSING.matcher(SPACES.matcher(even).replaceAll(" ").strip()).replaceAll("");
    }

    private boolean sameInOrder(JsonNode one, JsonNode other) {
        boolean same = one.size() == other.size();
        for (int i = 0; same && i < one.size(); i++) {
            same = same(one.get(i), other.get(i));
        }
        return same;
    }

    private boolean sameInAnyOrder(JsonNode one, JsonNode other) {
        List<JsonNode> left = new ArrayList<>();
        other.forEach(left::add);
        boolean same = one.size() == other.size();
        for (int i = 0; same && i < one.size(); i++) {
            same = takeOut(left, one.get(i));
        }
        return same;
    }

    private boolean takeOut(List<JsonNode> from, JsonNode value) {
        for (int i = 0; i < from.size(); i++) {
            if (same(value, from.get(i))) {
                from.remove(i);
                return true;
            }
        }
        return false;
    }

    private boolean sameMembers(JsonNode one, JsonNode other) {
        TreeSet<String> names = new TreeSet<>();
        one.fieldNames().forEachRemaining(names::add);
        other.fieldNames().forEachRemaining(names::add);
        return names.stream().allMatch(name -> same(one.path(name), other.path(name)));
    }
}
