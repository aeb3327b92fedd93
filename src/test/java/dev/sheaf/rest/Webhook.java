package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.events.Seal;
import dev.sheaf.events.Secret;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The provider's webhooks, as a test sends them, and jobs to send them of. */
final class Webhook {
    static final String PATH = "/hooks/provider";
    /** No secret of the provider's. */
    static final String FOREIGN = "whsec_b2Ygc29tZWJvZHkgZWxzZSwgd2hvIGNhbiB3YWl0";

    private Webhook() {}

    static String id() {
        return "wh_" + UUID.randomUUID();
    }

    static String body(String type, String batch) {
        return "{\"object\":\"event\",\"type\":\"" + type + "\",\"data\":{\"id\":\"" + batch + "\"}}";
    }

    /** That a batch has ended. */
    static Api.Reply tell(Api api, String id, String batch, String secret) {
        return send(api, id, Instant.now(), body("batch.completed", batch), secret);
    }

    static Api.Reply send(Api api, String id, Instant at, String body, String secret) {
        String signature = new Seal(List.of(Secret.of(secret))).sign(id, at, body.getBytes(StandardCharsets.UTF_8));
        return api.send(api.posted(
                PATH,
                BodyPublishers.ofString(body),
                Seal.ID,
                id,
                Seal.TIMESTAMP,
                Long.toString(at.getEpochSecond()),
                Seal.SIGNATURE,
                signature));
    }

    /** A job in the batch lane, of texts that nobody asked before. */
    static String job(Api api, String task, int rows) {
        api.sentiment(task);
        String csv = IntStream.range(0, rows)
                .mapToObj(row -> "Lamp " + row + " of " + UUID.randomUUID() + " is great.\n")
                .collect(Collectors.joining("", "text\n", ""));
        Api.Reply made = api.send(api.posted(
                "/jobs?task=" + task + "&lane=batch", BodyPublishers.ofString(csv), "Content-Type", "text/csv"));
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        return "/jobs/" + made.json().path("id").asText();
    }
}
