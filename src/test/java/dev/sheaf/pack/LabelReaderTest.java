package dev.sheaf.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.task.AnswerShape;
import dev.sheaf.task.Label;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelReaderTest {
    private static final LabelReader MOOD = reader("POSITIVE", "NEGATIVE", "NEUTRAL");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POSITIVE",
                " positive ",
                "Positive.",
                "\"POSITIVE\"",
                "'positive'",
                "“Positive”",
                "„POSITIVE“",
                "«POSITIVE»",
                "`POSITIVE`",
                "**POSITIVE**",
                "*positive*",
                "__POSITIVE__",
                "(POSITIVE)",
                "[POSITIVE]",
                "<POSITIVE>",
                "POSITIVE!",
                "- POSITIVE",
                "-> POSITIVE",
                "→ POSITIVE",
                "=> POSITIVE",
                ": POSITIVE",
                "| POSITIVE |",
                "✅ POSITIVE",
                "POSITIVE 😀",
                "ＰＯＳＩＴＩＶＥ",
                "\u00a0POSITIVE\u00a0",
                "\u200fPOSITIVE\u200e",
                "\ufeffPOSITIVE",
                "\u202aPOSITIVE\u202c",
                "Label: POSITIVE",
                "**Label:** POSITIVE",
                "label = positive",
                "Answer: POSITIVE"
            })
    void what_stands_round_a_label_does_not_matter(String text) {
        assertThat(MOOD.read(text)).contains(List.of("POSITIVE"));
        assertThat(MOOD.isPlain(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POSITIVE — it made me smile",
                "POSITIVE - it made me smile",
                "POSITIVE (sarcastic?)",
                "POSITIVE: great",
                "POSITIVE. It is great.",
                "POSITIVE, it is great",
                "POSITIVE because it is great",
                "POSITIVE // great",
                "POSITIVE—great",
                "POSITIVE; great",
                "POSITIVE：很好",
                "**POSITIVE** — reason",
                "**POSITIVE**: 'the echoed item'",
                "\"POSITIVE\" - it is great",
                "'the echoed item' → **POSITIVE**",
                "'it's bad → NEGATIVE' → POSITIVE",
                "'the item' -> POSITIVE — went from bad → good",
                "| the item | POSITIVE | 0.9 |",
                "POSITIVE — the NEGATIVE start is outweighed",
                "POSITIVE\nIt made me smile."
            })
    void a_reason_an_echo_or_other_cells_are_not_the_label(String text) {
        assertThat(MOOD.read(text)).contains(List.of("POSITIVE"));
        assertThat(MOOD.isPlain(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "HAPPY",
                "POSITIVELY",
                "NOT POSITIVE",
                "POSITIVE or NEGATIVE",
                "POSITIVE/NEGATIVE",
                "POSITIVE, NEGATIVE",
                "POSITIVE NEGATIVE",
                "POSITIVE (NEGATIVE)",
                "POSITIVE | NEGATIVE",
                "POSITIVE. NEGATIVE.",
                "POSITIVE -> NEGATIVE",
                "POSITIVE, or rather NEGATIVE",
                "POSITIVE; no, NEGATIVE",
                "**POSITIVE** **NEGATIVE**",
                "POSITIVE\nNEGATIVE",
                "'POSITIVE, I think' — NEGATIVE",
                "\"POSITIVE vibes\" → unsure",
                "the item says POSITIVE",
                "'x' or 'y → NEGATIVE'",
                "LABEL",
                "POS",
                "positive negative neutral"
            })
    void two_labels_or_none_are_none(String text) {
        assertThat(MOOD.read(text)).isEmpty();
    }

    @Test
    void a_reasons_arrow_leads_to_no_label() {
        assertThat(MOOD.read("'x' → POSITIVE ('y' → NEGATIVE)")).contains(List.of("POSITIVE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "- -1", "**-1**", "\"-1\"", ": -1", "-1.", "-1 (sad)", "−1"})
    void a_minus_belongs_to_its_number(String text) {
        assertThat(reader("-1", "0", "1").read(text)).contains(List.of("-1"));
    }

    @Test
    void numbers_are_read_whole() {
        LabelReader stars = reader("1", "2", "3", "4", "5", "<1", "4.5");
        assertThat(stars.read("- 1")).contains(List.of("1"));
        assertThat(stars.read("4.5")).contains(List.of("4.5"));
        assertThat(stars.read("<1")).contains(List.of("<1"));
        assertThat(stars.read("**<1**")).contains(List.of("<1"));
        assertThat(stars.read("<5>")).contains(List.of("5"));
        assertThat(stars.read("5.")).contains(List.of("5"));
        assertThat(stars.read("５")).contains(List.of("5"));
        for (String none : List.of("3.5", "2,5", "4-5", "4–5", "5/5", "-3", ">2", "12", "1:30", "5 stars")) {
            assertThat(stars.read(none)).as(none).isEmpty();
        }
    }

    @Test
    void labels_with_spaces_commas_dashes_and_slashes_are_read_as_they_are() {
        LabelReader reader =
                reader("card, lost", "card", "in/out", "top-up by card - failed", "C++", "C", "why?", "a => b", "b");
        for (String label :
                List.of("card, lost", "card", "in/out", "top-up by card - failed", "C++", "C", "why?", "a => b")) {
            assertThat(reader.read(label)).contains(List.of(label));
            assertThat(reader.read("**" + label + "**")).contains(List.of(label));
            assertThat(reader.read(label + " — a reason")).contains(List.of(label));
            assertThat(reader.read(label.toUpperCase(Locale.ROOT) + ".")).contains(List.of(label));
        }
        assertThat(reader.read("Top_up by card – FAILED")).contains(List.of("top-up by card - failed"));
        assertThat(reader.read("why")).contains(List.of("why?"));
        assertThat(reader("C", "Java").read("C++")).isEmpty();
    }

    @Test
    void of_labels_that_begin_alike_the_longest_counts() {
        LabelReader reader = reader("card", "card payment", "card payment fee", "NEGATIVE", "NEGATIVE (strong)");
        assertThat(reader.read("card payment — charged")).contains(List.of("card payment"));
        assertThat(reader.read("Card Payment Fee: charged")).contains(List.of("card payment fee"));
        assertThat(reader.read("card payment fees")).isEmpty();
        assertThat(reader.read("NEGATIVE (strong) — really")).contains(List.of("NEGATIVE (strong)"));
        assertThat(reader.read("NEGATIVE (weak)")).contains(List.of("NEGATIVE"));
    }

    @Test
    void labels_that_differ_by_little_are_told_apart_letter_by_letter_or_not_at_all() {
        LabelReader reader = reader("Polish", "polish", "Ok", "Ok!", "sık", "sik", "card_lost", "card-lost");
        assertThat(reader.read("**polish**")).contains(List.of("polish"));
        assertThat(reader.read("Polish — the language")).contains(List.of("Polish"));
        assertThat(reader.read("POLISH")).isEmpty();
        assertThat(reader.read("\"Ok!\"")).contains(List.of("Ok!"));
        assertThat(reader.read("\"Ok\".")).contains(List.of("Ok"));
        assertThat(reader.read("sık — because")).contains(List.of("sık"));
        assertThat(reader.read("sik.")).contains(List.of("sik"));
        assertThat(reader.read("SIK")).isEmpty();
        assertThat(reader.read("card-lost.")).contains(List.of("card-lost"));
        assertThat(reader.read("Card lost")).isEmpty();
    }

    @Test
    void case_knows_more_letters_than_the_english_ones() {
        LabelReader reader = reader("İyi", "größe", "ОТЛИЧНО", "ΚΑΛΌΣ", "とても良い", "ممتاز");
        assertThat(reader.read("iyi")).contains(List.of("İyi"));
        assertThat(reader.read("GRÖßE!")).contains(List.of("größe"));
        assertThat(reader.read("gro\u0308ße")).contains(List.of("größe"));
        assertThat(reader.read("отлично")).contains(List.of("ОТЛИЧНО"));
        assertThat(reader.read("καλός")).contains(List.of("ΚΑΛΌΣ"));
        assertThat(reader.read("「とても良い」。")).contains(List.of("とても良い"));
        assertThat(reader.read("\u202bممتاز\u202c")).contains(List.of("ممتاز"));
    }

    @Test
    void labels_of_symbols_have_to_stand_there() {
        LabelReader reader = reader("👍", "👎", ":)", ":(", "👍 good");
        for (String label : List.of("👍", "👎", ":)", ":(", "👍 good")) {
            assertThat(reader.read("\"" + label + "\"")).contains(List.of(label));
        }
        for (String none : List.of("👍👎", "!!!", "😀", "👎 good", "good")) {
            assertThat(reader.read(none)).as(none).isEmpty();
        }
    }

    @Test
    void several_labels_are_listed_in_any_way_and_read_in_the_tasks_order() {
        LabelReader reader = new LabelReader(labels(true, true, "price", "speed", "in/out", "a, b"));
        for (String text : List.of(
                "speed | price",
                "price|speed",
                "speed, price",
                "SPEED; Price.",
                "**speed**, **price**",
                "speed / price",
                "speed | price — both named",
                "| speed | price |",
                "speed | speed | price")) {
            assertThat(reader.read(text)).as(text).contains(List.of("price", "speed"));
        }
        assertThat(reader.read("in/out | a, b")).contains(List.of("in/out", "a, b"));
        assertThat(reader.read("a, b")).contains(List.of("a, b"));
        assertThat(reader.read("price")).contains(List.of("price"));
        assertThat(reader.read("None")).contains(List.of());
        for (String none :
                List.of("", "price | colour", "price, colour", "price and speed", "NONE | price", "colour")) {
            assertThat(reader.read(none)).as(none).isEmpty();
        }
    }

    @Test
    void no_label_is_an_answer_only_where_the_task_allows_it() {
        assertThat(MOOD.read("NONE")).isEmpty();
        assertThat(new LabelReader(labels(false, true, "A")).read("none.")).contains(List.of());
    }

    @Test
    void the_word_for_no_label_is_never_a_label() {
        assertThat(LabelReader.none(labels(false, true, "A"))).isEqualTo("NONE");
        assertThat(LabelReader.none(labels(false, true, "None"))).isEqualTo("NO_LABEL");
        assertThat(LabelReader.none(labels(false, true, "none", "no label"))).isEqualTo("NO_LABEL_FITS");
        LabelReader reader = new LabelReader(labels(false, true, "None", "A"));
        assertThat(reader.read("none")).contains(List.of("None"));
        assertThat(reader.read("NO_LABEL")).contains(List.of());
    }

    @ParameterizedTest(name = "seeds {0}..")
    @MethodSource("blocks")
    void every_label_of_any_set_is_read_back_from_every_dress(int block) {
        List<String> dresses = List.of(
                "%s", " %s ", "**%s**", "\"%s\"", "| %s |", "%s — because of it", "'an item' → **%s**", "%s\nand why");
        Seeds.each(block, seed -> {
            var random = new Random(seed);
            List<String> names = names(random);
            LabelReader reader = reader(names.toArray(String[]::new));
            String label = names.get(random.nextInt(names.size()));
            boolean sane =
                    names.stream().allMatch(name -> name.matches("[-(+\\p{L}\\d].*[)+!?.\\p{L}\\d]|[\\p{L}\\d]"));
            for (String dress : sane ? dresses : List.<String>of()) {
                assertThat(reader.read(dress.formatted(label)))
                        .as("seed %d: %s of %s", seed, dress, names)
                        .satisfiesAnyOf(found -> assertThat(found).contains(List.of(label)), found -> assertThat(found)
                                .isEmpty());
            }
            assertThat(reader.read(label)).as("seed %d", seed).contains(List.of(label));
        });
    }

    static List<Integer> blocks() {
        return Seeds.blocks(10_000);
    }

    /** Names that begin, end and differ in whatever makes trouble. */
    private static List<String> names(Random random) {
        List<String> pieces = List.of(
                "a", "b", "A", "é", "1", "2", "-", "_", " ", ",", ".", "(", ")", "+", "!", "?", "/", "=>", "→", "*",
                "\"", "'", "👍", "ı", "İ", "because", ":", "—");
        return Stream.generate(() -> {
                    var name = new StringBuilder();
                    for (int i = 1 + random.nextInt(4); i > 0; i--) {
                        name.append(pieces.get(random.nextInt(pieces.size())));
                    }
                    return name.toString();
                })
                .filter(name -> !name.isBlank() && name.equals(name.strip()))
                .limit(40)
                .distinct()
                .limit(1 + random.nextInt(3))
                .toList();
    }

    private static LabelReader reader(String... names) {
        return new LabelReader(labels(false, false, names));
    }

    private static AnswerShape.Labels labels(boolean multiple, boolean allowNone, String... names) {
        return new AnswerShape.Labels(
                Stream.of(names).map(name -> new Label(name, null)).toList(), multiple, allowNone);
    }
}
