package dev.sheaf.pack;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;

/**
 * A user's regular expression, held to a number of steps: one that goes wrong on a text takes longer than anybody waits.
 * What takes more steps does not match.
 */
final class BoundedPattern implements RegularExpression {
    private static final int MOST_STEPS = 1_000_000;

    private final Pattern pattern;
    private final boolean toTheEnd;

    BoundedPattern(String regex) {
        this.pattern = Pattern.compile(regex);
        this.toTheEnd = regex.endsWith("$") && !regex.endsWith("\\$");
    }

    @Override
    public boolean matches(String value) {
        try {
            var matcher = pattern.matcher(new Counted(value, new int[] {MOST_STEPS}));
            return matcher.find() && (!toTheEnd || matcher.end() == value.length());
        } catch (TooManySteps | StackOverflowError e) {
            return false;
        }
    }

    private static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManySteps() {
            super(null, null, false, false);
        }
    }

    /** A text that can only be looked at so often. */
    private record Counted(CharSequence text, int[] left) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (--left[0] < 0) {
                throw new TooManySteps();
            }
            return text.charAt(index);
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
