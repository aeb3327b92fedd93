package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tells whoever wants to know that a batch has ended, signed by Standard Webhooks; again where it is not taken. */
final class Hooks {
    private static final int TRIES = 6;
    private static final long FIRST_PAUSE = 200;
    private static final long PATIENCE = 5_000;

    private final Vertx vertx;
    private final HttpClient http;
    private final Controls controls;
    private final SimulatedClock clock;
    private final Mishaps mishaps;

    Hooks(Vertx vertx, Controls controls, SimulatedClock clock, Mishaps mishaps) {
        this.vertx = vertx;
        this.http = vertx.createHttpClient();
        this.controls = controls;
        this.clock = clock;
        this.mishaps = mishaps;
    }

    /** One message; its id stays the same however often it is sent. */
    private record Message(HookAddress to, String id, String body) {}

    /** The order was taken; it was not answered yet. */
    void ordered(Batch batch) {
        HookAddress to = controls.options().batches().hooks();
        if (to != null && faults(batch).contains(Fault.HOOK_EARLY)) {
            send(message(to, batch, BatchStatus.COMPLETED));
        }
    }

    void ended(Batch batch) {
        HookAddress to = controls.options().batches().hooks();
        if (to == null) {
            return;
        }
        Set<Fault> faults = faults(batch);
        mishaps.count(faults);
        if (faults.contains(Fault.HOOK_EARLY) || faults.contains(Fault.HOOK_LOST)) {
            return;
        }
        Message message = message(to, batch, batch.status());
        if (faults.contains(Fault.HOOK_FORGED)) {
            send(new Message(forger(to), "wh_forged" + message.id, message.body));
        }
        long wait = faults.contains(Fault.HOOK_LATE)
                ? clock.real(controls.options().batches().turnaround())
                : 0;
        vertx.setTimer(1 + wait, due -> {
            send(message);
            if (faults.contains(Fault.HOOK_DOUBLED)) {
                send(message);
            }
        });
    }

    private static HookAddress forger(HookAddress to) {
        byte[] other = to.key();
        other[0] ^= 1;
        return new HookAddress(to.url(), "whsec_" + Base64.getEncoder().encodeToString(other));
    }

    /** The same, whenever they are asked for. */
    private Set<Fault> faults(Batch batch) {
        return mishaps.drawUncounted(Seeds.mix(batch.birth().chance(), 15), 0, Fault.Stage.HOOK);
    }

    private Message message(HookAddress to, Batch batch, BatchStatus as) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        String id = "evt_" + batch.id();
        body.put("id", id)
                .put("object", "event")
                .put("created_at", clock.realNow().getEpochSecond());
        body.put("type", "batch." + as.word()).putObject("data").put("id", batch.id());
        return new Message(to, "wh_" + batch.id(), body.toString());
    }

    private void send(Message message) {
        send(message, 1);
    }

    private void send(Message message, int attempt) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(message.to.url().toString())
                .setTimeout(PATIENCE);
        String time = String.valueOf(clock.realNow().getEpochSecond());
        http.request(options)
                .compose(request -> signed(request, message, time).send(Buffer.buffer(message.body)))
                .onComplete(reply -> {
                    boolean taken = reply.succeeded() && reply.result().statusCode() / 100 == 2;
                    if (!taken && attempt < TRIES) {
                        vertx.setTimer(FIRST_PAUSE << attempt, due -> send(message, attempt + 1));
                    }
                });
    }

    private static HttpClientRequest signed(HttpClientRequest request, Message message, String time) {
        return request.putHeader("content-type", "application/json")
                .putHeader("user-agent", Simulator.FINGERPRINT)
                .putHeader("webhook-id", message.id)
                .putHeader("webhook-timestamp", time)
                .putHeader("webhook-signature", "v1," + signature(message, time));
    }

    private static String signature(Message message, String time) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            byte[] key = message.to.key();
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            Arrays.fill(key, (byte) 0);
            String signed = String.join(".", message.id, time, message.body);
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
