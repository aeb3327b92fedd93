package dev.sheaf.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.rows.Json;
import dev.sheaf.task.Violation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventTest {
    private final List<Violation> violations = new ArrayList<>();

    private static JsonNode json(String text) {
        return Json.lenient(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> headers() {
        return new HashMap<>(
                Map.of("ce-specversion", "1.0", "ce-id", "1", "ce-source", "/shop", "ce-type", "dev.sheaf.tick"));
    }

    private Optional<CloudEvent> binary(Map<String, String> headers) {
        return CloudEvent.binary(headers::get, Optional.empty(), violations);
    }

    @Test
    void an_event_in_one_piece_and_one_of_headers_are_the_same() {
        JsonNode data = json("{'task':'t'}");
        Optional<CloudEvent> whole = CloudEvent.structured(
                json("{'specversion':'1.0','id':'1','source':'/shop','type':'dev.sheaf.tick','time':'whenever',"
                        + "'other':5,'data':{'task':'t'}}"),
                violations);

        assertThat(whole).isEqualTo(CloudEvent.binary(headers()::get, Optional.of(data), violations));
        assertThat(whole).contains(new CloudEvent("1", "/shop", "dev.sheaf.tick", data));
        assertThat(violations).isEmpty();
    }

    @Test
    void attributes_in_headers_are_unescaped() {
        Map<String, String> headers = headers();
        headers.put("ce-id", "caf%C3%A9%20a+b%22");

        assertThat(binary(headers).orElseThrow().id()).isEqualTo("café a+b\"");
    }

    @Test
    void what_is_no_escape_stands_for_itself() {
        Map<String, String> headers = headers();
        headers.put("ce-id", "100%");

        assertThat(binary(headers).orElseThrow().id()).isEqualTo("100%");
    }

    @ParameterizedTest
    @ValueSource(strings = {"specversion", "id", "source", "type"})
    void each_of_four_attributes_is_required(String name) {
        Map<String, String> headers = headers();
        headers.remove("ce-" + name);

        assertThat(binary(headers)).isEmpty();
        assertThat(violations).extracting(Violation::field).containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "5",
                "null",
                "{'specversion':1.0,'id':'1','source':'s','type':'t'}",
                "{'specversion':'0.3','id':'1','source':'s','type':'t'}",
                "{'specversion':'1.0','id':'','source':'s','type':'t'}",
                "{'specversion':'1.0','id':['1'],'source':'s','type':'t'}",
                "{'specversion':'1.0','id':'1','source':'s','type':'t','data_base64':'e30='}"
            })
    void what_is_no_event_of_version_1_is_refused(String text) {
        assertThat(CloudEvent.structured(json(text), violations)).isEmpty();
        assertThat(violations).isNotEmpty();
    }

    @Test
    void a_ping_is_a_tick() {
        assertThat(List.of("dev.sheaf.tick", "dev.knative.sources.ping")).allMatch(CloudEvent::isTick);
        assertThat(CloudEvent.isTick("dev.sheaf.job.requested")).isFalse();
        assertThat(CloudEvent.isTick(null)).isFalse();
    }
}
