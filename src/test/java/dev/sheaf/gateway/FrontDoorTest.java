package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.access.Caller;
import dev.sheaf.access.Keys;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrontDoorTest {
    private static final Endpoint ECHO = routes -> {
        routes.json(
                HttpMethod.GET, "/v1/echo/:word", call -> said(call.caller().tenant() + " " + call.segment("word")));
        routes.json(HttpMethod.POST, "/v1/echo", call -> call.body(5).map(body -> text(body.toString())));
        routes.json(
                HttpMethod.GET, "/v1/broken", call -> Uni.createFrom().failure(new IllegalStateException("secret")));
    };
    private static final Keys ONE_KEY = (key, local) ->
            Uni.createFrom().item(key.equals("good") && local ? Optional.of(new Caller("ours")) : Optional.empty());

    private final Door door = Door.open(ONE_KEY, List.of(ECHO));

    private static Uni<ObjectNode> said(String word) {
        return Uni.createFrom().item(text(word));
    }

    private static ObjectNode text(String word) {
        return JsonNodeFactory.instance.objectNode().put("said", word);
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void a_caller_with_a_key_is_answered_and_its_request_named() {
        HttpResponse<String> reply = door.get("/v1/echo/a%2Fb", "Authorization", "bearer good");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"said\":\"ours a/b\"}");
        assertThat(reply.headers().firstValue("x-request-id")).get().asString().matches("req_[0-9a-f]{8,}");
        assertThat(reply.headers().firstValue("content-type")).contains("application/json");
    }

    @Test
    void two_requests_have_two_names() {
        assertThat(door.get("/v1/echo/a", "Authorization", "Bearer good")
                        .headers()
                        .firstValue("x-request-id"))
                .isNotEqualTo(door.get("/v1/echo/a", "Authorization", "Bearer good")
                        .headers()
                        .firstValue("x-request-id"));
    }

    @Test
    void without_a_key_nobody_gets_in() {
        HttpResponse<String> reply = door.get("/v1/echo/a", "Authorization", "Basic Z29vZDo=");
        assertThat(reply.statusCode()).isEqualTo(401);
        assertThat(reply.body())
                .isEqualTo("{\"error\":{\"message\":\"No API key was given: send the header \\\"Authorization: Bearer"
                        + " KEY\\\".\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}");
        assertThat(reply.headers().firstValue("x-request-id")).isPresent();
    }

    @Test
    void a_wrong_key_is_said_to_be_one_and_not_repeated() {
        HttpResponse<String> reply = door.get("/v1/echo/a", "Authorization", "Bearer sk-wrong");
        assertThat(reply.statusCode()).isEqualTo(401);
        assertThat(reply.body()).contains("\"code\":\"invalid_api_key\"").doesNotContain("sk-wrong");
    }

    @Test
    void any_key_will_do_from_this_machine_and_none_from_elsewhere() {
        Keys keys = Keys.anyOnLoopback();
        assertThat(keys.caller("x", true).await().indefinitely()).contains(new Caller(Caller.DEFAULT_TENANT));
        assertThat(keys.caller("x", false).await().indefinitely()).isEmpty();
    }

    @Test
    void what_is_not_there_is_said_in_the_providers_envelope() {
        HttpResponse<String> reply = door.get("/v1/nothing/here", "Authorization", "Bearer good");
        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(reply.body())
                .isEqualTo("{\"error\":{\"message\":\"Invalid URL (GET /v1/nothing/here)\",\"type\":"
                        + "\"invalid_request_error\",\"param\":null,\"code\":null}}");
    }

    @Test
    void another_method_is_not_allowed() {
        HttpResponse<String> reply = door.send("DELETE", "/v1/echo", null, "Authorization", "Bearer good");
        assertThat(reply.statusCode()).isEqualTo(405);
        assertThat(reply.body()).contains("\"code\":\"method_not_supported\"");
    }

    @Test
    void a_body_is_held_up_to_a_bound() {
        assertThat(door.send("POST", "/v1/echo", "12345", "Authorization", "Bearer good")
                        .body())
                .contains("12345");
        HttpResponse<String> reply = door.send("POST", "/v1/echo", "123456", "Authorization", "Bearer good");
        assertThat(reply.statusCode()).isEqualTo(413);
        assertThat(reply.body()).contains("request_too_large");
    }

    @Test
    void a_reply_that_breaks_off_is_over_for_who_waits_for_its_end() {
        var over = new CompletableFuture<Void>();
        Endpoint breaking = routes -> routes.raw(HttpMethod.GET, "/v1/breaking", call -> {
            call.response().closeHandler(closed -> over.complete(null));
            call.response().setChunked(true).write("half").onComplete(written -> call.breakOff());
        });

        try (Door broken = Door.open(ONE_KEY, List.of(breaking))) {
            assertThatThrownBy(() -> broken.get("/v1/breaking", "Authorization", "Bearer good"))
                    .hasRootCauseInstanceOf(IOException.class);

            assertThat(over).succeedsWithin(Duration.ofMinutes(1));
        }
    }

    @Test
    void a_mistake_of_ours_tells_nothing() {
        HttpResponse<String> reply = door.get("/v1/broken", "Authorization", "Bearer good");
        assertThat(reply.statusCode()).isEqualTo(500);
        assertThat(reply.body()).contains("server_error").doesNotContain("secret");
    }
}
