package dev.sheaf.pack;

import static dev.sheaf.pack.Replies.pack;
import static dev.sheaf.pack.Replies.reply;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every shape of reply that models were seen to give, made up anew. */
class ReplyReaderTest {
    private static final TaskDefinition LINES = Tasks.sentiment();
    private static final TaskDefinition JSON = Tasks.sentiment("'format':'json'");
    private static final TaskDefinition TOOL = Tasks.sentiment("'format':'tool'");
    private static final TaskDefinition FACTS = Tasks.facts("'format':'json'");

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
        void an_item_alone_is_not_answered_by_two_labels_or_none() {
            for (String text : List.of("POSITIVE\nbut also\nNEGATIVE", "It is fine.", "", "NEGATIVE or POSITIVE")) {
                assertThat(Replies.read(LINES, pack(1), text)).as(text).containsExactly("MISSING");
            }
        }
    }

    @Nested
    class InWords {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"417\": \"POSITIVE\", \"502\": \"NEGATIVE\", \"633\": \"NEUTRAL\"}",
                    "```json\n{\"417\": \"POSITIVE\", \"502\": \"NEGATIVE\", \"633\": \"NEUTRAL\"}\n```",
                    "{'417': 'POSITIVE', '502': 'NEGATIVE', '633': 'NEUTRAL'}",
                    "Here you go:\n```json\n{\"417\": \"POSITIVE\"}\n```\nand\n```json\n{\"502\": \"NEGATIVE\","
                            + " \"633\": \"NEUTRAL\"}\n```\nHope it helps.",
                    "{\"417\": \"POSITIVE\"}\n{\"502\": \"NEGATIVE\"}\n{\"633\": \"NEUTRAL\"}",
                    "{417: POSITIVE, 502: NEGATIVE, 633: NEUTRAL}",
                    "{417: 'POSITIVE', \"502\": NEGATIVE, '633': \"NEUTRAL\",}",
                    "[{\"name\": \"417\", \"label\": \"POSITIVE\"}, {\"name\": \"502\", \"label\": \"NEGATIVE\"},"
                            + " {\"name\": \"633\", \"label\": \"NEUTRAL\"}]",
                    "{\"answers\": {\"item_417\": {\"label\": \"POSITIVE\", \"reason\": \"NEGATIVE is far\"},"
                            + " \"item_502\": {\"label\": \"NEGATIVE\"}, \"item_633\": [\"NEUTRAL\"]}}",
                    "{\"417\": \"POSITIVE\", \"502\": \"NEGATIVE\", \"633\": \"NEUTRAL\"} {}",
                    "[417] POSITIVE\n[502] NEGATIVE\n[633] NEUTRAL"
                })
        void the_slots_and_labels_are_found(String text) {
            assertThat(Replies.read(JSON, pack(3), text)).containsExactly(PNU);
        }

        @Test
        void a_python_dict_with_apostrophes_is_read() {
            assertThat(Replies.read(
                            FACTS,
                            pack(1),
                            "{'417': {'mood': 'GOOD', 'parts': ['it's fine', \"don't\"], 'note': None}}"))
                    .containsExactly("{\"mood\":\"GOOD\",\"parts\":[\"it's fine\",\"don't\"]}");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '~',
                value = {
                    "{\"417\":\"POSITIVE\",\"633\":\"NEUTRAL\"} ~ POSITIVE,MISSING,NEUTRAL",
                    "{\"417\":\"POSITIVE\",\"502\":\"NEGATIVE\"} ~ SHIFTED,SHIFTED,SHIFTED",
                    "{\"417\":\"POSITIVE\",\"502\":\"NEGATIVE\",\"633\":\"NEUTRAL\",\"7\":\"NEUTRAL\"} ~ SHIFTED,SHIFTED,SHIFTED",
                    "{\"417\":\"POSITIVE\",\"502\":\"NEGATIVE\",\"502\":\"NEUTRAL\",\"633\":\"NEUTRAL\"} ~ POSITIVE,CONTRADICTED,NEUTRAL",
                    "{\"417\":\"POSITIVE\",\"502\":\"NEGATIVE\",\"502\":\"negative\",\"633\":\"NEUTRAL\"} ~ POSITIVE,NEGATIVE,NEUTRAL",
                    "{\"417\":\"POSITIVE\",\"502\":\"NEGATIVE\",\"502\":\"\",\"633\":\"NEUTRAL\"} ~ POSITIVE,NEGATIVE,NEUTRAL",
                    "{\"417\":\"POSITIVE\",\"502\":{},\"633\":\"NEUTRAL\"} ~ POSITIVE,MISSING,NEUTRAL",
                    "{\"417\":\"POSITIVE\",\"502\":7,\"633\":\"NEUTRAL\"} ~ POSITIVE,NOT_A_LABEL,NEUTRAL"
                })
        void ids_not_asked_missing_and_doubled(String text, String expected) {
            assertThat(Replies.read(JSON, pack(3), text)).containsExactly(expected.split(","));
        }

        @Test
        void after_the_object_a_note_that_names_a_slot_again_spoils_that_slot() {
            String object = "{\"417\":\"POSITIVE\",\"502\":\"NEGATIVE\",\"633\":\"NEUTRAL\"}";
            assertThat(Replies.read(JSON, pack(3), object + "\n\nI am not sure about 502, it could be NEUTRAL."))
                    .containsExactly("POSITIVE", "CONTRADICTED", "NEUTRAL");
            assertThat(Replies.read(JSON, pack(3), object + "\n\nCorrection:\n[502] NEUTRAL"))
                    .containsExactly("POSITIVE", "CONTRADICTED", "NEUTRAL");
            assertThat(Replies.read(JSON, pack(3), object + "\n\nThese are all 3 of them."))
                    .containsExactly(PNU);
        }

        @Test
        void a_value_repeated_until_the_reply_is_cut_files_nothing() {
            assertThat(Replies.read(
                            JSON,
                            pack(3),
                            reply("{\"417\":\"POSITIVE\",\"502\":\"" + "NEGATIVE ".repeat(500), Finish.LENGTH)))
                    .containsOnly("CUT_OFF");
        }
    }

    @Nested
    class Entries {
        @Test
        void a_clean_array() {
            assertThat(tool(entry(417, "POSITIVE"), entry(502, "NEGATIVE"), entry(633, "NEUTRAL")))
                    .containsExactly(PNU);
        }

        @Test
        void an_empty_duplicate_does_no_harm() {
            assertThat(tool(
                            entry(417, "POSITIVE"),
                            entry(502, "NEGATIVE"),
                            "{\"slot\":502,\"label\":\"\"}",
                            "{\"slot\":502}",
                            "{}",
                            entry(633, "NEUTRAL")))
                    .containsExactly(PNU);
        }

        @Test
        void a_broken_element_is_missing_alone() {
            for (String broken :
                    List.of("{\"slot\":502,\"label\":24\",}", "{\"slot\":502,\"label\":}", "{\"slot\":502,")) {
                assertThat(tool(entry(417, "POSITIVE"), broken, entry(633, "NEUTRAL")))
                        .as(broken)
                        .containsExactly("POSITIVE", "MISSING", "NEUTRAL");
            }
        }

        @Test
        void a_single_quoted_element_is_read() {
            assertThat(tool(entry(417, "POSITIVE"), "{'slot':502,'label':'NEGATIVE'}", entry(633, "NEUTRAL")))
                    .containsExactly(PNU);
        }

        @Test
        void the_slots_own_number_counts_and_not_another_number_beside_it() {
            assertThat(tool(
                            "{\"item\":\"1\",\"slot\":417,\"label\":\"POSITIVE\"}",
                            "{\"index\":2,\"slot\":502,\"label\":\"NEGATIVE\"}",
                            entry(633, "NEUTRAL")))
                    .containsExactly(PNU);
        }

        @Test
        void malformed_arguments_are_missing_slots_and_not_a_failure_of_all() {
            assertThat(Replies.read(TOOL, pack(3), "}{\"answers\":[[{{}]")).containsOnly("MISSING");
        }

        @Test
        void an_answer_in_two_ways_within_an_entry_is_none() {
            assertThat(tool(
                            "{\"slot\":417,\"label\":\"POSITIVE\",\"label\":\"NEGATIVE\"}",
                            "{\"slot\":502,\"label\":\"NEGATIVE\",\"answer\":\"NEUTRAL\"}",
                            entry(633, "NEUTRAL")))
                    .containsExactly("CONTRADICTED", "CONTRADICTED", "NEUTRAL");
        }

        private List<String> tool(String... entries) {
            return Replies.read(TOOL, pack(3), "{\"answers\":[" + String.join(",", entries) + "]}");
        }
    }

    @Nested
    class Fields {
        private static final TaskDefinition OWN_NAMES = Tasks.definition(
                "'instructions':'Extract.','format':'json','schema':{'type':'object','properties':{'text':{'type':'string'},"
                        + "'reason':{'type':'string'},'id':{'type':'integer'},'fields':{'type':'object'}},"
                        + "'required':['text'],'additionalProperties':false}");

        @Test
        void what_does_not_fit_the_schema_spoils_only_its_own_slot() {
            assertThat(Replies.read(
                            FACTS,
                            pack(2),
                            "{\"417\":{\"mood\":\"SO SO\",\"parts\":[]},\"502\":{\"mood\":\"BAD\",\"parts\":[]}}"))
                    .containsExactly("UNFIT", "{\"mood\":\"BAD\",\"parts\":[]}");
        }

        @Test
        void properties_that_are_called_like_ours_are_kept() {
            assertThat(Replies.read(
                            OWN_NAMES,
                            pack(2),
                            "{\"417\":{\"text\":\"a\",\"reason\":\"b\",\"id\":3},"
                                    + "\"502\":{\"fields\":{\"text\":\"c\",\"fields\":{}},\"reasoning\":\"…\"}}"))
                    .containsExactly("{\"text\":\"a\",\"reason\":\"b\",\"id\":3}", "{\"text\":\"c\",\"fields\":{}}");
        }

        @Test
        void nothing_to_extract_is_an_answer_where_the_schema_says_so() {
            TaskDefinition optional = Tasks.definition(
                    "'instructions':'Extract.','format':'json','schema':{'type':'object','properties':{'a':{'type':'string'}}}");
            assertThat(Replies.read(optional, pack(2), "{\"417\":{},\"502\":{\"a\":\"b\"}}"))
                    .containsExactly("{}", "{\"a\":\"b\"}");
        }

        @Test
        void objects_behind_line_numbers_are_read() {
            assertThat(Replies.read(
                            FACTS,
                            pack(2),
                            "[417] {\"mood\":\"BAD\",\"parts\":[]}\n[502] {\"mood\":\"GOOD\",\"parts\":[\"x\"]}"))
                    .containsExactly("{\"mood\":\"BAD\",\"parts\":[]}", "{\"mood\":\"GOOD\",\"parts\":[\"x\"]}");
        }

        @Test
        void a_member_twice_with_two_values_answers_nothing() {
            assertThat(Replies.read(
                            FACTS,
                            pack(2),
                            "{\"417\":{\"mood\":\"BAD\",\"mood\":\"GOOD\",\"parts\":[]},"
                                    + "\"502\":{\"mood\":\"BAD\",\"mood\":\"BAD\",\"parts\":[]}}"))
                    .containsExactly("CONTRADICTED", "{\"mood\":\"BAD\",\"parts\":[]}");
        }
    }

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
        String text = piece.repeat(250_000 / piece.length());
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

    private static final String[] PNU = {"POSITIVE", "NEGATIVE", "NEUTRAL"};

    private static List<String> three(String text) {
        return Replies.read(LINES, pack(3), text);
    }

    private static List<String> five(String text) {
        return Replies.read(LINES, pack(5), text);
    }

    private static String entry(int slot, String label) {
        return "{\"slot\":" + slot + ",\"label\":\"" + label + "\"}";
    }
}
