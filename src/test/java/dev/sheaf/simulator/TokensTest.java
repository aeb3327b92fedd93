package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    static final Encoding TRUTH = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    static final String[] PARTS = {
        " ", " ", "\n", "\r\n", "  ", "\t", "/", "//", "[417]", "don't", "camelCase", "snake_case", "ÄÖÜ", "שלום", "🙂",
        "12345", "...", "?", "{\"a\":1}", "Refund", "a", "'s", "\u2028", "\u00a0", "—", "漢字", "-", ")", "\\", "_"
    };

    final Tokens tokens = new Tokens();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void pieces_count_what_the_whole_counts(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i >= 0; i--) {
                text.append(PARTS[random.nextInt(PARTS.length)]);
            }
            assertThat(tokens.count(text.toString()))
                    .as(text.toString())
                    .isEqualTo(TRUTH.countTokensOrdinary(text.toString()));
        }
    }

    @Test
    void a_cut_keeps_as_many_tokens_as_allowed() {
        String text = "one two three four five six";
        assertThat(tokens.cut(text, 3)).isEqualTo("one two three");
        assertThat(tokens.cut(text, 0)).isEmpty();
        assertThat(tokens.cut(text, 100)).isEqualTo(text);
    }

    @Test
    void a_text_longer_than_any_context_is_counted_by_its_start() {
        assertThat(tokens.count("word ".repeat(1_000_000))).isBetween(900_000, 1_100_000);
    }
}
