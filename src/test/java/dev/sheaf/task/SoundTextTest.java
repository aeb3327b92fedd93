package dev.sheaf.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SoundTextTest {
    private static final String NUL = "must not hold the character U+0000";
    private static final String HALF = "must not hold half of a surrogate pair";

    @Test
    void every_flaw_is_named_by_its_path() throws JsonProcessingException {
        String json =
                "{\"a\":\"\\u0000\",\"b\":[\"fine\",{\"c\":\"x\\ud83dx\"}],\"d\":{\"\\udc00\":1},\"e\":\"🌾\\u0001\"}";

        assertThat(SoundText.violations(new ObjectMapper().readTree(json)))
                .containsExactly(
                        new Violation("a", NUL),
                        new Violation("b[1].c", HALF),
                        new Violation("d", "has a name that " + HALF));
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_text_is_sound_exactly_where_it_survives_utf_8_and_holds_no_nul(long seed) {
        char[] some = {'a', '\u0000', '\ud83c', '\udf3e', '\ud800', 'é', '\uffff'};
        StringBuilder text = new StringBuilder();
        new Random(seed).ints(1 + seed % 6, 0, some.length).forEach(i -> text.append(some[i]));
        byte[] written = text.toString().getBytes(StandardCharsets.UTF_8);
        boolean sound = new String(written, StandardCharsets.UTF_8).contentEquals(text) && text.indexOf("\u0000") < 0;

        assertThat(SoundText.violations(TextNode.valueOf(text.toString())).equals(List.of()))
                .isEqualTo(sound);
    }
}
