package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.KeyedResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys that may take only so much, at both front doors. */
@QuarkusTest
@WithTestResource(KeyedResource.class)
class KeyLimitsTest {
    @TestHTTPResource
    URI base;

    private final String tenant = "limited-" + UUID.randomUUID();
    private Api api;

    @BeforeEach
    void begin() {
        api = new Api(base);
        Api.Reply task = as(
                key("{}"),
                "/tasks/taste",
                "PUT",
                "{'instructions':'Classify the comment by its sentiment.','labels':['POSITIVE','NEGATIVE']}",
                Api.JSON);
        assertThat(task.status()).as(task.raw().body()).isEqualTo(201);
    }

    private String key(String limits) {
        String wish = "{'tenant':'" + tenant + "','roles':['admin'],'limits':" + limits + "}";
        Api.Reply made = as(KeyedResource.OPERATOR, "/keys", "POST", wish, Api.JSON);
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        return made.json().path("key").asText();
    }

    private Api.Reply as(String key, String path, String method, String body, String type) {
        return api.send(api.request(path)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", type)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(Api.quoted(body))));
    }

    private Api.Reply items(String key, String... texts) {
        return as(
                key,
                "/tasks/taste/answers",
                "POST",
                "{'items':[{'id':'a','text':'" + String.join("'},{'id':'b','text':'", texts) + "'}]}",
                Api.JSON);
    }

    private Api.Reply chat(String key) {
        String body = "{'model':'sheaf/taste','messages':[{'role':'user','content':'A great joy.'}]}";
        return as(key, "/v1/chat/completions", "POST", body, Api.JSON);
    }

    private Api.Reply file(String key, String rows) {
        return as(key, "/jobs?task=taste&lane=batch", "POST", "text\n" + rows, "text/csv");
    }

    private Api.Reply event(String key, String id, String... texts) {
        String items = "{'id':'a','text':'" + String.join("'},{'id':'b','text':'", texts) + "'}";
        String event = "{'specversion':'1.0','type':'dev.sheaf.job.requested','source':'/shop','id':'" + id
                + "','data':{'task':'taste','source':{'items':[" + items + "]}}}";
        return as(key, "/events", "POST", event, "application/cloudevents+json");
    }

    private static void assertLimited(Api.Reply reply) {
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(429);
        assertThat(reply.code()).isEqualTo("limit_reached");
        assertThat(reply.type()).contains("application/problem+json");
        assertThat(Long.parseLong(reply.header("Retry-After").orElseThrow())).isBetween(1L, 86_400L);
    }

    private static void assertLimitedOnTheWire(Api.Reply reply) {
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(429);
        assertThat(reply.json().path("error").path("code").asText()).isEqualTo("rate_limit_exceeded");
        assertThat(reply.json().path("error").path("type").asText()).isEqualTo("requests");
        assertThat(Long.parseLong(reply.header("retry-after").orElseThrow())).isBetween(1L, 86_400L);
    }

    @Test
    void requests_a_minute_are_counted_over_both_doors() {
        String key = key("{'requestsPerMinute':2}");

        assertThat(as(key, "/jobs", "GET", "", Api.JSON).status()).isEqualTo(200);
        assertThat(as(key, "/v1/models", "GET", "", Api.JSON).status()).isEqualTo(200);
        assertLimited(as(key, "/jobs", "GET", "", Api.JSON));
        assertLimitedOnTheWire(as(key, "/v1/models", "GET", "", Api.JSON));
    }

    @Test
    void items_a_day_are_counted_over_both_doors() {
        String key = key("{'itemsPerDay':3}");

        assertThat(items(key, "A great joy.", "Dull.").status()).isEqualTo(200);
        assertLimited(items(key, "A great joy.", "Dull."));
        assertThat(chat(key).status()).isEqualTo(200);
        assertLimitedOnTheWire(chat(key));
        assertLimited(items(key, "A great joy."));
    }

    @Test
    void items_that_a_cap_refused_are_not_counted() {
        String key = key("{'itemsPerDay':2}");
        String passedOn = "{'model':'gpt-4o-mini','messages':[{'role':'user','content':'A great joy.'}]}";
        assertThat(as(key, "/caps/tenant", "PUT", "{'usdPerDay':0.000000001}", Api.JSON)
                        .status())
                .isEqualTo(200);

        assertThat(items(key, "A great joy.", "Dull.").code()).isEqualTo("cap_reached");
        assertThat(chat(key).json().path("error").path("code").asText()).isEqualTo("cap_reached");
        assertThat(as(key, "/v1/chat/completions", "POST", passedOn, Api.JSON)
                        .json()
                        .path("error")
                        .path("code")
                        .asText())
                .isEqualTo("cap_reached");
        assertThat(as(key, "/caps/tenant", "DELETE", "", Api.JSON).status()).isEqualTo(204);

        assertThat(items(key, "A great joy.", "Dull.").status()).isEqualTo(200);
    }

    @Test
    void a_file_with_more_rows_than_are_left_makes_no_job() {
        String key = key("{'itemsPerDay':3}");

        assertLimited(file(key, "one\ntwo\nthree\nfour\n"));
        assertThat(as(key, "/jobs?state=running", "GET", "", Api.JSON).json().path("jobs"))
                .isEmpty();
        assertThat(file(key, "one\ntwo\n").status()).isEqualTo(201);
        // its rows were counted by the database, which this replica hears of within a second
        Api.Reply last = items(key, "A great joy.");
        while (last.status() == 200) {
            last = items(key, "A great joy.");
        }
        assertLimited(last);
    }

    @Test
    void files_that_come_side_by_side_are_held_to_the_keys_items_together() {
        String key = key("{'itemsPerDay':3}");
        List<CompletableFuture<Api.Reply>> sent = Stream.of("one", "two")
                .map(row -> CompletableFuture.supplyAsync(() -> file(key, row + "\nmore\n")))
                .toList();

        List<Api.Reply> replies = sent.stream().map(CompletableFuture::join).toList();

        assertThat(replies).extracting(Api.Reply::status).containsExactlyInAnyOrder(201, 429);
        replies.stream().filter(reply -> reply.status() == 429).forEach(KeyLimitsTest::assertLimited);
        assertThat(as(key, "/jobs?state=failed", "GET", "", Api.JSON).json().path("jobs"))
                .hasSizeLessThan(2);
    }

    @Test
    void a_job_by_event_is_held_to_the_keys_items() {
        String key = key("{'itemsPerDay':1}");

        assertLimited(event(key, "first", "A great joy.", "Dull."));
        assertThat(event(key, "second", "A great joy.").status()).isEqualTo(201);
        assertThat(event(key, "second", "A great joy.").status()).isEqualTo(200);
    }

    @Test
    void what_items_cost_is_held_to_the_keys_money() {
        String key = key("{'usdPerDay':0.000000001}");

        assertThat(items(key, "A great joy.").status()).isEqualTo(200);
        assertLimited(items(key, "A great joy."));
        assertLimitedOnTheWire(chat(key));
        assertLimited(file(key, "one\n"));
        assertLimited(event(key, "bought", "A great joy."));
    }

    @Test
    void an_audit_counts_for_all_that_it_asks() {
        String order = "{'items':[{'id':'a','text':'A great joy.'},{'id':'b','text':'Dull.'}],'sizes':[2]}";

        assertLimited(as(key("{'itemsPerDay':5}"), "/tasks/taste/audits", "POST", order, Api.JSON));
        String enough = key("{'itemsPerDay':6}");
        assertThat(as(enough, "/tasks/taste/audits", "POST", order, Api.JSON).status())
                .isEqualTo(202);
        assertLimited(items(enough, "A great joy."));
    }

    @Test
    void limits_are_shown_with_the_key() {
        String key = key("{'requestsPerMinute':60,'usdPerDay':2.50}");

        assertThat(as(key, "/keys", "GET", "", Api.JSON)
                        .json()
                        .path("keys")
                        .path(0)
                        .path("limits")
                        .toString())
                .isEqualTo("{\"requestsPerMinute\":60,\"usdPerDay\":2.5}");
    }

    @Test
    void limits_that_cannot_be_are_named() {
        String wish =
                "{'roles':['ask'],'limits':{'requestsPerMinute':0,'itemsPerDay':'many','usdPerDay':-1,'calls':5}}";
        Api.Reply reply = as(KeyedResource.OPERATOR, "/keys", "POST", wish, Api.JSON);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.violations())
                .extracting(line -> line.replaceAll(":.*", ""))
                .containsExactlyInAnyOrder(
                        "limits.requestsPerMinute", "limits.itemsPerDay", "limits.usdPerDay", "limits.calls");
    }
}
