package dev.sheaf.pack;

import java.util.List;
import java.util.Random;

/** Text made of the pieces that replies are made of, in no sensible order. */
final class Scribble {
    private static final List<String> PIECES = List.of(
            "[",
            "]",
            "{",
            "}",
            "\"",
            "'",
            ":",
            ",",
            "\\",
            "\\u12",
            "\n",
            " ",
            "|",
            "**",
            "```",
            "=>",
            "→",
            "-",
            "POSITIVE",
            "NEGATIVE",
            "null",
            "true",
            "None",
            "slot",
            "label",
            "answers",
            "1",
            "0.5",
            "1e9",
            "99999999999",
            "\ud83d",
            "\u202e",
            "١",
            "ı",
            "\u00a0",
            "/",
            "(",
            "é");

    private Scribble() {}

    static String text(Random random, List<Integer> numbers) {
        var text = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            text.append(
                    random.nextInt(5) == 0
                            ? String.valueOf(numbers.get(random.nextInt(numbers.size())))
                            : PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }
}
