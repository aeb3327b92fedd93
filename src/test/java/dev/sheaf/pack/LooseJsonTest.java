package dev.sheaf.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LooseJsonTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static List<Integer> blocks() {
        return Seeds.blocks(10_000);
    }

    @ParameterizedTest(name = "seeds {0}..")
    @MethodSource("blocks")
    void valid_json_is_read_as_a_strict_reader_reads_it(int block) {
        Seeds.each(block, seed -> {
            var random = new Random(seed);
            String text = written(value(random, 4), random.nextBoolean());
            assertThat(LooseJson.values("Prose: " + text + " and more."))
                    .as("seed %d: %s", seed, text)
                    .singleElement()
                    .satisfies(value -> {
                        assertThat(value.node()).isEqualTo(strict(text));
                        assertThat(value.whole()).isTrue();
                        assertThat(value.contradictsItself()).isFalse();
                    });
        });
    }

    @ParameterizedTest(name = "seeds {0}..")
    @MethodSource("blocks")
    void what_is_cut_keeps_what_was_complete_and_never_throws(int block) {
        Seeds.each(block, seed -> {
            var random = new Random(seed);
            String text = written(value(random, 4), false);
            String cut = text.substring(0, random.nextInt(text.length()));
            assertThat(LooseJson.values(cut)).as("seed %d: %s", seed, cut).noneMatch(LooseJson.Value::whole);
            String scribble = Scribble.text(random, List.of(1, 22));
            assertThatCode(() -> LooseJson.values(scribble).forEach(LooseJson.Value::node))
                    .as("seed %d: %s", seed, scribble)
                    .doesNotThrowAnyException();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{'a': 'b'} ~ {\"a\":\"b\"}",
                "{a: b c, d: 1} ~ {\"a\":\"b c\",\"d\":1}",
                "{'it': 'don't stop'} ~ {\"it\":\"don't stop\"}",
                "{\"a\": \"he said \"no\" twice\"} ~ {\"a\":\"he said \\\"no\\\" twice\"}",
                "{“a”: “b”} ~ {\"a\":\"b\"}",
                "[1, 2, 3,] ~ [1,2,3]",
                "{\"a\": True, \"b\": None, \"c\": False} ~ {\"a\":true,\"b\":null,\"c\":false}",
                "[007, 1., .5, --1, 1e400x] ~ [\"007\",\"1.\",\".5\",\"--1\",\"1e400x\"]",
                "[1e400, -1e400, 1e4] ~ [\"1e400\",\"-1e400\",1e4]",
                "[\"\\u00e9\\/\\q\\u12\"] ~ [\"é/qu12\"]",
                "{} ~ {}",
                "[[], {}] ~ [[],{}]"
            })
    void what_models_write_instead_of_json_is_read(String text, String json) {
        assertThat(LooseJson.values(text)).singleElement().satisfies(value -> assertThat(value.node())
                .isEqualTo(strict(json)));
    }

    @Test
    void several_values_one_after_the_other_are_all_found_with_their_places() {
        List<LooseJson.Found> found = LooseJson.found("a {\"x\":1} b\n```\n[2]\n``` {3: 4}");
        assertThat(found)
                .extracting(one -> one.value().node().toString())
                .containsExactly("{\"x\":1}", "[2]", "{\"3\":4}");
        assertThat(found).extracting(LooseJson.Found::start).containsExactly(2, 16, 24);
        assertThat(found).extracting(LooseJson.Found::end).containsExactly(9, 19, 30);
    }

    @Test
    void what_breaks_off_is_marked_from_there_to_the_root_and_what_follows_is_found() {
        List<LooseJson.Value> values = LooseJson.values("{\"a\":[{\"b\":1},{\"c\":24\",\"d\":1},{\"f\":2}]}");
        assertThat(values).extracting(LooseJson.Value::whole).containsExactly(false, true);
        assertThat(values.get(1).node()).isEqualTo(strict("{\"f\":2}"));
        assertThat(((LooseJson.Object) values.get(0))
                        .members()
                        .get(0)
                        .valueNode()
                        .get(0))
                .isEqualTo(strict("{\"b\":1}"));
    }

    @Test
    void a_member_twice_is_noticed_at_every_depth() {
        assertThat(LooseJson.values("{\"a\":[{\"b\":1,\"b\":2}]}").get(0).contradictsItself())
                .isTrue();
        assertThat(LooseJson.values("{\"a\":[{\"b\":1,\"b\":1}]}").get(0).contradictsItself())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "{",
                "[[[[",
                "{\"{\"{\"",
                "\"",
                "{'",
                "{\"a\":",
                "{\"a\":{",
                "[\"",
                "\\",
                "{\"\\",
                "]",
                "}{",
                "[1",
                "[1,",
                "{a",
                "[' ",
                "{\"a\":\"b\" ",
                "\ud800",
                "[\"\ud800",
                "{:",
                "[,",
                "[:",
                "{\"\":[",
                "[9",
                "[ ' ",
                "{\n",
                "[\"\n",
                "[\"\" "
            })
    void a_megabyte_of_hostile_text_is_read_in_one_go(String piece) {
        String text = piece.repeat(1_000_000 / piece.length());
        List<LooseJson.Value> values = LooseJson.values("[" + text);
        assertThat(values).isNotEmpty();
        values.forEach(LooseJson.Value::node);
    }

    private static JsonNode value(Random random, int depth) {
        return random.nextBoolean() ? object(random, depth) : array(random, depth);
    }

    private static JsonNode any(Random random, int depth) {
        return switch (depth == 0 ? random.nextInt(5) : random.nextInt(7)) {
            case 0 -> JSON.textNode(text(random));
            case 1 -> JSON.numberNode(random.nextInt());
            case 2 -> random.nextBoolean() ? JSON.booleanNode(random.nextBoolean()) : JSON.nullNode();
            case 3 -> JSON.numberNode(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
            case 4 ->
                random.nextBoolean()
                        ? JSON.numberNode(random.nextLong())
                        : JSON.numberNode(new BigInteger(150, random).negate());
            case 5 -> object(random, depth - 1);
            default -> array(random, depth - 1);
        };
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = JSON.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.set(text(random), any(random, depth));
        }
        return object;
    }

    private static JsonNode array(Random random, int depth) {
        var array = JSON.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            array.add(any(random, depth));
        }
        return array;
    }

    /** Quotes that look like the end of a string are escaped in valid JSON, and so no end. */
    private static String text(Random random) {
        return random.nextInt(3) == 0
                ? "k" + random.nextInt(5)
                : Scribble.text(random, List.of(7, 417)) + Texts.any(random);
    }

    private static String written(JsonNode value, boolean pretty) {
        try {
            return pretty ? MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) : value.toString();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode strict(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
