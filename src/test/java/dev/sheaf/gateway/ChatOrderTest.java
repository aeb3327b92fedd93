package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatOrderTest {
    private static final String USER = "{'role':'user','content':'x'}";

    /** Single quotes for double ones. */
    private static ChatOrder read(String body) {
        return ChatOrder.read(Buffer.buffer(body.replace('\'', '"').replace("U", USER.replace('\'', '"'))), 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "`` | - | - | The body is empty; it has to be a JSON object.",
                "{'model': | - | - | We could not parse the JSON body of your request: it breaks at line 1, column 10.",
                "{'model':'m'} x | - | - | We could not parse the JSON body of your request: it breaks at line 1,"
                        + " column 15.",
                "[1] | - | - | The body is no JSON object.",
                "{'messages':[U]} | - | - | you must provide a model parameter",
                "{'model':'','messages':[U]} | - | - | you must provide a model parameter",
                "{'model':null,'messages':[U]} | - | - | you must provide a model parameter",
                "{'model':4,'messages':[U]} | model | invalid_type | Invalid type for 'model': expected a string, but"
                        + " got an integer instead.",
                "{'model':'m'} | messages | missing_required_parameter | Missing required parameter: 'messages'.",
                "{'model':'m','messages':[]} | messages | empty_array | Invalid 'messages': empty array. Expected an"
                        + " array with minimum length 1, but got an empty array instead.",
                "{'model':'m','messages':'hello'} | messages | invalid_type | Invalid type for 'messages': expected an"
                        + " array of objects, but got a string instead.",
                "{'model':'m','messages':[U,U,[U]]} | messages[2] | invalid_type | Invalid type for 'messages[2]':"
                        + " expected an object like the elements before it, but got an array instead.",
                "{'model':'m','messages':[[U],U]} | messages[1] | invalid_type | Invalid type for 'messages[1]':"
                        + " expected an array of messages like the elements before it, but got an object instead.",
                "{'model':'m','messages':[[U],[]]} | messages[1] | empty_array | Invalid 'messages[1]': empty array."
                        + " Expected an array with minimum length 1, but got an empty array instead.",
                "{'model':'m','messages':[[]]} | messages[0] | empty_array | Invalid 'messages[0]': empty array."
                        + " Expected an array with minimum length 1, but got an empty array instead.",
                "{'model':'m','messages':[[U],[U,[U]]]} | messages[1][1] | invalid_type | Invalid type for"
                        + " 'messages[1][1]': expected an object, but got an array instead.",
                "{'model':'m','messages':[[U],[U,null]]} | messages[1][1] | invalid_type | Invalid type for"
                        + " 'messages[1][1]': expected an object, but got null instead.",
                "{'model':'m','messages':[[U],[U],[U],[U]]} | messages | array_above_max_length | Invalid 'messages':"
                        + " array too long. Expected an array with maximum length 3, but got an array with length 4"
                        + " instead.",
                "{'model':'m','stream':'yes','messages':[[U]]} | stream | invalid_type | Invalid type for 'stream':"
                        + " expected a boolean, but got a string instead.",
                "{'model':'m','stream':true,'messages':[[U]]} | stream | unsupported_parameter | A list of"
                        + " conversations cannot be streamed.",
                "{'model':'m','n':2,'messages':[[U]]} | n | unsupported_value | In a list of conversations each has one"
                        + " choice: 'n' must be 1.",
                "{'model':'m','n':4294967297,'messages':[[U]]} | n | unsupported_value | In a list of conversations"
                        + " each has one choice: 'n' must be 1.",
                "{'model':'m','n':'1','messages':[[U]]} | n | invalid_type | Invalid type for 'n': expected an"
                        + " integer, but got a string instead.",
            })
    void what_is_wrong_is_named(String body, String param, String code, String message) {
        assertThatThrownBy(() -> read(body)).asInstanceOf(type(ApiError.class)).satisfies(error -> {
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.error().path("message").asText()).isEqualTo(message);
            assertThat(error.error().path("type").asText()).isEqualTo("invalid_request_error");
            assertThat(error.error().path("param").textValue()).isEqualTo(param);
            assertThat(error.error().path("code").textValue()).isEqualTo(code);
        });
    }

    @Test
    void deep_nesting_is_refused_and_not_walked() {
        assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(ApiError.class);
    }

    @Test
    void a_request_is_taken_apart_by_its_conversations_and_keeps_the_rest_to_the_digit() {
        ChatOrder order = read("{'model':'m','temperature':0.10,'x':{'y':[1e3]},'messages':[[U],[U,U]]}");
        assertThat(order.isList()).isTrue();
        assertThat(order.path(1)).isEqualTo("messages[1]");
        assertThat(order.alone(1).toString())
                .isEqualTo(("{'model':'m','temperature':0.10,'x':{'y':[1E+3]},'messages':[" + USER + "," + USER + "]}")
                        .replace('\'', '"'));
    }

    @Test
    void what_the_model_may_judge_is_left_to_it() {
        ChatOrder order = read("{'model':'m','n':3,'stream':true,'messages':['odd',{'role':7}]}");
        assertThat(order.isList()).isFalse();
        assertThat(order.isStreamed()).isTrue();
        assertThat(order.path(0)).isEqualTo("messages");
    }
}
