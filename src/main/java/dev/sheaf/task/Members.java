package dev.sheaf.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Reads the members of a JSON object that a caller sent and notes everything that is wrong with them, so that one
 * reply can name it all. What is wrong reads as absent.
 */
public final class Members {
    private static final int LONGEST_SHOWN = 80;

    private final String path;
    private final JsonNode object;
    private final List<Violation> violations;
    private final Set<String> asked = new TreeSet<>();

    private Members(String path, JsonNode object, List<Violation> violations) {
        this.path = path;
        this.object = object;
        this.violations = violations;
    }

    /** The outermost object. */
    public static Members of(JsonNode object) {
        return of("", object, new ArrayList<>());
    }

    /** An object at a path; {@code violations} takes what is wrong. */
    public static Members of(String path, JsonNode object, List<Violation> violations) {
        var members = new Members(path, object, violations);
        if (!object.isObject()) {
            violations.add(new Violation(path.isEmpty() ? "body" : path, "must be an object"));
        }
        return members;
    }

    public List<Violation> violations() {
        return violations;
    }

    /** Notes that a member is wrong. */
    public void wrong(String name, String message) {
        violations.add(new Violation(at(name), message));
    }

    /** Whether the member is there at all, be it wrong. */
    public boolean has(String name) {
        return present(name).isPresent();
    }

    public Optional<String> text(String name, int maxLength) {
        return typed(name, JsonNode::isTextual, "must be a string")
                .map(JsonNode::textValue)
                .filter(value -> {
                    boolean fits = value.length() <= maxLength;
                    if (!fits) {
                        wrong(name, "must have at most " + maxLength + " characters, has " + value.length());
                    }
                    return fits;
                });
    }

    /** A text with something in it. */
    public Optional<String> words(String name, int maxLength) {
        return text(name, maxLength).filter(value -> {
            if (value.isBlank()) {
                wrong(name, "must not be blank");
            }
            return !value.isBlank();
        });
    }

    public Optional<Integer> integer(String name, int min, int max) {
        String range = "must be a whole number from " + min + " to " + max;
        return typed(
                        name,
                        node -> node.isIntegralNumber()
                                && node.canConvertToInt()
                                && node.intValue() >= min
                                && node.intValue() <= max,
                        range)
                .map(JsonNode::intValue);
    }

    /** A number, exactly as it was written. */
    public Optional<BigDecimal> decimal(String name, Predicate<BigDecimal> right, String message) {
        return typed(name, node -> isDecimal(node) && right.test(node.decimalValue()), message)
                .map(JsonNode::decimalValue);
    }

    /** A number that is too large for its type was read as none. */
    private static boolean isDecimal(JsonNode node) {
        return node.isNumber() && (!node.isDouble() || Double.isFinite(node.doubleValue()));
    }

    public Optional<Double> share(String name) {
        return typed(
                        name,
                        node -> node.isNumber() && node.doubleValue() >= 0 && node.doubleValue() <= 1,
                        "must be a number from 0 to 1")
                .map(JsonNode::doubleValue);
    }

    public Optional<Boolean> flag(String name) {
        return typed(name, JsonNode::isBoolean, "must be true or false").map(JsonNode::booleanValue);
    }

    /** An ISO 8601 duration such as {@code PT0.02S}. */
    public Optional<Duration> duration(String name, Duration max) {
        String form = "must be an ISO 8601 duration from PT0S to " + max + ", such as PT0.02S";
        return text(name, 40).flatMap(value -> {
            Optional<Duration> duration = parsed(value).filter(d -> !d.isNegative() && d.compareTo(max) <= 0);
            if (duration.isEmpty()) {
                wrong(name, form);
            }
            return duration;
        });
    }

    public Optional<ObjectNode> object(String name) {
        return typed(name, JsonNode::isObject, "must be an object").map(ObjectNode.class::cast);
    }

    /** The members of a member; empty where it is absent. */
    public Members within(String name) {
        return of(at(name), object(name).orElseGet(() -> new ObjectNode(null)), violations);
    }

    /** Calls with each element of an array and its path. */
    public void each(String name, int maxSize, BiConsumer<String, JsonNode> action) {
        typed(name, JsonNode::isArray, "must be an array").ifPresent(array -> {
            if (array.size() > maxSize) {
                wrong(name, "must have at most " + maxSize + " elements, has " + array.size());
                return;
            }
            for (int i = 0; i < array.size(); i++) {
                action.accept(at(name) + "[" + i + "]", array.get(i));
            }
        });
    }

    /** Notes every member that nobody asked for. */
    public void refuseOthers() {
        object.fieldNames().forEachRemaining(name -> {
            if (!asked.contains(name)) {
                wrong(name, "is not known here; known are " + String.join(", ", asked));
            }
        });
    }

    private Optional<JsonNode> typed(String name, Predicate<JsonNode> right, String message) {
        return present(name).filter(node -> {
            if (!right.test(node)) {
                wrong(name, message);
            }
            return right.test(node);
        });
    }

    private Optional<JsonNode> present(String name) {
        asked.add(name);
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    private String at(String name) {
        String shown = shortened(name);
        return path.isEmpty() ? shown : path + "." + shown;
    }

    /** A caller's own words as a message can repeat them. */
    static String shortened(String words) {
        return words.length() <= LONGEST_SHOWN ? words : words.substring(0, LONGEST_SHOWN) + "…";
    }

    private static Optional<Duration> parsed(String text) {
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
