package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.access.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** The provider's models, for which the test speaks. */
final class StagedUpstream implements Upstream {
    final List<ObjectNode> requests = new CopyOnWriteArrayList<>();
    private final Function<ObjectNode, Uni<Completion>> replies;

    StagedUpstream() {
        this(request -> Uni.createFrom().failure(new AssertionError("not to be asked")));
    }

    StagedUpstream(Function<ObjectNode, Uni<Completion>> replies) {
        this.replies = replies;
    }

    @Override
    public void chat(Call call, Buffer body, ObjectNode parsed) {
        call.answer(
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("passed", body.toString())
                        .put("model", parsed.path("model").asText()));
    }

    @Override
    public Uni<Completion> complete(Caller caller, ObjectNode request) {
        requests.add(request);
        return replies.apply(request);
    }
}
