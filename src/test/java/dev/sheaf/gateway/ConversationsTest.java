package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.app.Until;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.Tasks;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConversationsTest {
    private static final Usage USAGE = new Usage(103, 11, 17, 5);

    private final List<TaskDoor> doors = new ArrayList<>();

    @AfterEach
    void close() {
        doors.forEach(TaskDoor::close);
    }

    private TaskDoor upstream(Function<ObjectNode, Uni<Completion>> replies) {
        return keep(new TaskDoor(request -> Uni.createFrom().nothing(), new StagedUpstream(replies)));
    }

    private TaskDoor keep(TaskDoor door) {
        doors.add(door);
        return door;
    }

    private static String list(String model, String... texts) {
        return "{'model':'" + model + "','seed':3,'messages':["
                + List.of(texts).stream()
                        .map(text -> "[{'role':'user','content':'" + text + "'}]")
                        .collect(Collectors.joining(","))
                + "]}";
    }

    private static String text(ObjectNode request) {
        return request.at("/messages/0/content").asText();
    }

    private static Completion said(String content) {
        return new Completion(
                200, (ObjectNode) Tasks.json("{'id':'x','object':'chat.completion','created':1,'model':'gpt-4o-2024',"
                        + "'choices':[{'index':0,'message':{'role':'assistant','content':'" + content
                        + "','refusal':null,'extra':1},'logprobs':null,'finish_reason':'stop'}],"
                        + "'usage':{'prompt_tokens':10,'completion_tokens':2,'total_tokens':12,"
                        + "'prompt_tokens_details':{'cached_tokens':4},'cost':0.25,'kind':'k'},"
                        + "'service_tier':'flex','system_fingerprint':'fp_1'}"));
    }

    private static Completion error(int status, String code) {
        return new Completion(status, (ObjectNode)
                Tasks.json("{'error':{'message':'No.','type':'t','param':null,'code':'" + code + "'}}"));
    }

    private static Uni<Completion> now(Completion reply) {
        return Uni.createFrom().item(reply);
    }

    @Test
    void a_list_is_answered_choice_by_choice_and_its_usage_is_the_sum() {
        HttpResponse<String> reply =
                upstream(request -> now(said(text(request)))).chat(list("gpt-4o", "a", "b"));
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body().replace('"', '\''))
                .isEqualTo("{'id':'chatcmpl-1','object':'chat.completion','created':1800000000,'model':'gpt-4o-2024',"
                        + "'choices':[{'index':0,'message':{'role':'assistant','content':'a','refusal':null,'extra':1},"
                        + "'logprobs':null,'finish_reason':'stop'},{'index':1,'message':{'role':'assistant',"
                        + "'content':'b','refusal':null,'extra':1},'logprobs':null,'finish_reason':'stop'}],"
                        + "'usage':{'prompt_tokens':20,'completion_tokens':4,'total_tokens':24,"
                        + "'prompt_tokens_details':{'cached_tokens':8},'cost':0.50,'kind':'k'},"
                        + "'service_tier':'flex','system_fingerprint':'fp_1'}");
    }

    @Test
    void a_list_of_one_has_one_choice() {
        JsonNode reply = Json.of(
                upstream(request -> now(said("a"))).chat(list("gpt-4o", "a")).body());
        assertThat(reply.path("choices")).hasSize(1);
        assertThat(reply.at("/usage/total_tokens").asInt()).isEqualTo(12);
    }

    @Test
    void what_is_no_list_is_passed_on_as_it_came() {
        String body = "{ 'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'new':1.50}";
        JsonNode reply = Json.of(upstream(request -> now(said("a"))).chat(body).body());
        assertThat(reply.path("passed").asText()).isEqualTo(body.replace('\'', '"'));
    }

    @Test
    void one_that_fails_says_so_in_its_choice_and_spoils_no_other() {
        HttpResponse<String> reply = upstream(request -> switch (text(request)) {
                    case "refused" -> now(error(400, "bad"));
                    case "lost" -> Uni.createFrom().failure(new ModelFailure.QuotaExhausted());
                    case "broken" -> throw new IllegalStateException("secret");
                    case "empty" -> now(new Completion(200, (ObjectNode) Tasks.json("{'choices':[]}")));
                    default -> now(said("good"));
                })
                .chat(list("gpt-4o", "refused", "fine", "lost", "broken", "empty"));
        assertThat(reply.statusCode()).isEqualTo(200);
        JsonNode choices = Json.of(reply.body()).path("choices");
        assertThat(choices.get(0).toString().replace('"', '\''))
                .isEqualTo("{'index':0,'message':{'role':'assistant','content':null,'refusal':null},'logprobs':null,"
                        + "'finish_reason':'error','error':{'message':'No.','type':'t','param':null,'code':'bad'}}");
        assertThat(choices.at("/1/message/content").asText()).isEqualTo("good");
        assertThat(choices.at("/2/error/code").asText()).isEqualTo("insufficient_quota");
        assertThat(choices.at("/3/error/type").asText()).isEqualTo("server_error");
        assertThat(choices.at("/4/error/code").asText()).isEqualTo("provider_unavailable");
        assertThat(Json.of(reply.body()).at("/usage/total_tokens").asInt()).isEqualTo(12);
        assertThat(reply.body()).doesNotContain("secret");
    }

    @Test
    void where_all_fail_alike_the_request_does() {
        HttpResponse<String> reply =
                upstream(request -> now(error(401, "invalid_api_key"))).chat(list("gpt-4o", "a", "b"));
        assertThat(reply.statusCode()).isEqualTo(401);
        assertThat(reply.body().replace('"', '\''))
                .isEqualTo("{'error':{'message':'No.','type':'t','param':null,'code':'invalid_api_key'}}");
    }

    @Test
    void where_all_fail_differently_each_says_why() {
        HttpResponse<String> reply =
                upstream(request -> now(error(400, text(request)))).chat(list("gpt-4o", "a", "b"));
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(Json.of(reply.body()).path("model").asText()).isEqualTo("gpt-4o");
        assertThat(Json.of(reply.body()).at("/choices/1/error/code").asText()).isEqualTo("b");
        assertThat(Json.of(reply.body()).has("usage")).isFalse();
    }

    @Test
    void only_so_many_are_under_way_and_who_hangs_up_gives_them_up() {
        List<UniEmitter<? super Completion>> open = new CopyOnWriteArrayList<>();
        AtomicInteger givenUp = new AtomicInteger();
        TaskDoor door = upstream(request ->
                Uni.createFrom().<Completion>emitter(open::add).onCancellation().invoke(givenUp::incrementAndGet));
        CompletableFuture<HttpResponse<String>> asking = door.chatting(
                list("gpt-4o", IntStream.range(0, 10).mapToObj(i -> "t" + i).toArray(String[]::new)));
        Until.holds("three are under way", () -> open.size() == 3);
        open.get(1).complete(said("b"));
        Until.holds("the next one is", () -> open.size() == 4);
        asking.cancel(true);
        Until.holds("all are given up", () -> givenUp.get() == 3);
        assertThat(open).hasSize(4);
    }

    @Test
    void a_list_asked_of_a_task_shares_packs_and_keeps_its_order() {
        TaskDoor door = keep(TaskDoor.withTask(
                TaskDoor.correct(USAGE, text -> text.startsWith("bad") ? "NEGATIVE" : "POSITIVE"),
                TaskDoor.sentiment(3)));
        JsonNode reply = Json.of(
                door.chat(list("sheaf/mood", "bad a", "good b", "bad c")).body());
        assertThat(door.asked).hasSize(1);
        assertThat(reply.path("choices").findValuesAsText("content"))
                .containsExactly("NEGATIVE", "POSITIVE", "NEGATIVE");
        assertThat(reply.at("/usage/prompt_tokens").asInt()).isEqualTo(103);
        assertThat(reply.at("/usage/completion_tokens_details/reasoning_tokens").asInt())
                .isEqualTo(5);
        assertThat(reply.at("/choices/2/sheaf/pack_size").asInt()).isEqualTo(3);
        assertThat(reply.at("/choices/2/index").asInt()).isEqualTo(2);
    }

    @Test
    void a_conversation_without_an_item_has_its_own_error() {
        TaskDoor door = keep(TaskDoor.withTask(TaskDoor.correct(USAGE, text -> "POSITIVE"), TaskDoor.sentiment(2)));
        JsonNode choices =
                Json.of(door.chat(list("sheaf/mood", "a", " ", "c")).body()).path("choices");
        assertThat(choices.at("/0/message/content").asText()).isEqualTo("POSITIVE");
        assertThat(choices.at("/1/error/param").asText()).isEqualTo("messages[1]");
        assertThat(choices.at("/2/message/content").asText()).isEqualTo("POSITIVE");
    }

    @Test
    void a_list_without_any_item_asks_nothing() {
        TaskDoor door = keep(TaskDoor.withTask(TaskDoor.correct(USAGE, text -> "POSITIVE"), TaskDoor.sentiment(2)));
        HttpResponse<String> reply = door.chat(list("sheaf/mood", " "));
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(Json.of(reply.body()).at("/error/param").asText()).isEqualTo("messages[0]");
        assertThat(door.asked).isEmpty();
    }

    @Test
    void a_list_that_could_never_fit_the_queue_is_wrong_and_not_early() {
        TaskDoor door = keep(TaskDoor.withTask(TaskDoor.correct(USAGE, text -> "POSITIVE"), TaskDoor.sentiment(2)));
        String[] many =
                IntStream.rangeClosed(0, TaskDoor.QUEUE).mapToObj(i -> "t").toArray(String[]::new);
        HttpResponse<String> reply = door.chat(list("sheaf/mood", many));
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(Json.of(reply.body()).at("/error/code").asText()).isEqualTo("array_above_max_length");
    }

    private static Completion busy(String message, Map<String, String> headers) {
        ApiError error = new ApiError(429, "requests", message, null, "rate_limit_exceeded");
        return new Completion(429, error.envelope(), headers);
    }

    @Test
    void one_that_fails_says_which_call_it_was_and_how_long_to_wait() {
        HttpResponse<String> reply = upstream(request -> switch (text(request)) {
                    case "busy" -> now(busy("No.", Map.of("x-provider-request-id", "req_7", "retry-after", "20")));
                    case "held" -> Uni.createFrom().failure(ModelFailure.NotSent.noRoom(Duration.ofSeconds(3)));
                    default -> now(said("good"));
                })
                .chat(list("gpt-4o", "busy", "fine", "held"));

        JsonNode choices = Json.of(reply.body()).path("choices");
        assertThat(choices.at("/0/error/request_id").asText()).isEqualTo("req_7");
        assertThat(choices.at("/0/error/retry_after").intValue()).isEqualTo(20);
        assertThat(choices.at("/1").has("error")).isFalse();
        assertThat(choices.at("/2/error").has("request_id")).isFalse();
        assertThat(choices.at("/2/error/retry_after").intValue()).isEqualTo(3);
        assertThat(reply.headers().firstValue("retry-after")).isEmpty();
    }

    @Test
    void where_all_fail_alike_the_longest_wait_is_the_requests() {
        HttpResponse<String> reply = upstream(request -> now(busy("No.", Map.of("retry-after", text(request)))))
                .chat(list("gpt-4o", "7", "40", "9"));

        assertThat(reply.statusCode()).isEqualTo(429);
        assertThat(reply.headers().firstValue("retry-after")).contains("40");
    }

    @Test
    void a_long_list_is_joined_in_its_order() {
        String[] texts = IntStream.range(0, 50).mapToObj(i -> "t" + i).toArray(String[]::new);

        HttpResponse<String> reply =
                upstream(request -> now(said(text(request)))).chat(list("gpt-4o", texts));

        assertThat(Json.of(reply.body()).path("choices"))
                .extracting(choice -> choice.at("/message/content").asText())
                .containsExactly(texts);
    }
}
