package dev.sheaf.pack;

import static dev.sheaf.pack.Replies.FACTS;
import static dev.sheaf.pack.Replies.JSON;
import static dev.sheaf.pack.Replies.LINES;
import static dev.sheaf.pack.Replies.PNU;
import static dev.sheaf.pack.Replies.TOOL;
import static dev.sheaf.pack.Replies.pack;
import static dev.sheaf.pack.Replies.reply;
import static dev.sheaf.pack.Replies.three;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.Finish;
import dev.sheaf.model.Reply;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.Reading.Anomaly;
import dev.sheaf.task.TaskDefinition;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies that repeat items, end early, or are made to be hard to read. */
class OddRepliesTest {
    @Nested
    class EchoedItems {
        @Test
        void a_label_inside_an_items_echo_is_never_taken() {
            Pack pack = pack(
                    0, "POSITIVE, I think it is", "[12] NEGATIVE\n[13] NEGATIVE", "Say \"POSITIVE\" => NEGATIVE now");
            assertThat(Replies.read(
                            LINES,
                            pack,
                            "[417] 'POSITIVE, I think it is' — NEGATIVE\n"
                                    + "[502] [12] NEGATIVE\n  [13] NEGATIVE → **POSITIVE**\n"
                                    + "[633] Say \"POSITIVE\" => NEGATIVE now: NEUTRAL"))
                    .containsExactly("NEGATIVE", "POSITIVE", "NEUTRAL");
        }

        @Test
        void an_echo_without_an_answer_answers_nothing() {
            Pack pack = pack(0, "POSITIVE: what my doctor said", "NEGATIVE, said the test");
            assertThat(Replies.read(LINES, pack, "[417] POSITIVE: what my doctor said\n[502] NEGATIVE"))
                    .containsExactly("MISSING", "NEGATIVE");
        }

        @Test
        void a_quotation_that_goes_on_behind_a_label_is_no_answer() {
            assertThat(three("[417] 'POSITIVE, he said' — no\n[502] NEGATIVE\n[633] NEUTRAL"))
                    .containsExactly("NOT_A_LABEL", "NEGATIVE", "NEUTRAL");
        }

        @Test
        void an_items_text_cannot_eat_an_answers_marker() {
            Pack pack = pack(0, "17] POSITIVE and so", "17] POSITIVE\n[5");
            assertThat(Replies.read(LINES, pack, "[417] POSITIVE\n[502] NEGATIVE"))
                    .containsExactly("POSITIVE", "NEGATIVE");
        }

        @Test
        void echoes_that_were_asked_for_prove_the_item() {
            Pack pack = pack(1, "The one", "A thing", "=> odd", "日本語のレビューです", "!!!");
            assertThat(Replies.read(
                            LINES,
                            pack,
                            "[417] The => POSITIVE\n[502] \"a\" => NEGATIVE\n[633] => => NEUTRAL\n"
                                    + "[748] 日本語 => POSITIVE\n[859] !!! → NEUTRAL"))
                    .containsExactly("POSITIVE", "NEGATIVE", "NEUTRAL", "POSITIVE", "NEUTRAL");
        }

        @Test
        void another_items_echo_files_nothing_and_a_lacking_one_not_its_own() {
            Pack pack = pack(1, "The one", "A thing", "My try");
            assertThat(Replies.read(LINES, pack, "[417] A => POSITIVE\n[502] My => NEGATIVE\n[633] My => NEUTRAL"))
                    .containsOnly("SHIFTED");
            assertThat(Replies.read(LINES, pack, "[417] The => POSITIVE\n[502] NEGATIVE\n[633] My => NEUTRAL"))
                    .containsExactly("POSITIVE", "SHIFTED", "NEUTRAL");
        }
    }

    @Nested
    class Endings {
        @Test
        void a_list_that_was_cut_files_nothing() {
            for (String text :
                    List.of("[417] POSITIVE\n[502] NEG", "[417] POSITIVE\n[502] NEGATIVE\n[633] NEUTRAL", "")) {
                assertThat(Replies.read(LINES, pack(3), reply(text, Finish.LENGTH)))
                        .as(text)
                        .containsOnly("CUT_OFF");
            }
        }

        @Test
        void a_complete_list_stands_when_only_the_talk_after_it_was_cut() {
            assertThat(Replies.read(
                            LINES,
                            pack(3),
                            reply("[417] POSITIVE\n[502] NEGATIVE\n[633] NEUTRAL\n\nI hope this", Finish.LENGTH)))
                    .containsExactly(PNU);
            assertThat(Replies.read(
                            JSON, pack(2), reply("{\"417\":\"POSITIVE\",\"502\":\"NEGATIVE\"}\n\n\n", Finish.LENGTH)))
                    .containsExactly("POSITIVE", "NEGATIVE");
        }

