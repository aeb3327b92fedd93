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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(ServiceResource.class)
class AuditsResourceTest {
    @TestHTTPResource
    URI base;

    StagedProvider provider;

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(base);
    }

    private static String items(int count) {
        return "'items':["
                + IntStream.range(0, count)
                        .mapToObj(i -> "{'id':'" + i + "','text':'" + (i % 2 == 0 ? "great" : "awful") + " " + i + "'}")
                        .collect(Collectors.joining(","))
                + "]";
    }

    /** As it ended. */
    private JsonNode audited(String task, String body) {
        Api.Reply begun = api.post("/tasks/" + task + "/audits", body);
        assertThat(begun.status()).as(begun.raw().body()).isEqualTo(202);
        String path = begun.header("Location").orElseThrow();
        Until.holds("the audit ends", () -> api.get(path).json().path("endedAt").isTextual());
        return api.get(path).json();
    }

    @Test
    void an_audit_says_how_far_packed_answers_agree() {
        api.sentiment("audit-whole");
        JsonNode audit =
                audited("audit-whole", "{" + items(24) + ",'sizes':[4,12],'labels':{'0':'POSITIVE','1':'NEGATIVE'}}");

        assertThat(audit.path("state").asText()).as(audit.toString()).isEqualTo("finished");
        assertThat(audit.at("/packs/total").asInt()).isEqualTo(24 * 2 + 6 + 2);
        assertThat(audit.at("/report/alone/agreed").asInt()).isEqualTo(24);
        assertThat(audit.at("/report/sizes")).hasSize(3);
        assertThat(audit.at("/report/sizes/2/agreement/compared").asInt()).isEqualTo(24);
        assertThat(audit.at("/report/sizes/2/accuracy/agreed").asInt()).isEqualTo(2);
        assertThat(audit.at("/spent/calls").asInt()).isGreaterThanOrEqualTo(56);
        assertThat(audit.at("/spent/cost").isNumber()).isTrue();
    }

    @Test
    void its_report_is_a_page_that_needs_nothing_else() {
        api.sentiment("audit-page");
        String id = audited("audit-page", "{" + items(6) + ",'sizes':[3]}")
                .path("id")
                .asText();
        String address = "/tasks/audit-page/audits/" + id;

        Api.Reply page = api.get(address + "/report");
        assertThat(page.type().orElseThrow()).startsWith("text/html");
        assertThat(page.raw().body())
                .startsWith("<!doctype html>")
                .contains("<svg", "prefers-color-scheme:dark", "name=\"viewport\"")
                .doesNotContain("<script", "src=", "http://", "https://", "@import", "url(");
        Api.Reply asPage = api.send(
                api.request(address).setHeader("Accept", "text/html,*/*;q=0.8").GET());
        assertThat(asPage.raw().body()).isEqualTo(page.raw().body());
        assertThat(api.get(address).type().orElseThrow()).startsWith("application/json");
    }

    @Test
    void audits_are_listed_newest_first_page_by_page() {
        api.sentiment("audit-list");
        String first = audited("audit-list", "{" + items(4) + ",'sizes':[2]}")
                .path("id")
                .asText();
        String second = audited("audit-list", "{" + items(4) + ",'sizes':[2]}")
                .path("id")
                .asText();

        JsonNode page = api.get("/tasks/audit-list/audits?limit=1").json();
        assertThat(page.at("/audits/0/id").asText()).isEqualTo(second);
        assertThat(page.at("/audits/0/report").isObject()).isFalse();
        JsonNode next = api.get("/tasks/audit-list/audits?limit=1&after="
                        + page.path("next").asText())
                .json();
        assertThat(next.at("/audits/0/id").asText()).isEqualTo(first);
        assertThat(next.path("next").isTextual()).isFalse();
    }

    @Test
    void an_estimate_begins_nothing() {
        api.sentiment("audit-estimate");
        Api.Reply reply = api.post("/tasks/audit-estimate/audits", "{" + items(20) + ",'estimateOnly':true}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().at("/estimate/calls").asInt()).isEqualTo(40 + 4 + 2 + 1);
        assertThat(reply.json().path("sizes").toString()).isEqualTo("[5,10,20]");
        assertThat(api.get("/tasks/audit-estimate/audits").json().path("audits"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; items: give either items, or a job and how many of its items to sample",
                "{'items':[{'id':'a','text':'x'}]}; items: must be at least 2",
                "{ITEMS,'sizes':[40]}; sizes: 40 cannot be tried on 4 items: a pack holds an item once",
                "{ITEMS,'sizes':[0]}; sizes: must be whole numbers from 1 to 200",
                "{ITEMS,'sizes':[1]}; sizes: must be from 1 to 10 sizes beside 1",
                "{ITEMS,'labels':{'0':'MAYBE'}}; labels: must hold answers as the task gives them, by their items' ids",
                "{ITEMS,'maxCost':1}; maxCost: must be a string",
                "{ITEMS,'maxCost':'0.0000000001'}; maxCost: is less than the audit is likely to cost",
                "{ITEMS,'repetitions':0}; repetitions: must be a whole number from 1 to 20",
                "{ITEMS,'other':1}; other: is not known here"
            })
    void what_is_wrong_is_named(String body, String violation) {
        api.sentiment("audit-wrong");
        Api.Reply reply = api.post("/tasks/audit-wrong/audits", body.replace("ITEMS", items(4)));
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(400);
        assertThat(reply.violations()).anyMatch(told -> told.startsWith(violation));
    }

    @Test
    void what_is_not_there_is_a_problem() {
        api.sentiment("audit-none");
        assertThat(api.post("/tasks/nobody/audits", "{" + items(4) + "}").code())
                .isEqualTo("unknown_task");
        assertThat(api.get("/tasks/nobody/audits").code()).isEqualTo("unknown_task");
        assertThat(api.get("/tasks/audit-none/audits/audit_1").code()).isEqualTo("unknown_audit");
        assertThat(api.get("/tasks/audit-none/audits/audit_1/report").code()).isEqualTo("unknown_audit");
        assertThat(api.post("/tasks/audit-none/audits", "{'job':'job_none'}").code())
                .isEqualTo("unknown_job");
    }

    @Test
    void a_job_can_be_sampled_when_it_is_over() {
        api.sentiment("audit-job");
        api.sentiment("audit-other");
        String rows = "text\n"
                + IntStream.range(0, 30).mapToObj(i -> "great audit-held " + i).collect(Collectors.joining("\n"));
        StagedProvider.Held held = provider.hold("audit-held");
        String id = api.post("/jobs?task=audit-job&lane=online", rows, "Content-Type", "text/csv")
                .json()
                .path("id")
                .asText();
        String order = "{'job':'" + id + "','sample':10,'sizes':[5]}";
        assertThat(api.post("/tasks/audit-job/audits", order).code()).isEqualTo("wrong_state");
        assertThat(api.post("/tasks/audit-other/audits", order).violations())
                .containsExactly("job: is a job of another task, audit-job");

        held.release();
        Until.holds(
                "the job is over",
                () -> api.get("/jobs/" + id).json().path("state").asText().equals("completed"));

        JsonNode audit = audited("audit-job", order);
        assertThat(audit.path("items").asInt()).isEqualTo(10);
        assertThat(audit.at("/report/alone/agreed").asInt()).isEqualTo(10);
    }
}
