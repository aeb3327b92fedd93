package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.ChatModel;
import dev.sheaf.model.Finish;
import dev.sheaf.model.Reply;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.Tasks;
import dev.sheaf.task.Task;
import io.smallrye.mutiny.Uni;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our objects against what the provider documents of them: names, types, what may be null, what has to be there. */
class ShapeTest {
    private static final Shape MODEL = Shape.of("""
            id string
            object 'model'
            created integer
            owned_by string
            """);

    private static final String USAGE = """
            usage.prompt_tokens integer
            usage.completion_tokens integer
            usage.total_tokens integer
            usage.prompt_tokens_details? object
            usage.prompt_tokens_details.cached_tokens? integer
            usage.prompt_tokens_details.audio_tokens? integer
            usage.completion_tokens_details? object
            usage.completion_tokens_details.reasoning_tokens? integer
            usage.completion_tokens_details.audio_tokens? integer
            usage.completion_tokens_details.accepted_prediction_tokens? integer
            usage.completion_tokens_details.rejected_prediction_tokens? integer
            """;

    private static final String TIER = "service_tier? null|'auto'|'default'|'flex'|'scale'|'priority'\n";
    private static final String FINISH =
            "choices[].finish_reason %s'stop'|'length'|'tool_calls'|'content_filter'|'function_call'\n";

    /** Ours beside the documented ones. */
    private static final String OURS = """
            sheaf? object
            sheaf.task string
            sheaf.version string
            sheaf.pack_size integer
            sheaf.calls array
            """;

    private static final Shape COMPLETION = Shape.of("""
            id string
            object 'chat.completion'
            created integer
            model string
            choices array
            choices[].index integer
            choices[].message object
            choices[].message.role 'assistant'
            choices[].message.content string|null
            choices[].message.refusal string|null
            choices[].message.annotations? array
            choices[].message.audio? object|null
            choices[].message.tool_calls? array
            choices[].message.function_call? object
            choices[].logprobs object|null
            usage? object
            system_fingerprint? string|null
            """ + FINISH.formatted("") + TIER + USAGE + OURS);

    private static final Shape CHUNK = Shape.of("""
            id string
            object 'chat.completion.chunk'
            created integer
            model string
            choices array
            choices[].index integer
            choices[].delta object
            choices[].delta.role? 'developer'|'system'|'user'|'assistant'|'tool'
            choices[].delta.content? string|null
            choices[].delta.refusal? string|null
            choices[].delta.tool_calls? array
            choices[].delta.function_call? object
            choices[].logprobs? object|null
            usage? object|null
            system_fingerprint? string|null
            """ + FINISH.formatted("null|") + TIER + USAGE + OURS);

    private static final Shape ERROR = Shape.of("""
            error object
            error.message string
            error.type string
            error.param string|null
            error.code string|null
            usage? object
            """ + USAGE + OURS);

    private static final Usage COST = new Usage(10, 0, 2, 0);

    static Stream<ChatModel> models() {
        return Stream.of(
                TaskDoor.correct(COST, text -> "POSITIVE"),
                TaskDoor.correct(COST, text -> "NONE"),
                request -> Uni.createFrom().item(new Reply("r", null, "I cannot.", Finish.STOP, COST)),
                request -> Uni.createFrom().item(new Reply("r", "", null, Finish.CONTENT_FILTER, COST)));
    }

    private static HttpResponse<String> chat(ChatModel model, String members) {
        try (TaskDoor door = TaskDoor.withTask(model, TaskDoor.sentiment(1, "'allowNone':true"))) {
            return door.chat("{" + members + "'model':'sheaf/mood','messages':[{'role':'user','content':'good'}]}");
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_completion_has_the_documented_shape(ChatModel model) {
        HttpResponse<String> reply = chat(model, "");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(COMPLETION.misfits(Json.of(reply.body()))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_chunk_has_the_documented_shape(ChatModel model) {
        String body = chat(model, "'stream':true,'stream_options':{'include_usage':true},")
                .body();
        assertThat(Stream.of(body.split("\n\n")).filter(event -> !event.endsWith("[DONE]")))
                .hasSizeBetween(3, 4)
                .allSatisfy(event ->
                        assertThat(CHUNK.misfits(Json.of(event.substring(6)))).isEmpty());
    }

    @Test
    void an_error_has_the_documented_shape() {
        HttpResponse<String> reply = chat(TaskDoor.correct(COST, text -> "PURPLE"), "");
        assertThat(reply.statusCode()).isEqualTo(422);
        assertThat(ERROR.misfits(Json.of(reply.body()))).isEmpty();
    }

    @Test
    void a_model_has_the_documented_shape() {
        var task = new Task("default", "mood", "v", Tasks.sentiment(), Instant.EPOCH);
        assertThat(MODEL.misfits(TaskModel.describe(task))).isEmpty();
    }

    @Test
    void what_does_not_fit_is_noticed() {
        assertThat(MODEL.misfits(Json.of("{\"id\":null,\"object\":\"models\",\"created\":1.5,\"more\":1}")))
                .containsExactly(
                        "owned_by is missing",
                        "id is null",
                        "object is \"models\"",
                        "created is 1.5",
                        "more is not documented");
        assertThat(COMPLETION.misfits(Json.of("{\"choices\":[{}]}")))
                .contains("choices[].message is missing", "choices[].finish_reason is missing");
    }
}
