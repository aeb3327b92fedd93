package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.DoorResource;
import dev.sheaf.app.KeyedResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ticks of senders that can have no key, as a Knative ping source sends them. */
@QuarkusTest
@WithTestResource(DoorResource.class)
class OpenTicksTest {
    @TestHTTPResource
    URI base;

    private Api api;

    @BeforeEach
    void begin() {
        api = new Api(base);
    }

    private CompletableFuture<Api.Reply> sent(String type, String... headers) {
        var request = api.posted(
                "/events",
                BodyPublishers.ofString("{}"),
                "ce-specversion",
                "1.0",
                "ce-type",
                type,
                "ce-source",
                "/apis/v1/namespaces/default/pingsources/sheaf-tick",
                "ce-id",
                "1");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return api.sending(request);
    }

    @Test
    void a_ping_needs_no_key() {
        Api.Reply reply = sent("dev.knative.sources.ping").join();

        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        assertThat(reply.json().has("steps")).isTrue();
    }

    @Test
    void many_at_once_share_what_is_done() {
        List<CompletableFuture<Api.Reply>> all =
                IntStream.range(0, 50).mapToObj(i -> sent("dev.sheaf.tick")).toList();

        assertThat(all).allMatch(one -> one.join().status() == 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.sheaf.job.requested", "", "dev.sheaf.tick.tock"})
    void whatever_else_needs_one(String type) {
        RefusalTest.assertProblem(sent(type).join(), 401, "unauthenticated");
    }

    @Test
    void a_bad_key_is_worse_than_none() {
        RefusalTest.assertProblem(
                sent("dev.sheaf.tick", "Authorization", "Bearer nobody").join(), 401, "unauthenticated");
        assertThat(sent("dev.sheaf.tick", "Authorization", "Bearer " + KeyedResource.OPERATOR)
                        .join()
                        .status())
                .isEqualTo(200);
    }
}
