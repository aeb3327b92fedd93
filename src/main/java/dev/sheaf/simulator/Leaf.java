package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A value without parts. */
sealed interface Leaf extends Field {

    /** A text taken from the item. */
    record Text(@Nullable Shape shape, int least, int most) implements Leaf {
        @Override
        public JsonNode fill(ItemText text) {
            return NODES.textNode(fit(text, 0));
        }

        @Override
        public JsonNode other(ItemText text, long salt) {
            return NODES.textNode(fit(text, 1 + Seeds.below(1_000, salt)));
        }

        private String fit(ItemText text, int turn) {
            if (shape != null) {
                return shape.of(text, turn);
            }
            List<String> words = words(text.text());
            String word = words.isEmpty() ? "unknown" : words.get(turn % words.size());
            String padded = word.length() < least ? word + "x".repeat(least - word.length()) : word;
            return padded.length() > most ? padded.substring(0, most) : padded;
        }

        /** Names first: a model asked for a detail mostly copies one. */
        private static List<String> words(String text) {
            List<String> names = new ArrayList<>();
            List<String> others = new ArrayList<>();
            for (String word : text.strip().split("[^\\p{L}\\p{N}]+", 60)) {
                if (word.length() > 2 && word.length() < 60) {
                    (Character.isUpperCase(word.charAt(0)) && !others.isEmpty() ? names : others).add(word);
                }
            }
            names.addAll(others);
            return names;
        }

        @Override
        public JsonNode unfit(ItemText text, long salt) {
            return NODES.numberNode(7);
        }
    }

    /** A number: the text's first that lies within the bounds, else the text's polarity on that scale. */
    record Number(boolean whole, double least, double most, double step) implements Leaf {
        private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])-?\\d{1,12}(?:\\.\\d{1,6})?");

        @Override
        public JsonNode fill(ItemText text) {
            Matcher numbers = NUMBER.matcher(text.text());
            while (numbers.find()) {
                double number = Double.parseDouble(numbers.group());
                if (number >= least && number <= most && number == snapped(number)) {
                    return node(number);
                }
            }
            double mood = Math.max(-2, Math.min(2, text.words().polarity())) / 4.0 + 0.5;
            return node(snapped(low() + mood * (high() - low())));
        }

        private double low() {
            return Double.isInfinite(least) ? Math.min(0, most) : least;
        }

        private double high() {
            return Double.isInfinite(most) ? low() + 10 * unit() : most;
        }

        private double unit() {
            return step > 0 ? step : 1;
        }

        private double snapped(double number) {
            double grain = step > 0 ? step : whole ? 1 : 0;
            if (grain == 0) {
                return number;
            }
            double near = Math.round(number / grain) * grain;
            return near > most ? near - grain : near < least ? near + grain : near;
        }

        private JsonNode node(double number) {
            return whole || number == Math.rint(number) && Math.abs(number) < 1e15
                    ? NODES.numberNode((long) number)
                    : NODES.numberNode(number);
        }

        @Override
        public JsonNode other(ItemText text, long salt) {
            double truth = fill(text).asDouble();
            double next = snapped(low() + Seeds.unit(salt) * (high() - low()));
            double beside = truth + unit() <= most ? truth + unit() : truth - unit();
            return node(next == truth && beside >= least ? beside : next);
        }

        @Override
        public boolean hasClue(ItemText text) {
            return NUMBER.matcher(text.text()).find();
        }
    }

    /** True where the text shares a word with the member's name, or where a name of feeling fits its polarity. */
    record Flag(LabelSet name) implements Leaf {
        @Override
        public JsonNode fill(ItemText text) {
            return NODES.booleanNode(name.hasClue(text));
        }

        @Override
        public JsonNode other(ItemText text, long salt) {
            return NODES.booleanNode(!name.hasClue(text));
        }
    }

    /** Null where the text says nothing. */
    record OrNull(Field value) implements Leaf {
        @Override
        public JsonNode fill(ItemText text) {
            return value.hasClue(text) ? value.fill(text) : NODES.nullNode();
        }

        @Override
        public JsonNode other(ItemText text, long salt) {
            return value.hasClue(text) ? value.other(text, salt) : value.fill(text);
        }

        @Override
        public JsonNode unfit(ItemText text, long salt) {
            return value.unfit(text, salt);
        }
    }
}
