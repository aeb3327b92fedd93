package dev.sheaf.gateway;

import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Relay;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** A provider that answers what the test wrote down, and remembers what it was asked. */
final class StagedRelay implements Relay {
    final List<Passage> asked = new CopyOnWriteArrayList<>();
    private volatile BiFunction<Passage, Consumer<ModelFailure>, Uni<Relayed>> how =
            (passage, lost) -> Uni.createFrom().item(json(200, "{}"));

    void answers(int status, String body) {
        answersBy((passage, lost) -> Uni.createFrom().item(json(status, body)));
    }

    /** An event stream in these pieces. */
    void streams(String... pieces) {
        streams(Multi.createFrom().items(pieces));
    }

    void streams(Multi<String> pieces) {
        answersBy((passage, lost) -> Uni.createFrom()
                .item(new Relayed(
                        200,
                        Map.of("content-type", "text/event-stream; charset=utf-8"),
                        pieces.map(StagedRelay::bytes))));
    }

    void answersBy(BiFunction<Passage, Consumer<ModelFailure>, Uni<Relayed>> other) {
        how = other;
    }

    static Relayed json(int status, String body) {
        return new Relayed(
                status,
                Map.of("content-type", "application/json", "x-request-id", "req_theirs", "openai-version", "1"),
                Multi.createFrom().item(bytes(body)));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Uni<Relayed> relay(Passage passage, Consumer<ModelFailure> lost) {
        asked.add(passage);
        return how.apply(passage, lost);
    }

    Passage only() {
        if (asked.size() != 1) {
            throw new AssertionError("asked " + asked.size() + " times");
        }
        return asked.get(0);
    }

    String body() {
        return new String(only().body(), StandardCharsets.UTF_8);
    }
}
