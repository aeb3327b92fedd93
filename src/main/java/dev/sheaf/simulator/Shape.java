package dev.sheaf.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** A text held to a {@code format} or {@code pattern}: what in the item fits it, else a sample that does. */
record Shape(Pattern pattern, boolean whole, List<String> samples) {
    private static final int STEPS = 20_000;
    private static final Map<String, Shape> FORMATS = Map.of(
            "date", of("\\d{4}-\\d{2}-\\d{2}", "2026-01-01", "2025-06-30"),
            "time", of("\\d{2}:\\d{2}:\\d{2}Z", "12:00:00Z", "08:30:00Z"),
            "date-time",
                    of("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z", "2026-01-01T12:00:00Z", "2025-06-30T08:30:00Z"),
            "duration", of("P(?:\\d+D)?(?:T\\d+[HMS])?", "P1D", "PT2H"),
            "email", of("[a-z0-9.]{1,30}@[a-z0-9]{1,30}\\.[a-z]{2,8}", "someone@example.org", "other@example.org"),
            "hostname", of("(?:[a-z0-9]{1,30}\\.){1,3}[a-z]{2,8}", "example.org", "example.com"),
            "ipv4", of("(?:\\d{1,2}\\.){3}\\d{1,2}", "192.0.2.1", "192.0.2.2"),
            "ipv6", of("2001:db8::\\d{1,4}", "2001:db8::1", "2001:db8::2"),
            "uuid",
                    of(
                            "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
                            "00000000-0000-4000-8000-000000000000", "00000000-0000-4000-8000-000000000001"),
            "uri", of("https?://[a-z0-9./-]{1,100}", "https://example.org/", "https://example.com/"));

    private static final List<String> GUESSES = List.of(
            "",
            "a",
            "A",
            "0",
            "1",
            "ab",
            "AB",
            "10",
            "12",
            "abc",
            "ABC",
            "123",
            "1234",
            "12345",
            "123456",
            "A1",
            "a1",
            "AB12",
            "AB-12",
            "AB-123",
            "ABC-123",
            "ABC-1234",
            "1.0",
            "1.50",
            "+1234567890",
            "#ffffff",
            "en",
            "en-US",
            "2026-01-01",
            "12:00",
            "example.org",
            "someone@example.org",
            "https://example.org/",
            "word",
            "Word",
            "two words");

    private static Shape of(String pattern, String... samples) {
        return new Shape(Pattern.compile(pattern), true, List.of(samples));
    }

    static @Nullable Shape format(String format) {
        return FORMATS.get(format);
    }

    /** A foreign pattern; absent where Java cannot read it. */
    static @Nullable Shape pattern(String pattern) {
        try {
            Pattern compiled = Pattern.compile(pattern);
            Shape any = new Shape(compiled, false, List.of());
            return new Shape(compiled, false, GUESSES.stream().filter(any::fits).toList());
        } catch (PatternSyntaxException | StackOverflowError e) {
            return null;
        }
    }

    String of(ItemText text, int turn) {
        List<String> fitting = new ArrayList<>();
        for (String word : text.text().split("\\s+", 60)) {
            if (word.length() < 120 && fits(word)) {
                fitting.add(word);
            }
        }
        fitting.addAll(samples);
        return fitting.isEmpty() ? "unknown" : fitting.get(turn % fitting.size());
    }

    /** A pattern may take for ever on purpose: it gets so many looks at the text and no more. */
    private boolean fits(String text) {
        Matcher matcher = pattern.matcher(new Counted(text, new int[] {STEPS}));
        try {
            return whole ? matcher.matches() : matcher.find();
        } catch (Exhausted | StackOverflowError e) {
            return false;
        }
    }

    private static final class Exhausted extends RuntimeException {
        Exhausted() {
            super(null, null, false, false);
        }
    }

    private record Counted(CharSequence text, int[] left) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (--left[0] < 0) {
                throw new Exhausted();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), left);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
