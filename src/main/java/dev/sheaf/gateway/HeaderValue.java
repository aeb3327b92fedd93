package dev.sheaf.gateway;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A header's value and its parameters, as in {@code form-data; name="file"; filename="a.jsonl"} (RFC 9110, section 5.6.6).
 *
 * @param word before the first semicolon, in lower case
 * @param parameters by name in lower case; where one stands twice, the first counts
 */
record HeaderValue(String word, Map<String, String> parameters) {

    HeaderValue {
        parameters = Map.copyOf(parameters);
    }

    @Nullable
    String parameter(String name) {
        return parameters.get(name);
    }

    static HeaderValue read(String text) {
        int end = text.indexOf(';');
        String word = end < 0 ? text : text.substring(0, end);
        Map<String, String> parameters = new HashMap<>();
        if (end >= 0) {
            new Reader(text, end).read(parameters);
        }
        return new HeaderValue(word.strip().toLowerCase(Locale.ROOT), parameters);
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text, int at) {
            this.text = text;
            this.at = at;
        }

        void read(Map<String, String> parameters) {
            while (at < text.length()) {
                at++; // the semicolon
                String name = until("=;").strip().toLowerCase(Locale.ROOT);
                if (at < text.length() && text.charAt(at) == '=') {
                    at++;
                    parameters.putIfAbsent(name, value());
                }
            }
        }

        private String until(String marks) {
            int from = at;
            while (at < text.length() && marks.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(from, at);
        }

        private String value() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at < text.length() && text.charAt(at) == '"') {
                String quoted = quoted();
                until(";");
                return quoted;
            }
            return until(";").strip();
        }

        /** A backslash stands before a quote or a backslash only: some senders have paths in it as they are. */
        private String quoted() {
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                boolean escapes = text.charAt(at) == '\\' && at + 1 < text.length();
                if (escapes && "\"\\".indexOf(text.charAt(at + 1)) >= 0) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            return value.toString();
        }
    }
}
