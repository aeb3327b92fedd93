package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.model.Finish;
import dev.sheaf.model.Reply;
import dev.sheaf.model.ReplyForm;
import dev.sheaf.model.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatCompletionTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ReplyForm TEXT = new ReplyForm.Text();
    private static final ReplyForm TOOL = new ReplyForm.Tool("answer", "Answers", JSON.createObjectNode());

    private static Reply read(String body, ReplyForm form) {
        try {
            return JSON.readValue(body, ChatCompletion.class).reply("req_1", form);
        } catch (JsonProcessingException broken) {
            throw new AssertionError(broken);
        }
    }

    private static Reply message(String message, ReplyForm form) {
        return read("{\"choices\":[{\"message\":" + message + ",\"finish_reason\":\"stop\"}]}", form);
    }

    @Test
    void a_full_reply_is_read() {
        assertThat(read(ProviderStub.GOOD, TEXT))
                .isEqualTo(new Reply("req_1", "[3] POSITIVE", null, Finish.STOP, new Usage(1200, 1024, 7, 2)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[]}",
                "{\"choices\":[null]}",
                "{\"choices\":[{}]}",
                "{\"choices\":[{\"message\":null,\"finish_reason\":null}],\"usage\":null}",
                "{\"choices\":[{\"message\":{\"content\":null}}],\"usage\":{}}",
                "{\"choices\":[{\"message\":{\"content\":[],\"tool_calls\":[null,{},{\"function\":null}]}}]}",
            })
    void what_is_left_out_is_absent(String body) {
        assertThat(read(body, TOOL)).isEqualTo(new Reply("req_1", null, null, Finish.OTHER, Usage.NONE));
    }

    @Test
    void usage_details_may_be_missing_or_null() {
        String body =
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":null,\"prompt_tokens_details\":null}}";

        assertThat(read(body, TEXT).usage()).isEqualTo(new Usage(5, 0, 0, 0));
    }

    @Test
    void content_in_parts_is_joined() {
        String parts =
                "{\"content\":[{\"type\":\"text\",\"text\":\"[3] POS\"},{\"type\":\"thinking\",\"thinking\":[]},{\"type\":\"text\",\"text\":\"ITIVE\"}]}";

        assertThat(message(parts, TEXT).text()).isEqualTo("[3] POSITIVE");
    }

    @Test
    void a_refusal_is_read_wherever_it_stands() {
        assertThat(message("{\"content\":null,\"refusal\":\"I cannot.\"}", TEXT).refusal())
                .isEqualTo("I cannot.");
        assertThat(message("{\"content\":[{\"type\":\"refusal\",\"refusal\":\"I cannot.\"}]}", TEXT)
                        .refusal())
                .isEqualTo("I cannot.");
    }

    @Test
    void the_arguments_of_the_call_are_the_text() {
        String call =
                "{\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"answer\",\"arguments\":\"{\\\"a\\\":1}\"}}]}";

        assertThat(message(call, TOOL).text()).isEqualTo("{\"a\":1}");
    }

    @Test
    void arguments_as_an_object_are_its_text() {
        String call = "{\"tool_calls\":[{\"function\":{\"name\":\"answer\",\"arguments\":{\"a\":[1,2]}}}]}";

        assertThat(message(call, TOOL).text()).isEqualTo("{\"a\":[1,2]}");
    }

    @Test
    void several_calls_of_the_function_are_all_kept() {
        String calls =
                "{\"tool_calls\":[{\"function\":{\"name\":\"answer\",\"arguments\":\"{1\"}},{\"function\":{\"name\":\"other\",\"arguments\":\"x\"}},{\"function\":{\"name\":\"answer\",\"arguments\":\"{2\"}}]}";

        assertThat(message(calls, TOOL).text()).isEqualTo("{1\n{2");
    }

    @Test
    void a_call_by_a_wrong_name_is_better_than_none() {
        String call = "{\"tool_calls\":[{\"function\":{\"name\":\"functions.answer\",\"arguments\":\"{}\"}}]}";

        assertThat(message(call, TOOL).text()).isEqualTo("{}");
    }

    @Test
    void a_server_that_cannot_call_answers_in_the_content() {
        assertThat(message("{\"content\":\"{\\\"a\\\":1}\",\"tool_calls\":[]}", TOOL)
                        .text())
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void the_older_member_for_a_call_is_read() {
        String call = "{\"content\":null,\"function_call\":{\"name\":\"answer\",\"arguments\":\"{}\"}}";

        assertThat(message(call, TOOL).text()).isEqualTo("{}");
    }

    @Test
    void without_a_tool_asked_for_the_content_goes_first() {
        String both = "{\"content\":\"[3] A\",\"tool_calls\":[{\"function\":{\"name\":\"x\",\"arguments\":\"{}\"}}]}";

        assertThat(message(both, TEXT).text()).isEqualTo("[3] A");
    }

    @Test
    void empty_content_is_an_empty_text() {
        assertThat(message("{\"content\":\"\"}", TEXT).text()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "stop,STOP",
        "STOP,STOP",
        "length,LENGTH",
        "max_tokens,LENGTH",
        "tool_calls,TOOL_CALLS",
        "function_call,TOOL_CALLS",
        "content_filter,CONTENT_FILTER",
        "eos,STOP",
        "unheard_of,OTHER"
    })
    void a_finish_reason_is_read(String word, Finish expected) {
        assertThat(read("{\"choices\":[{\"finish_reason\":\"" + word + "\"}]}", TEXT)
                        .finish())
                .isEqualTo(expected);
    }
}
