package dev.sheaf.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the items in a message as a model would: numbered at the start of a line, in a JSON array, or one text. Whatever
 * breaks a line for a reader breaks it here, so that a marker inside an item is taken for one unless it is indented.
 */
final class ItemFinder {
    private static final Pattern BREAK = Pattern.compile("\\R");
    private static final List<String> IDS = List.of("id", "slot", "number", "index", "item", "n", "key");
    private static final List<String> TEXTS =
            List.of("text", "content", "comment", "message", "review", "body", "input", "title");

    private final ObjectMapper json;

    ItemFinder(ObjectMapper json) {
        this.json = json;
    }

    Items find(String message) {
        return inJson(message).orElseGet(() -> inLines(message));
    }

    private Optional<Items> inJson(String message) {
        int start = lineStart(message);
        int end = message.lastIndexOf(']');
        int brace = start < 0 ? -1 : nextSolid(message, start + 1);
        if (brace < 0 || end < brace || message.charAt(brace) != '{') {
            return Optional.empty();
        }
        return parsed(message.substring(start, end + 1))
                .map(asked -> new Items(asked, message.substring(0, start) + message.substring(end + 1), null));
    }

    /** The first bracket at a line's start: one inside a text opens no list. */
    private static int lineStart(String message) {
        return message.startsWith("[") ? 0 : message.indexOf("\n[") + (message.contains("\n[") ? 1 : 0);
    }

    private static int nextSolid(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) > ' ') {
                return i;
            }
        }
        return -1;
    }

    private Optional<List<Asked>> parsed(String array) {
        try {
            List<Asked> asked = new ArrayList<>();
            for (JsonNode element : json.readTree(array)) {
                String id = named(element, IDS);
                String text = named(element, TEXTS);
                if (id == null || text == null) {
                    return Optional.empty();
                }
                asked.add(new Asked(id, text));
            }
            return asked.isEmpty() ? Optional.empty() : Optional.of(asked);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String named(JsonNode element, List<String> names) {
        for (String name : names) {
            JsonNode value = element.get(name);
            if (value != null && value.isValueNode() && !value.isNull()) {
                return value.asText();
            }
        }
        return null;
    }

    private Items inLines(String message) {
        List<String> lines = List.of(BREAK.split(message, -1));
        Marker marker = firstMarker(lines);
        if (marker == null) {
            return new Items(List.of(new Asked("", message)), "", null);
        }
        Splitter splitter = new Splitter(marker);
        lines.forEach(splitter::line);
        return splitter.items();
    }

    private static @Nullable Marker firstMarker(List<String> lines) {
        for (String line : lines) {
            for (Marker marker : Marker.values()) {
                if (marker.at(line).lookingAt()) {
                    return marker;
                }
            }
        }
        return null;
    }

    /** Takes lines in order. */
    private static final class Splitter {
        private final Marker marker;
        private final StringBuilder words = new StringBuilder();
        private final List<Asked> asked = new ArrayList<>();
        private @Nullable StringBuilder open;
        private String slot = "";
        private boolean blank;
        private boolean paragraphs;
        private boolean after;

        Splitter(Marker marker) {
            this.marker = marker;
        }

        void line(String line) {
            Matcher start = marker.at(line);
            if (start.lookingAt()) {
                close();
                slot = start.group("n");
                open = new StringBuilder(line.substring(start.end()));
            } else if (open == null || leaves(line)) {
                words.append(line).append('\n');
            } else {
                blank = line.isBlank();
                open.append('\n').append(line.startsWith("  ") ? line.substring(2) : line);
            }
        }

        /** After an empty line, words at the margin speak of the list again, unless items have such paragraphs. */
        private boolean leaves(String line) {
            if (blank && !line.isBlank() && !line.startsWith(" ") && !paragraphs) {
                after = true;
            }
            return after;
        }

        private void close() {
            if (open != null) {
                asked.add(new Asked(slot, open.toString().strip()));
            }
            if (after) {
                // another item follows: what stood between belonged to the one before
                paragraphs = true;
                after = false;
            }
            blank = false;
        }

        Items items() {
            close();
            return new Items(asked, words.toString(), marker);
        }
    }
}