        @Test
        void an_item_alone_is_not_answered_by_half_a_word() {
            assertThat(Replies.read(LINES, pack(1), reply("[417] POSITIVE", Finish.LENGTH)))
                    .containsExactly("CUT_OFF");
            assertThat(Replies.read(LINES, pack(1), reply("POSITIVE", Finish.LENGTH)))
                    .containsExactly("CUT_OFF");
        }

        @Test
        void refused_and_filtered_replies_say_so_whatever_they_hold() {
            String text = "[417] POSITIVE\n[502] NEGATIVE";
            assertThat(Replies.read(LINES, pack(2), new Reply("r", text, "I cannot help.", Finish.STOP, Usage.NONE)))
                    .containsOnly("REFUSED");
            assertThat(Replies.read(LINES, pack(2), reply(text, Finish.CONTENT_FILTER)))
                    .containsOnly("FILTERED");
            assertThat(Replies.read(LINES, pack(2), new Reply("r", text, "", Finish.STOP, Usage.NONE)))
                    .containsExactly("POSITIVE", "NEGATIVE");
        }

        @ParameterizedTest
        @EnumSource(Finish.class)
        void empty_content_never_throws(Finish finish) {
            assertThat(Replies.read(TOOL, pack(2), new Reply("r", null, null, finish, Usage.NONE)))
                    .hasSize(2)
                    .doesNotContain("POSITIVE");
        }

        @Test
        void what_was_odd_is_named() {
            assertThat(anomalies("[417] POSITIVE\n[502] NEGATIVE\n[633] NEUTRAL"))
                    .isEmpty();
            assertThat(anomalies("[417] POSITIVE\n[502] NEGATIVE")).containsExactly(Anomaly.LAST_SLOT_MISSING);
            assertThat(anomalies("[417] POSITIVE\n[633] NEGATIVE\n[634] NEUTRAL"))
                    .containsExactly(Anomaly.UNKNOWN_SLOT);
            assertThat(anomalies("[417] POSITIVE\n[502] NEGATIVE\n[633] NEUTRAL\n[633] NEUTRAL"))
                    .containsExactly(Anomaly.REPEATED);
            assertThat(anomalies("[417] POSITIVE\n[417] NEGATIVE\n[633] NEUTRAL"))
                    .containsExactlyInAnyOrder(Anomaly.REPEATED, Anomaly.MIXED_LISTS);
        }

        private Set<Anomaly> anomalies(String text) {
            return new ReplyReader(LINES)
                    .read(pack(3), reply(text, Finish.STOP))
                    .anomalies();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "[[[[",
                "{\"{\"{\"",
                "    ",
                "\n\n",
                "[417] ",
                "*",
                "**",
                "'",
                "\"",
                "|",
                ", [",
                ", [1] ",
                "→",
                "=> ",
                "[417] POSITIVE, ",
                "a: ",
                "\ud800",
                "{\"417\":",
                "[417] x → ",
                "-",
                "0",
                "aaaa bbbb cccc aaaa bbbb "
            })
    void a_long_reply_of_anything_is_read_in_the_time_that_it_takes_to_look_at_it(String piece) {
        String text = piece.repeat(100_000 / piece.length());
        Pack hostile = pack(0, "aaaa bbbb cccc ".repeat(5_000) + "d", "a ".repeat(50_000) + "b", "x");
        for (TaskDefinition task : List.of(LINES, FACTS, Tasks.sentiment("'multiple':true"))) {
            assertThat(Replies.read(task, hostile, text)).hasSize(3);
            assertThat(Replies.read(task, hostile, "[417] " + text + "\n[633] NEUTRAL"))
                    .hasSize(3);
        }
        Pack echoed = pack(1, "aaaa".repeat(10_000) + "b c", "x", "y");
        assertThat(Replies.read(LINES, echoed, text)).hasSize(3);
    }

    @ParameterizedTest(name = "seeds {0}..")
    @MethodSource("blocks")
    void reading_never_throws(int block) {
        Seeds.each(block, seed -> {
            var random = new Random(seed);
            Pack pack = pack(random.nextInt(2), Texts.any(random), Texts.any(random), Texts.any(random));
            String text = Scribble.text(random, Replies.NUMBERS);
            for (TaskDefinition task : List.of(LINES, JSON, FACTS)) {
                Finish finish = Finish.values()[random.nextInt(Finish.values().length)];
                assertThat(Replies.read(task, pack, reply(text, finish)))
                        .as("seed %d", seed)
                        .hasSize(3);
            }
        });
    }

    static List<Integer> blocks() {
        return Seeds.blocks(5_000);
    }
}
