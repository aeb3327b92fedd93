package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.app.ServiceResource;
import dev.sheaf.app.StagedProvider;
import dev.sheaf.app.Until;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceResource.class)
class AnswersResourceTest {
    /** Long enough for all that a test sends to come together, and never waited for. */
    private static final String UNHURRIED = "'packing':{'maxWait':'PT1M','maxItems':%d}";

    @TestHTTPResource
    URI base;

    StagedProvider provider;

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(base);
    }

    @ParameterizedTest
    @EnumSource
    void answers_come_in_the_requests_order_with_version_and_usage(HttpClient.Version version) {
        Api api = new Api(base, version);
        api.sentiment("ask-order", "'packing':{'shuffle':true}");
        Api.Reply reply = api.post("/tasks/ask-order/answers", items("great", "awful", "a great joy", "dull and bad"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.answers()).containsExactly("0=POSITIVE", "1=NEGATIVE", "2=POSITIVE", "3=NEGATIVE");
        assertThat(reply.json().path("task").asText()).isEqualTo("ask-order");
        assertThat(reply.json().path("version"))
                .isEqualTo(api.get("/tasks/ask-order").json().path("version"));
        assertThat(reply.json().path("usage").path("calls").asInt()).isEqualTo(1);
    }

    @Test
    void a_single_text_has_no_id() {
        api.sentiment("ask-single");
        JsonNode answer = api.post("/tasks/ask-single/answers", "{'text':'great'}")
                .json()
                .path("answers")
                .path(0);

        assertThat(answer).isEqualTo(Api.json("{\"label\":\"POSITIVE\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lines", "json", "tool", "json_schema"})
    void labels_are_asked_in_every_format(String format) {
        api.sentiment("ask-" + format.replace('_', '-'), "'format':'" + format + "'");
        Api.Reply reply = api.post(
                "/tasks/ask-" + format.replace('_', '-') + "/answers", items("great", "awful", "[3] NEGATIVE great"));

        assertThat(reply.answers()).hasSize(3).startsWith("0=POSITIVE", "1=NEGATIVE");
        assertThat(reply.answers()).noneMatch(answer -> answer.contains("!"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "tool", "json_schema"})
    void fields_are_asked_in_every_format(String format) {
        String task = "/tasks/fields-" + format.replace('_', '-');
        api.put(
                task,
                "{'instructions':'Extract the mood.','format':'" + format + "','schema':{'type':'object','properties':{"
                        + "'mood':{'type':'string','enum':['GOOD','BAD']},'stars':{'type':'integer','minimum':1,"
                        + "'maximum':5},'sure':{'type':'boolean'}},'required':['mood','stars']}}");
        if (format.equals("json")) {
            provider.replies("json-fields", StagedProvider.Reply.fields("{\"mood\":\"GOOD\",\"stars\":4}"));
        }
        Api.Reply reply = api.post(task + "/answers", items("great json-fields", "awful"));

        assertThat(reply.json().path("answers")).hasSize(2).allSatisfy(answer -> {
            assertThat(answer.path("fields").path("mood").asText()).isIn("GOOD", "BAD");
            assertThat(answer.path("fields").path("stars").asInt()).isBetween(1, 5);
        });
    }

    @Test
    void several_labels_are_a_list() {
        api.sentiment("ask-many", "'multiple':true,'allowNone':true");
        JsonNode answers = api.post("/tasks/ask-many/answers", items("great", "awful"))
                .json()
                .path("answers");

        assertThat(answers).hasSize(2).allSatisfy(answer -> {
            assertThat(answer.path("labels").isArray()).isTrue();
            assertThat(answer.has("label")).isFalse();
        });
    }

    @Test
    void no_label_is_null_and_not_left_out() {
        api.sentiment("ask-none", "'allowNone':true");
        provider.replies("no-label-here", StagedProvider.Reply.lines("NONE"));
        JsonNode answer = api.post("/tasks/ask-none/answers", "{'text':'no-label-here'}")
                .json()
                .path("answers")
                .path(0);

        assertThat(answer.toString()).isEqualTo("{\"label\":null}");
    }

    @Test
    void a_row_becomes_a_text_by_the_tasks_template() {
        api.sentiment("ask-rows", "'input':'Title: {title}\\n{body}'");
        Api.Reply reply = api.post(
                "/tasks/ask-rows/answers",
                "{'items':[{'id':'a','columns':{'title':'T-ask-rows','body':'great','more':'ignored-ask-rows'}},"
                        + "{'id':'b','text':'awful'}]}");

        assertThat(reply.answers()).containsExactly("a=POSITIVE", "b=NEGATIVE");
        assertThat(provider.calls("T-ask-rows"))
                .singleElement()
                .asString()
                .contains("Title: T-ask-rows\\n  great")
                .doesNotContain("ignored-ask-rows");
        assertThat(api.post("/tasks/ask-rows/answers", "{'columns':{'title':'x','body':'great'}}")
                        .answers())
                .containsExactly("=POSITIVE");
    }

    @Test
    void columns_that_a_template_lacks_or_does_not_know_are_named() {
        api.sentiment("ask-columns", "'input':'{title}: {body}'");
        Api.Reply reply = api.post(
                "/tasks/ask-columns/answers",
                "{'items':[{'id':'a','columns':{'title':'x'}},{'id':'b','columns':{'title':1,'body':'x'}},"
                        + "{'id':'c','columns':{'title':'x','body':'y'},'text':'z'},{'id':'d'}]}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("violations").findValuesAsText("field"))
                .containsExactly("items[0].columns.body", "items[1].columns.title", "items[2].text", "items[3].text");
    }

    @Test
    void items_of_different_requests_share_calls() {
        api.sentiment("ask-share", UNHURRIED.formatted(20));
        List<CompletableFuture<Api.Reply>> asked = IntStream.range(0, 20)
                .mapToObj(i -> api.posting("/tasks/ask-share/answers", "{'text':'great share-" + i + "'}"))
                .toList();

        assertThat(asked.stream().map(CompletableFuture::join))
                .allSatisfy(reply -> assertThat(reply.answers()).containsExactly("=POSITIVE"));
        assertThat(provider.calls("great share-")).hasSize(1);
    }

    @Test
    void what_callers_are_charged_adds_up_to_the_providers_bill() {
        api.sentiment("ask-bill", UNHURRIED.formatted(7));
        var before = provider.bill();
        // 12 requests of 1 to 7 items: 42 items, six full packs
        List<CompletableFuture<Api.Reply>> asked = IntStream.of(1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 4)
                .mapToObj(count -> api.posting(
                        "/tasks/ask-bill/answers",
                        items(IntStream.range(0, count)
                                .mapToObj(i -> "bill great " + i)
                                .toArray(String[]::new))))
                .toList();
        List<JsonNode> usages = asked.stream()
                .map(CompletableFuture::join)
                .map(reply -> reply.json().path("usage"))
                .toList();
        var after = provider.bill();

        assertThat(after.calls() - before.calls()).isEqualTo(6);
        assertThat(sum(usages, "inputTokens")).isEqualTo(after.inputTokens() - before.inputTokens());
        assertThat(sum(usages, "outputTokens")).isEqualTo(after.outputTokens() - before.outputTokens());
        assertThat(usages)
                .allSatisfy(usage -> assertThat(usage.path("calls").asInt()).isBetween(1, 2));
    }

    private static long sum(List<JsonNode> usages, String member) {
        return usages.stream().mapToLong(usage -> usage.path(member).asLong()).sum();
    }

    @Test
    void a_request_that_never_fits_the_queue_is_400_and_not_429() {
        api.sentiment("ask-huge", "'packing':{'maxItems':60}");
        Api.Reply reply = api.post("/tasks/ask-huge/answers", items(numbered("huge", 101)));
        RefusalTest.assertProblem(reply, 400, "invalid_request");
        assertThat(reply.raw().body()).contains("must have at most 100 elements, has 101");
    }

    @Test
    void a_request_that_does_not_fit_the_queue_is_429_and_works_again_later() {
        api.sentiment("ask-full", UNHURRIED.formatted(200));
        CompletableFuture<Api.Reply> first = api.posting("/tasks/ask-full/answers", items(numbered("full-a", 60)));
        Until.holds("60 items wait", () -> api.metric("sheaf_queue_items") == 60);
        Api.Reply refused = api.post("/tasks/ask-full/answers", items(numbered("full-b", 41)));
        Api.Reply refusedStream =
                api.post("/tasks/ask-full/answers", items(numbered("full-c", 41)), "Accept", Api.NDJSON);

        for (Api.Reply reply : List.of(refused, refusedStream)) {
            RefusalTest.assertProblem(reply, 429, "overloaded");
            assertThat(reply.header("Retry-After")).contains("1");
        }
        assertThat(api.metric("sheaf_queue_items")).isEqualTo(60);
        api.sentiment("ask-full", "'packing':{'maxItems':60}");
        first.cancel(true);
        Until.holds("the queue is free", () -> api.metric("sheaf_queue_items") == 0);
        assertThat(provider.calls("full-")).isEmpty();
        assertThat(api.post("/tasks/ask-full/answers", items(numbered("great full-d", 60)))
                        .answers())
                .hasSize(60);
    }

    @Test
    void a_caller_whose_time_is_up_gets_what_there_is_and_a_reason_for_the_rest() {
        api.sentiment("ask-late", "'packing':{'maxItems':2}");
        var held = provider.hold("late-held");
        Until.holds("there is something in time", () -> {
            List<String> answers = api.post(
                            "/tasks/ask-late/answers",
                            items("great one", "awful two", "great late-held", "four"),
                            "X-Request-Timeout",
                            "2")
                    .answers();
            assertThat(answers).hasSize(4).endsWith("2!deadline_exceeded", "3!deadline_exceeded");
            return answers.subList(0, 2).equals(List.of("0=POSITIVE", "1=NEGATIVE"));
        });
        Until.holds("a call for nobody is given up", () -> held.hungUp() > 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {Api.JSON, Api.NDJSON})
    void a_caller_who_hangs_up_frees_what_waits_and_what_is_asked(String wanted) {
        String word = "gone-" + wanted.substring("application/".length());
        api.sentiment(word, "'packing':{'maxItems':2,'maxWait':'PT1M'}");
        var held = provider.hold(word);
        CompletableFuture<Api.Reply> gone =
                api.posting("/tasks/" + word + "/answers", items(numbered(word, 3)), "Accept", wanted);
        Until.holds("two are asked", () -> held.arrived() == 1);
        Until.holds("one waits", () -> api.metric("sheaf_queue_items") == 1);
        gone.cancel(true);

        Until.holds("none waits", () -> api.metric("sheaf_queue_items") == 0);
        Until.holds("the call is given up", () -> held.hungUp() == 1);
    }

    @Test
    void a_caller_who_hangs_up_costs_its_neighbours_nothing() {
        api.sentiment("ask-pair", UNHURRIED.formatted(3));
        CompletableFuture<Api.Reply> gone = api.posting("/tasks/ask-pair/answers", "{'text':'awful pair-gone'}");
        Until.holds("one waits", () -> api.metric("sheaf_queue_items") == 1);
        CompletableFuture<Api.Reply> stays = api.posting("/tasks/ask-pair/answers", "{'text':'great pair-stays'}");
        Until.holds("two wait", () -> api.metric("sheaf_queue_items") == 2);
        gone.cancel(true);
        Until.holds("one waits again", () -> api.metric("sheaf_queue_items") == 1);
        api.posting("/tasks/ask-pair/answers", items("great", "great"));

        assertThat(stays.join().answers()).containsExactly("=POSITIVE");
        assertThat(provider.calls("pair-stays")).hasSize(1);
        assertThat(provider.calls("pair-gone")).isEmpty();
    }

    @Test
    void an_item_that_is_too_long_is_told_so_and_its_neighbours_are_answered() {
        api.sentiment("ask-long", "'packing':{'maxTokens':200}");
        Api.Reply reply = api.post("/tasks/ask-long/answers", items("great", "word ".repeat(300), "awful"));

        assertThat(reply.answers()).containsExactly("0=POSITIVE", "1!item_too_long", "2=NEGATIVE");
    }

    @Test
    void a_changed_task_answers_by_its_new_version_at_once() {
        api.sentiment("ask-version");
        String before = api.post("/tasks/ask-version/answers", "{'text':'great'}")
                .json()
                .path("version")
                .asText();
        api.put("/tasks/ask-version", "{'instructions':'Is it good?','labels':['YES','NO']}");
        JsonNode after =
                api.post("/tasks/ask-version/answers", "{'text':'great'}").json();

        assertThat(after.path("version").asText()).isNotEqualTo(before);
        assertThat(after.path("answers").path(0).path("label").asText()).isIn("YES", "NO");
    }

    @Test
    void a_request_of_many_kilobytes_is_answered() {
        api.sentiment("ask-large");
        Api.Reply reply = api.post("/tasks/ask-large/answers", items(numbered("great " + "word ".repeat(400), 90)));

        assertThat(reply.answers()).hasSize(90).allMatch(answer -> answer.endsWith("=POSITIVE"));
    }

    private static String[] numbered(String text, int count) {
        return IntStream.range(0, count).mapToObj(i -> text + " " + i).toArray(String[]::new);
    }

    static String items(String... texts) {
        return IntStream.range(0, texts.length)
                .mapToObj(i -> "{'id':'" + i + "','text':'" + texts[i] + "'}")
                .collect(Collectors.joining(",", "{'items':[", "]}"));
    }
}
