package dev.sheaf.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;

/** Callers of a service that {@link DoorResource} made, with tokens or keys. */
abstract class AtTheDoor {
    final HttpClient http = HttpClient.newHttpClient();
    final String tenant = "door-" + UUID.randomUUID();

    @TestHTTPResource
    URI base;

    DoorResource.Issuer issuer;

    HttpResponse<String> send(URI at, String key, String method, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(at)
                .timeout(Duration.ofMinutes(1))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return http.sendAsync(request.build(), BodyHandlers.ofString()).join();
    }

    HttpResponse<String> send(String path, String key, String method, String body) {
        return send(base.resolve(path), key, method, body.replace('\'', '"'));
    }

    static JsonNode json(HttpResponse<String> reply) throws Exception {
        return new ObjectMapper().readTree(reply.body());
    }

    HttpResponse<String> task(String token) {
        return send(
                "/tasks/taste",
                token,
                "PUT",
                "{'instructions':'Classify the comment by its sentiment.','labels':['POSITIVE','NEGATIVE','NEUTRAL']}");
    }
}
