package dev.sheaf.pack;

import static dev.sheaf.pack.Replies.FACTS;
import static dev.sheaf.pack.Replies.JSON;
import static dev.sheaf.pack.Replies.PNU;
import static dev.sheaf.pack.Replies.TOOL;
import static dev.sheaf.pack.Replies.entry;
import static dev.sheaf.pack.Replies.pack;
import static dev.sheaf.pack.Replies.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.Finish;
import dev.sheaf.task.TaskDefinition;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every shape of reply that models were seen to give in JSON, made up anew. */
class JsonRepliesTest {
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
}
