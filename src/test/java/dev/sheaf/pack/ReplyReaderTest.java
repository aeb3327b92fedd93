package dev.sheaf.pack;

import static dev.sheaf.pack.Replies.LINES;
import static dev.sheaf.pack.Replies.PNU;
import static dev.sheaf.pack.Replies.five;
import static dev.sheaf.pack.Replies.pack;
import static dev.sheaf.pack.Replies.three;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.task.TaskDefinition;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every shape of reply that models were seen to give in lines and in no form at all, made up anew. */
class ReplyReaderTest {
    @Nested
    class Lines {
        @Test
        void clean_one_a_line() {
            assertThat(three("[417] POSITIVE\n[502] NEGATIVE\n[633] NEUTRAL")).containsExactly(PNU);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "[417] POSITIVE, [502] NEGATIVE, [633] NEUTRAL",
                    "[417] POSITIVE,[502] NEGATIVE,[633] NEUTRAL.",
                    "[417] POSITIVE [502] NEGATIVE [633] NEUTRAL",
                    "[417] POSITIVE; [502] NEGATIVE | **[633]** NEUTRAL",
                    "417: POSITIVE, 502: NEGATIVE, 633: NEUTRAL",
                    "[417] POSITIVE，[502] NEGATIVE，[633] NEUTRAL"
                })
        void complete_but_joined_on_one_line(String text) {
            assertThat(three(text)).containsExactly(PNU);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "```\n[417] POSITIVE\n[502] NEGATIVE\n[633] NEUTRAL\n```",
                    "```text\n[417] POSITIVE\n[502] NEGATIVE\n[633] NEUTRAL\n```\nLet me know if I can help!",
                    "Here are the 3 sentiments:\n\n[417] POSITIVE\n[502] NEGATIVE\n[633] NEUTRAL\n\nNote: 2 were hard.",
                    "Sure!\r\n[417] POSITIVE\r\n[502] NEGATIVE\r\n[633] NEUTRAL\r\n"
                })
        void complete_with_notes_or_a_fence_round_it(String text) {
            assertThat(three(text)).containsExactly(PNU);
        }

        @Test
        void a_missing_slot_before_the_last_is_missing_alone() {
            assertThat(five("[417] POSITIVE\n[633] NEUTRAL\n[748] NEGATIVE\n[859] NEUTRAL"))
                    .containsExactly("POSITIVE", "MISSING", "NEUTRAL", "NEGATIVE", "NEUTRAL");
        }

        @Test
        void only_the_instructions_example_is_missing() {
            assertThat(five("[502] NEGATIVE\n[633] NEUTRAL\n[748] NEGATIVE\n[859] NEUTRAL"))
                    .containsExactly("MISSING", "NEGATIVE", "NEUTRAL", "NEGATIVE", "NEUTRAL");
        }

        @Test
        void a_slot_beyond_the_pack_makes_all_of_the_reply_doubtful() {
            assertThat(three("[417] POSITIVE\n[502] NEGATIVE\n[633] NEUTRAL\n[634] POSITIVE"))
                    .containsOnly("SHIFTED");
            assertThat(three("[417] POSITIVE, [502] NEGATIVE, [633] NEUTRAL, [634] POSITIVE"))
                    .containsOnly("SHIFTED");
            assertThat(three("[417] POSITIVE\n[502] NEGATIVE\n[633] NEUTRAL\n[12345678901234567890] POSITIVE"))
                    .containsOnly("SHIFTED");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "[417] POSITIVE\n[417] positive\n[502] NEGATIVE\n[633] NEUTRAL",
                    "[417] POSITIVE\n[502] NEGATIVE\n[633] NEUTRAL\n[502] NEGATIVE",
                    "[417] POSITIVE\n[502] NEGATIVE\n[502]\n[633] NEUTRAL"
                })
        void a_slot_twice_and_alike_is_one_answer(String text) {
            assertThat(three(text)).containsExactly(PNU);
        }

        @Test
        void no_slot_numbers_at_all_say_nothing() {
            assertThat(three("POSITIVE\nNEGATIVE\nNEUTRAL")).containsOnly("MISSING");
        }

        @Test
        void an_invented_next_turn_that_says_the_same_does_no_harm() {
            assertThat(three("[417] POSITIVE\n[502] NEGATIVE\n[633] NEUTRAL\n\nItems:\n[417] POSITIVE\n[633] NEUTRAL"))
                    .containsExactly(PNU);
        }

        @Test
        void an_invented_next_turn_with_other_answers_spoils_those_slots() {
            assertThat(three("[417] POSITIVE\n[502] NEGATIVE\n[633] NEUTRAL\n\nItems:\n[417] NEGATIVE\n[633] NEUTRAL"))
                    .containsExactly("CONTRADICTED", "NEGATIVE", "NEUTRAL");
        }

        @Test
        void an_invented_turn_does_not_make_up_for_a_list_that_fell_short() {
            assertThat(three("[417] NEGATIVE\n[502] NEUTRAL\n\nItems:\n[417] NEGATIVE\n[502] NEUTRAL\n[633] POSITIVE"))
                    .containsOnly("SHIFTED");
            assertThat(Replies.read(LINES, pack(2), "[417] NEGATIVE\n\nNext pack:\n[417] NEGATIVE\n[502] NEGATIVE"))
                    .containsOnly("SHIFTED");
        }

        @Test
        void skipped_and_renumbered_files_nothing() {
            assertThat(five("[417] NEGATIVE\n[502] NEUTRAL\n[633] NEUTRAL\n[748] POSITIVE"))
                    .containsOnly("SHIFTED");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "[859]",
                    "[859] -",
                    "[859] N/A",
                    "[859] (no fifth item)",
                    "[859] NEUTRAL (there is no fifth item)",
                    "[859] NEUTRAL — no further text"
                })
        void a_last_number_without_an_answer_of_its_own_files_nothing(String last) {
            assertThat(five("[417] NEGATIVE\n[502] NEUTRAL\n[633] NEUTRAL\n[748] POSITIVE\n" + last))
                    .containsOnly("SHIFTED");
        }

        @Test
        void two_different_labels_under_one_slot_answer_it_in_neither_way() {
            assertThat(three("[417] POSITIVE\n[502] NEGATIVE\n[502] NEUTRAL\n[633] NEUTRAL"))
                    .containsExactly("POSITIVE", "CONTRADICTED", "NEUTRAL");
        }

        @Test
        void a_doubled_number_and_a_missing_one_could_be_a_shift() {
            assertThat(five("[417] POSITIVE\n[502] NEGATIVE\n[502] NEUTRAL\n[748] NEGATIVE\n[859] NEUTRAL"))
                    .containsOnly("SHIFTED");
        }

        @Test
        void a_label_with_a_comment_is_the_label() {
            assertThat(
                            three(
                                    "[417] POSITIVE (it says \"great\")\n[502] NEGATIVE — not NEUTRAL, it broke\n[633] NEUTRAL"))
                    .containsExactly(PNU);
        }

        @Test
        void a_copied_placeholder_is_no_label() {
            assertThat(three("[417] LABEL\n[502] NEGATIVE\n[633] NEUTRAL"))
                    .containsExactly("NOT_A_LABEL", "NEGATIVE", "NEUTRAL");
        }

        @Test
        void the_whole_list_twice_counts_where_both_agree() {
            assertThat(three("Thinking:\n[417] NEUTRAL\n[502] NEGATIVE\n[633] NEUTRAL\n\nResult:\n"
                            + "[417] POSITIVE\n[502] NEGATIVE\n[633] NEUTRAL"))
                    .containsExactly("CONTRADICTED", "NEGATIVE", "NEUTRAL");
        }

        @Test
        void the_original_quoted_first_and_then_corrected_is_the_correction() {
            assertThat(three("[417] 'POSTIVE' → POSITIVE\n[502] \"NEUTRAL\" -> NEGATIVE\n[633] NEUTRAL"))
                    .containsExactly(PNU);
        }

        @Test
        void the_items_own_numbers_turned_into_others_file_nothing() {
            assertThat(three("[1] POSITIVE\n[2] NEGATIVE\n[3] NEUTRAL")).containsOnly("SHIFTED");
            assertThat(three("1. POSITIVE\n2. NEGATIVE\n3. NEUTRAL")).containsOnly("SHIFTED");
        }

        @Test
        void shuffled_slots_are_read_by_their_numbers() {
            assertThat(three("[633] NEUTRAL\n[417] POSITIVE\n[502] NEGATIVE")).containsExactly(PNU);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"417\":\"POSITIVE\",\"502\":\"NEGATIVE\",\n \"633\":\"NEUTRAL\"}",
                    "{\n  \"417\": \"POSITIVE\",\n  \"502\": \"NEGATIVE\",\n  \"633\": \"NEUTRAL\"\n}",
                    "[{\"slot\":417,\"label\":\"POSITIVE\"},\n{\"slot\":502,\"label\":\"NEGATIVE\"},"
                            + "{\"slot\":633,\"label\":\"NEUTRAL\"}]"
                })
        void json_is_read_where_lines_were_asked_for(String text) {
            assertThat(three(text)).containsExactly(PNU);
        }
    }

    @Nested
    class NoFormAskedFor {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "417. POSITIVE\n502. NEGATIVE\n633. NEUTRAL",
                    "417) POSITIVE\n502) NEGATIVE\n633) NEUTRAL",
                    "417 - POSITIVE\n502 - NEGATIVE\n633 - NEUTRAL",
                    "417 POSITIVE\n502 NEGATIVE\n633 NEUTRAL",
                    "Item 417: POSITIVE\nItem 502: NEGATIVE\nItem 633: NEUTRAL",
                    "- [417]: POSITIVE\n- [502]: NEGATIVE\n- [633]: NEUTRAL",
                    "**[417]** POSITIVE\n**[502]** NEGATIVE\n**[633]** NEUTRAL",
                    "417. **POSITIVE** — a happy word\n502. **NEGATIVE** — it broke, POSITIVE start or not\n"
                            + "633. **NEUTRAL** — no clue",
                    "417. **POSITIVE**: 'The first one'\n502. **NEGATIVE**: 'A second thing'\n"
                            + "633. **NEUTRAL**: 'Third came late'",
                    "417. 'The first one' → **POSITIVE**\n502. 'A second thing' → **NEGATIVE**\n"
                            + "633. 'Third came late' → **NEUTRAL**",
                    "| Slot | Label |\n|---|---|\n| 417 | POSITIVE |\n| 502 | NEGATIVE |\n| 633 | NEUTRAL |\n\n"
                            + "As the table shows, most are fine.",
                    "| Slot | Text | Label | Why |\n|:--|:--|:--|:--|\n| 417 | The first one | POSITIVE | happy |\n"
                            + "| [502] | A second thing | **NEGATIVE** | broke |\n| 633 | Third came late | NEUTRAL | - |",
                    "417\tPOSITIVE\n502\tNEGATIVE\n633\tNEUTRAL",
                    "[417] Label: POSITIVE\n[502] Label: NEGATIVE\n[633] Label: NEUTRAL"
                })
        void the_slots_and_labels_are_found(String text) {
            assertThat(three(text)).containsExactly(PNU);
        }

        @Test
        void an_item_alone_is_answered_without_its_number() {
            for (String text : List.of(
                    "POSITIVE",
                    "**Positive**\n\nThe tone is happy, nothing NEGATIVE.",
                    "{\"label\":\"POSITIVE\"}",
                    "1. POSITIVE",
                    "The comment is warm.\nLabel: POSITIVE")) {
                assertThat(Replies.read(LINES, pack(1), text)).as(text).containsExactly("POSITIVE");
            }
        }

        @Test
        void an_item_alone_is_not_answered_by_what_repeats_other_words() {
            TaskDefinition echoing = Tasks.sentiment("'packing':{'echo':true}");
            Pack alone = Replies.pack(2, "The first one");

            assertThat(Replies.read(echoing, alone, "[417] Nothing to => POSITIVE"))
                    .containsExactly("SHIFTED");
            assertThat(Replies.read(echoing, alone, "[1] Nothing to => POSITIVE"))
                    .containsExactly("SHIFTED");
            assertThat(Replies.read(echoing, alone, "[417] The first => POSITIVE"))
                    .containsExactly("POSITIVE");
            assertThat(Replies.read(echoing, alone, "POSITIVE")).containsExactly("POSITIVE");
        }

        @Test
        void an_item_alone_is_not_answered_by_two_labels_or_none() {
            for (String text : List.of("POSITIVE\nbut also\nNEGATIVE", "It is fine.", "", "NEGATIVE or POSITIVE")) {
                assertThat(Replies.read(LINES, pack(1), text)).as(text).containsExactly("MISSING");
            }
        }
    }
}
