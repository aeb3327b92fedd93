package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.app.Until;
import dev.sheaf.model.ChatModel;
import dev.sheaf.model.Finish;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Reply;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.Tasks;
import dev.sheaf.task.DefinitionJson;
import dev.sheaf.task.TaskDefinition;
import io.smallrye.mutiny.Uni;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskChatTest {
    private static final Usage USAGE = new Usage(103, 11, 17, 5);
    private static final ChatModel GOOD =
            TaskDoor.correct(USAGE, text -> text.startsWith("bad") ? "NEGATIVE" : "POSITIVE");
    private static final String ASK = "{'model':'sheaf/mood','messages':[{'role':'user','content':'good'}]}";

    private final List<TaskDoor> doors = new ArrayList<>();

    private TaskDoor door(ChatModel model, TaskDefinition task) {
        TaskDoor door = TaskDoor.withTask(model, task);
        doors.add(door);
        return door;
    }

    private TaskDoor alone() {
        return door(GOOD, TaskDoor.sentiment(1));
    }

    @AfterEach
    void close() {
        doors.forEach(TaskDoor::close);
    }

    private static JsonNode json(HttpResponse<String> reply) {
        return Json.of(reply.body());
    }

    private static String ask(String content) {
        return "{'model':'sheaf/mood','messages':[{'role':'user','content':" + content + "}]}";
    }

    @Test
    void a_task_answers_as_a_model_does() {
        TaskDefinition task = TaskDoor.sentiment(1);
        HttpResponse<String> reply = door(GOOD, task).chat(ASK);
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("content-type")).contains("application/json");
        assertThat(reply.body().replace('"', '\''))
                .isEqualTo("{'id':'chatcmpl-1','object':'chat.completion','created':1800000000,'model':'sheaf/mood',"
                        + "'choices':[{'index':0,'message':{'role':'assistant','content':'POSITIVE','refusal':null,"
                        + "'annotations':[]},'logprobs':null,'finish_reason':'stop'}],"
                        + "'usage':{'prompt_tokens':103,'completion_tokens':17,'total_tokens':120,"
                        + "'prompt_tokens_details':{'cached_tokens':11,'audio_tokens':0},"
                        + "'completion_tokens_details':{'reasoning_tokens':5,'audio_tokens':0,"
                        + "'accepted_prediction_tokens':0,'rejected_prediction_tokens':0}},"
                        + "'service_tier':'default','system_fingerprint':null,'sheaf':{'task':'mood','version':'"
                        + DefinitionJson.version(task)
                        + "','pack_size':1,'calls':['call-1']}}");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 16})
    void callers_share_a_pack_and_their_shares_add_up_to_what_it_cost(int callers) {
        TaskDoor door = door(GOOD, TaskDoor.sentiment(callers));
        List<CompletableFuture<HttpResponse<String>>> asking = IntStream.range(0, callers)
                .mapToObj(i -> door.chatting(ask("'" + (i % 2 == 0 ? "good " : "bad ") + i + "'")))
                .toList();
        List<JsonNode> replies = asking.stream()
                .map(CompletableFuture::join)
                .map(TaskChatTest::json)
                .toList();

        assertThat(door.asked).hasSize(1);
        assertThat(replies).allSatisfy(reply -> {
            assertThat(reply.at("/sheaf/pack_size").asInt()).isEqualTo(callers);
            assertThat(reply.at("/sheaf/calls")).hasToString("[\"call-1\"]");
        });
        assertThat(replies.stream()
                        .map(reply -> reply.at("/choices/0/message/content").asText()))
                .containsExactlyElementsOf(IntStream.range(0, callers)
                        .mapToObj(i -> i % 2 == 0 ? "POSITIVE" : "NEGATIVE")
                        .toList());
        assertThat(sum(replies, usage -> usage.path("prompt_tokens").asLong())).isEqualTo(103);
        assertThat(sum(replies, usage -> usage.path("completion_tokens").asLong()))
                .isEqualTo(17);
        assertThat(sum(replies, usage -> usage.path("total_tokens").asLong())).isEqualTo(120);
        assertThat(sum(replies, usage -> usage.at("/prompt_tokens_details/cached_tokens")
                        .asLong()))
                .isEqualTo(11);
        assertThat(sum(replies, usage -> usage.at("/completion_tokens_details/reasoning_tokens")
                        .asLong()))
                .isEqualTo(5);
    }

    private static long sum(List<JsonNode> replies, ToLongFunction<JsonNode> figure) {
        return replies.stream()
                .map(reply -> reply.path("usage"))
                .mapToLong(figure)
                .sum();
    }

    @Test
    void the_last_user_message_is_the_item_and_its_parts_are_lines() {
        TaskDoor door = alone();
        HttpResponse<String> reply = door.chat("{'model':'sheaf/mood','temperature':0.3,'max_tokens':5,"
                + "'response_format':{'type':'text'},'user':'u','unknown':{'a':[1]},'tools':[],'n':1,'messages':["
                + "{'role':'system','content':'Be kind.'},{'role':'user','content':'bad, long ago'},"
                + "{'role':'user','content':[{'type':'text','text':'good'},{'type':'text','text':'news'}]},"
                + "{'role':'assistant','content':null,'refusal':'no'}]}");
        assertThat(json(reply).at("/choices/0/message/content").asText()).isEqualTo("POSITIVE");
        assertThat(door.asked.get(0).messages().get(1).content())
                .contains("good\n")
                .contains("news")
                .doesNotContain("long ago")
                .doesNotContain("kind");
        assertThat(door.asked.get(0).parameters().get("temperature")).hasToString("0");
    }

    @Test
    void several_labels_and_fields_are_json() {
        TaskDoor many =
                door(TaskDoor.correct(USAGE, text -> "POSITIVE, NEUTRAL"), TaskDoor.sentiment(1, "'multiple':true"));
        assertThat(json(many.chat(ASK)).at("/choices/0/message/content").asText())
                .isEqualTo("[\"POSITIVE\",\"NEUTRAL\"]");
        TaskDoor fields = door(
                TaskDoor.correct(USAGE, text -> Tasks.json("{'mood':'GOOD','parts':['lid']}")),
                Tasks.facts("'format':'json'", "'packing':{'maxItems':1}"));
        assertThat(Tasks.json(
                        json(fields.chat(ASK)).at("/choices/0/message/content").asText()))
                .isEqualTo(Tasks.json("{'mood':'GOOD','parts':['lid']}"));
    }

    @Test
    void no_label_is_an_empty_text() {
        TaskDoor none = door(TaskDoor.correct(USAGE, text -> "NONE"), TaskDoor.sentiment(1, "'allowNone':true"));
        assertThat(json(none.chat(ASK)).at("/choices/0/message/content")).hasToString("\"\"");
    }

    @Test
    void what_the_model_refuses_is_a_message_that_refuses() {
        TaskDoor door = door(
                request -> Uni.createFrom().item(new Reply("r", null, "I cannot.", Finish.STOP, USAGE)),
                TaskDoor.sentiment(1));
        JsonNode reply = json(door.chat(ASK));
        assertThat(reply.at("/choices/0/message"))
                .isEqualTo(Tasks.json("{'role':'assistant','content':null,'refusal':'The model refused to answer.',"
                        + "'annotations':[]}"));
        assertThat(reply.at("/usage/prompt_tokens").asInt()).isEqualTo(103);
    }

    @Test
    void what_the_provider_filters_ends_so() {
        TaskDoor door = door(
                request -> Uni.createFrom().item(new Reply("r", "", null, Finish.CONTENT_FILTER, USAGE)),
                TaskDoor.sentiment(1));
        assertThat(json(door.chat(ASK)).at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
    }

    @Test
    void an_item_without_an_answer_is_an_error_that_tells_what_it_cost() {
        TaskDoor door = door(TaskDoor.correct(USAGE, text -> "PURPLE"), TaskDoor.sentiment(1));
        HttpResponse<String> reply = door.chat(ASK);
        assertThat(reply.statusCode()).isEqualTo(422);
        assertThat(json(reply).path("error"))
                .isEqualTo(Json.of("{\"message\":\"The model's answer is none of the task's labels.\",\"type\":"
                        + "\"invalid_request_error\",\"param\":\"messages\",\"code\":\"answer_not_a_label\"}"));
        assertThat(json(reply).at("/usage/total_tokens").asInt()).isEqualTo(120);
        assertThat(json(reply).at("/sheaf/calls")).hasToString("[\"call-1\"]");
    }

    @Test
    void a_call_that_fails_is_an_error_with_a_status_that_clients_go_by() {
        TaskDoor door =
                door(request -> Uni.createFrom().failure(new ModelFailure.QuotaExhausted()), TaskDoor.sentiment(1));
        HttpResponse<String> reply = door.chat(ASK);
        assertThat(reply.statusCode()).isEqualTo(429);
        assertThat(json(reply).at("/error/type").asText()).isEqualTo("insufficient_quota");
        assertThat(json(reply).at("/error/code").asText()).isEqualTo("provider_quota_exhausted");
    }

    @Test
    void who_waits_too_long_is_told() {
        TaskDoor door = door(request -> Uni.createFrom().nothing(), TaskDoor.sentiment(1));
        CompletableFuture<HttpResponse<String>> asking = door.chatting(ASK);
        // the caller's time begins when its item is admitted, and a full pack leaves before that
        Until.holds("the model is asked, and time runs", () -> !door.asked.isEmpty() && door.timer.pending() > 0);
        door.timer.pass(TaskDoor.PATIENCE);
        assertThat(asking.join().statusCode()).isEqualTo(504);
        assertThat(json(asking.join()).at("/error/code").asText()).isEqualTo("deadline_exceeded");
    }

    @Test
    void who_hangs_up_frees_the_item() {
        TaskDoor door = door(GOOD, TaskDoor.sentiment(5));
        CompletableFuture<HttpResponse<String>> asking = door.chatting(ASK);
        Until.holds("the item waits", () -> door.batcher.waiting() == 1);
        asking.cancel(true);
        Until.holds("the item is free", () -> door.batcher.waiting() == 0);
        door.timer.pass(Duration.ofMinutes(1));
        assertThat(door.asked).isEmpty();
    }

    @Test
    void a_full_queue_says_when_to_come_again() {
        TaskDoor door = door(GOOD, TaskDoor.sentiment(100));
        List<CompletableFuture<HttpResponse<String>>> waiting = IntStream.range(0, TaskDoor.QUEUE)
                .mapToObj(i -> door.chatting(ASK))
                .toList();
        Until.holds("the queue is full", () -> door.batcher.waiting() == TaskDoor.QUEUE);
        HttpResponse<String> reply = door.chat(ASK);
        assertThat(reply.statusCode()).isEqualTo(429);
        assertThat(reply.headers().firstValue("retry-after")).contains("3");
        assertThat(json(reply).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
        door.batcher.drain();
        assertThat(waiting)
                .allSatisfy(asking -> assertThat(asking.join().statusCode()).isEqualTo(200));
        assertThat(door.chat(ASK).statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sheaf/other", "sheaf/", "sheaf/a/b", "sheaf/\\u0000", "sheaf/MOOD"})
    void there_is_no_such_task(String model) {
        HttpResponse<String> reply = alone().chat(ASK.replace("sheaf/mood", model));
        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(json(reply).at("/error/code").asText()).isEqualTo("model_not_found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'n':2 | n",
                "'n':0 | n",
                "'n':4294967297 | n",
                "'n':1.5 | n",
                "'n':'1' | n",
                "'tools':'none' | tools",
                "'functions':true | functions",
                "'logprobs':'yes' | logprobs",
                "'top_logprobs':'2' | top_logprobs",
                "'top_logprobs':4294967296 | logprobs",
                "'modalities':'audio' | modalities",
                "'tools':[{'type':'function','function':{'name':'f'}}] | tools",
                "'functions':[{'name':'f'}] | functions",
                "'logprobs':true | logprobs",
                "'top_logprobs':2,'logprobs':true | logprobs",
                "'modalities':['text','audio'] | modalities",
                "'modalities':['audio'],'audio':{'voice':'a','format':'mp3'} | audio",
                "'web_search_options':{} | web_search_options",
                "'stream':'yes' | stream",
                "'stream_options':{'include_usage':true} | stream_options",
            },
            quoteCharacter = '`')
    void what_a_task_cannot_do_is_said(String member, String param) {
        HttpResponse<String> reply = alone().chat(ASK.replace("{'model'", "{" + member + ",'model'"));
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(400);
        assertThat(json(reply).at("/error/param").asText()).isEqualTo(param);
        assertThat(json(reply).at("/error/type").asText()).isEqualTo("invalid_request_error");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{'role':'system','content':'x'}] | messages",
                "[{'role':'user','content':''}] | messages",
                "[{'role':'user','content':' '}] | messages",
                "[{'role':'user'}] | messages",
                "[{'role':'user','content':[]}] | messages",
                "[{'role':'user','content':'x'},'y'] | messages[1]",
                "[{'content':'x'}] | messages[0].role",
                "[{'role':'user','content':5}] | messages[0].content",
                "[{'role':'user','content':[{'type':'text','text':true}]}] | messages[0].content[0].text",
                "[{'role':'user','content':[{'type':'text'}]}] | messages[0].content[0].text",
                "[{'role':'user','content':'half \\ud800'}] | messages[0].content",
                "[{'role':'user','content':[{'type':'text','text':'x'},{'type':'image_url','image_url':{'url':'u'}}]}]"
                        + " | messages[0].content[1]",
                "[{'role':'user','content':[{'type':'input_audio'}]},{'role':'user','content':'x'}]"
                        + " | messages[0].content[0]",
            },
            quoteCharacter = '`')
    void what_holds_no_item_is_refused(String messages, String param) {
        HttpResponse<String> reply = alone().chat("{'model':'sheaf/mood','messages':" + messages + "}");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(400);
        assertThat(json(reply).at("/error/param").asText()).isEqualTo(param);
    }

    @Test
    void a_large_body_is_read_as_well() {
        TaskDoor door = door(GOOD, TaskDoor.sentiment(1, "'parameters':{}"));
        String history = "{'role':'assistant','content':'" + "long ".repeat(20_000) + "'}";
        JsonNode reply =
                json(door.chat("{'model':'sheaf/mood','messages':[" + history + ",{'role':'user','content':'bad'}]}"));
        assertThat(reply.at("/choices/0/message/content").asText()).isEqualTo("NEGATIVE");
    }

    @Test
    void a_stream_says_it_in_chunks() {
        HttpResponse<String> reply = alone().chat(ASK.replace("{'model'", "{'stream':true,'model'"));
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        String frame = "data: {'object':'chat.completion.chunk','id':'chatcmpl-1','created':1800000000,"
                + "'model':'sheaf/mood','service_tier':'default','system_fingerprint':null,'choices':[{'index':0,";
        List<String> events = List.of(reply.body().replace('"', '\'').split("\n\n"));
        assertThat(events).hasSize(4);
        assertThat(events.get(0))
                .isEqualTo(frame + "'delta':{'role':'assistant','content':'','refusal':null},'logprobs':null,"
                        + "'finish_reason':null}]}");
        assertThat(events.get(1))
                .isEqualTo(frame + "'delta':{'content':'POSITIVE'},'logprobs':null,'finish_reason':null}]}");
        assertThat(events.get(2))
                .startsWith(frame + "'delta':{},'logprobs':null,'finish_reason':'stop'}],'sheaf':{'task':'mood',");
        assertThat(events.get(3)).isEqualTo("data: [DONE]");
        assertThat(reply.body()).endsWith("\n\n");
    }

    @Test
    void a_stream_tells_its_usage_to_who_asks() {
        HttpResponse<String> reply =
                alone().chat(ASK.replace("{'model'", "{'stream':true,'stream_options':{'include_usage':true},'model'"));
        String[] events = reply.body().split("\n\n");
        assertThat(events).hasSize(5);
        for (int i = 0; i < 3; i++) {
            assertThat(chunk(events[i]).get("usage").isNull()).isTrue();
        }
        assertThat(chunk(events[3]).path("choices")).isEmpty();
        assertThat(chunk(events[3]).at("/usage/total_tokens").asInt()).isEqualTo(120);
    }

    @Test
    void a_stream_that_cannot_begin_is_an_error_as_any_other() {
        TaskDoor door = door(TaskDoor.correct(USAGE, text -> "PURPLE"), TaskDoor.sentiment(1));
        HttpResponse<String> reply = door.chat(ASK.replace("{'model'", "{'stream':true,'model'"));
        assertThat(reply.statusCode()).isEqualTo(422);
        assertThat(reply.headers().firstValue("content-type")).contains("application/json");
    }

    @Test
    void a_refusal_is_streamed_as_one() {
        TaskDoor door = door(
                request -> Uni.createFrom().item(new Reply("r", null, "I cannot.", Finish.STOP, USAGE)),
                TaskDoor.sentiment(1));
        String[] events = door.chat(ASK.replace("{'model'", "{'stream':true,'model'"))
                .body()
                .split("\n\n");
        assertThat(chunk(events[1]).at("/choices/0/delta"))
                .isEqualTo(Tasks.json("{'refusal':'The model refused to answer.'}"));
    }

    private static JsonNode chunk(String event) {
        return Json.of(event.substring("data: ".length()));
    }
}
