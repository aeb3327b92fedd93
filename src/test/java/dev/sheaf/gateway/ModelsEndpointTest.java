package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.access.Keys;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Relay;
import dev.sheaf.pack.Tasks;
import dev.sheaf.task.Task;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsEndpointTest {
    private static final String TASK = "{'id':'sheaf/mood','object':'model','created':1700000000,'owned_by':'sheaf'}";
    private static final String OTHER =
            "{'id':'org/small:1','object':'model','created':1,'owned_by':'someone','permission':[{'x':1.50}]}";
    private static final String LISTED =
            "{'object':'list','data':[" + OTHER + ",{'id':'sheaf/mood','owned_by':'someone'},{'object':'model'},7]}";

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();
    private final List<String> alone = new CopyOnWriteArrayList<>();
    private volatile Uni<Relay.Relayed> provider = reply(200, LISTED);
    private volatile Uni<Relay.Relayed> unlisted = reply(404, "{}");
    private final MemoryTasks catalog =
            new MemoryTasks().add(task("default", "mood")).add(task("another", "theirs"));
    private final Door door = Door.open(
            Keys.anyOnLoopback(),
            List.of(new ModelsEndpoint(catalog, new ProviderModels(this::relay, Duration.ofMinutes(1), nanos::get))));

    private static Task task(String tenant, String name) {
        return new Task(tenant, name, "v", Tasks.sentiment(), Instant.ofEpochSecond(1_700_000_000, 999));
    }

    private Uni<Relay.Relayed> relay(Relay.Passage passage, Consumer<ModelFailure> lost) {
        assertThat(passage.method()).isEqualTo("GET");
        if (passage.path().equals("/models")) {
            looks.incrementAndGet();
            return provider;
        }
        alone.add(passage.path());
        return unlisted;
    }

    private static Uni<Relay.Relayed> reply(int status, String body) {
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return Uni.createFrom()
                .item(new Relay.Relayed(status, Map.of(), Multi.createFrom().items(half(bytes, 0), half(bytes, 1))));
    }

    private static byte[] half(byte[] bytes, int which) {
        int middle = bytes.length / 2;
        return which == 0 ? Arrays.copyOf(bytes, middle) : Arrays.copyOfRange(bytes, middle, bytes.length);
    }

    @AfterEach
    void close() {
        door.close();
    }

    private HttpResponse<String> get(String path) {
        return door.get(path, "Authorization", "Bearer any");
    }

    private String body(String path) {
        return get(path).body().replace('"', '\'');
    }

    @Test
    void the_callers_tasks_stand_beside_the_providers_models() {
        assertThat(body("/v1/models")).isEqualTo("{'object':'list','data':[" + TASK + "," + OTHER + "]}");
        assertThat(get("/v1/models").statusCode()).isEqualTo(200);
    }

    @Test
    void the_providers_list_is_kept_for_a_while() {
        get("/v1/models");
        nanos.set(Duration.ofMinutes(1).toNanos() - 1);
        get("/v1/models");
        assertThat(looks).hasValue(1);
        nanos.set(Duration.ofMinutes(1).toNanos());
        provider = reply(200, "{'data':[]}");
        assertThat(body("/v1/models")).doesNotContain("org/small");
        assertThat(looks).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"404", "200 <html>", "200 {'data':5}", "200 []", "failure"})
    void without_such_a_list_the_tasks_are_there_alone(String answer) {
        provider = answer.equals("failure")
                ? Uni.createFrom().failure(new ModelFailure.Unreachable(new IOException("gone")))
                : reply(Integer.parseInt(answer.substring(0, 3)), answer.substring(3));
        assertThat(body("/v1/models")).isEqualTo("{'object':'list','data':[" + TASK + "]}");
    }

    @Test
    void a_provider_that_failed_is_soon_asked_again() {
        provider = reply(503, "{}");
        get("/v1/models");
        get("/v1/models");
        assertThat(looks).hasValue(1);
        provider = reply(200, LISTED);
        nanos.set(Duration.ofSeconds(5).toNanos());
        assertThat(body("/v1/models")).contains("org/small");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sheaf/mood", "sheaf%2Fmood"})
    void a_task_is_found_by_its_id(String id) {
        assertThat(body("/v1/models/" + id)).isEqualTo(TASK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"org/small:1", "org%2Fsmall%3A1"})
    void a_model_of_the_provider_is_found_by_its_id(String id) {
        assertThat(body("/v1/models/" + id)).isEqualTo(OTHER);
        assertThat(alone).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sheaf/theirs", "sheaf/", "sheaf/%00", "gpt-9", "org", "%2e%2e%2fx"})
    void what_is_not_there_is_not_found(String id) {
        HttpResponse<String> reply = get("/v1/models/" + id);
        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(Json.of(reply.body()).at("/error/code").asText()).isEqualTo("model_not_found");
        assertThat(Json.of(reply.body()).at("/error/param").asText()).isEqualTo("model");
        assertThat(Json.of(reply.body()).at("/error/message").asText()).endsWith("' does not exist");
    }

    @Test
    void a_model_that_is_on_no_list_is_asked_for_by_itself() {
        unlisted = reply(200, "{'id':'ft:gpt:org::a b','owned_by':'org','odd':1.50}");

        assertThat(body("/v1/models/ft:gpt:org::a%20b%2Fc")).contains("'odd':1.50");

        assertThat(alone).containsExactly("/models/ft%3Agpt%3Aorg%3A%3Aa%20b/c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..%2Ffiles", "a%2F..%2F..%2Ffiles", ".", "%2Ffiles", "a%2F"})
    void what_would_lead_elsewhere_at_the_provider_is_not_asked_for(String id) {
        unlisted = reply(200, "{'id':'secret'}");

        assertThat(get("/v1/models/" + id).body()).doesNotContain("secret");
        assertThat(alone).isEmpty();
    }

    @Test
    void a_provider_that_cannot_say_whether_there_is_such_a_model_is_no_reason_to_deny_it() {
        unlisted = reply(503, "{}");
        assertThat(get("/v1/models/m").statusCode()).isEqualTo(502);

        unlisted = Uni.createFrom().failure(new ModelFailure.Unreachable(new IOException("gone")));
        assertThat(get("/v1/models/m").statusCode()).isEqualTo(502);
    }
}
