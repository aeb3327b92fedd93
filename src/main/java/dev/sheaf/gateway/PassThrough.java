package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.access.Caller;
import dev.sheaf.model.ModelFailure;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Chat completions of the provider's own models: passed on as they stand, and booked. */
final class PassThrough implements Upstream {
    private static final String PATH = "/chat/completions";

    private final Relaying relaying;

    PassThrough(Relaying relaying) {
        this.relaying = relaying;
    }

    @Override
    public void chat(Call call, Buffer body, ObjectNode parsed) {
        relaying.pass(call, Outbound.json(PATH, body.getBytes(), parsed).from(call.request()), Booked.TOKENS);
    }

    @Override
    public Uni<Completion> complete(Caller caller, ObjectNode request) {
        byte[] body = request.toString().getBytes(StandardCharsets.UTF_8);
        Outbound one = Outbound.json(PATH, body, request).with(Map.of("content-type", "application/json"));
        return relaying.whole(caller, one, Booked.TOKENS)
                .chain(reply -> Aside.of(reply.body().length(), () -> completion(reply)));
    }

    private static Completion completion(Relaying.Whole reply) {
        try {
            return new Completion(reply.status(), JsonBody.read(reply.body()), hints(reply));
        } catch (ApiError notJson) {
            // something between us and the provider answered
            ApiError error = Refusals.of(new ModelFailure.Unavailable(reply.status(), true, null));
            return new Completion(error.status(), error.envelope(), hints(reply));
        }
    }

    private static Map<String, String> hints(Relaying.Whole reply) {
        Map<String, String> hints = new HashMap<>();
        reply.headers().forEach((name, value) -> {
            if (Completion.HINTS.contains(Outflow.named(name))) {
                hints.put(Outflow.named(name), value);
            }
        });
        return hints;
    }

    /** The name under which a request without one passes the gate. */
    static String model(JsonNode request, String unnamed) {
        JsonNode model = request.path("model");
        return model.isTextual() && !model.textValue().isBlank() ? model.textValue() : unnamed;
    }
}
