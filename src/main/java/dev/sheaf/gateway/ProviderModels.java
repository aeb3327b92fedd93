package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.model.Claim;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Relay;
import dev.sheaf.model.Relay.Passage;
import dev.sheaf.model.Relay.Relayed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The provider's own models, looked up once for all who ask while the list is fresh. Many servers have no such list: then,
 * and where the provider does not answer, there are none, and the log says so.
 */
final class ProviderModels implements OtherModels {
    private static final Logger LOG = Logger.getLogger(ProviderModels.class);
    /** A list without the provider's models is worth more than none that a provider which hangs holds up. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
    private static final String ALL = "/models";
    private static final int BAD_REQUEST = 400;
    private static final int UNKNOWN = 404;

    private final Relay relay;
    private final Duration freshness;
    private final LongSupplier nanos;
    private final AtomicReference<@Nullable Look> last = new AtomicReference<>();

    /** @param nanos a clock as {@link System#nanoTime} */
    ProviderModels(Relay relay, Duration freshness, LongSupplier nanos) {
        this.relay = relay;
        this.freshness = freshness;
        this.nanos = nanos;
    }

    private final class Look {
        private final long since = nanos.getAsLong();
        private final Uni<List<ObjectNode>> found;
        private volatile Duration kept = freshness;

        Look() {
            found = fetch().onFailure()
                    .recoverWithItem(failure -> without(failure))
                    .memoize()
                    .indefinitely();
        }

        private List<ObjectNode> without(Throwable failure) {
            LOG.warnf("The provider's models are not listed: %s", failure.getMessage());
            kept = AFTER_FAILURE.compareTo(freshness) < 0 ? AFTER_FAILURE : freshness;
            return List.of();
        }

        boolean isFresh() {
            return nanos.getAsLong() - since < kept.toNanos();
        }
    }

    private static Passage look(String path) {
        return new Passage(
                "GET", path, Map.of(), new byte[0], "models", new Claim(0, Priority.ONLINE, "models"), false);
    }

    /** Fails with a {@link ModelFailure} where the provider neither has such a model nor says that it has none. */
    @Override
    public Uni<Optional<ObjectNode>> find(String id) {
        return list().map(models -> models.stream()
                        .filter(model -> model.path("id").asText().equals(id))
                        .findFirst())
                .chain(known ->
                        known.isPresent() || !isPlain(id) ? Uni.createFrom().item(known) : unlisted(id));
    }

    /** Nothing that leads elsewhere when it stands in a path. */
    private static boolean isPlain(String id) {
        return Stream.of(id.split("/", -1))
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0);
    }

    private Uni<Optional<ObjectNode>> unlisted(String id) {
        String path = URLEncoder.encode(id, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
        return relay.relay(look(ALL + "/" + path), lost -> {})
                .chain(reply -> whole(reply).map(body -> described(reply, body)))
                .ifNoItem()
                .after(PATIENCE)
                .failWith(() -> new ModelFailure.TimedOut(PATIENCE));
    }

    private static Optional<ObjectNode> described(Relayed reply, Buffer body) {
        if (reply.status() == UNKNOWN || reply.status() == BAD_REQUEST) {
            return Optional.empty();
        }
        if (!reply.isGood()) {
            throw new ModelFailure.Unavailable(reply.status(), true, null);
        }
        try {
            return Optional.of(JsonBody.read(body));
        } catch (ApiError unread) {
            return Optional.empty();
        }
    }

    @Override
    public Uni<List<ObjectNode>> list() {
        Look known = last.get();
        if (known != null && known.isFresh()) {
            return known.found;
        }
        var look = new Look();
        return last.compareAndSet(known, look) ? look.found : list();
    }

    private Uni<List<ObjectNode>> fetch() {
        return Uni.createFrom()
                .deferred(() -> relay.relay(look(ALL), lost -> {}))
                .chain(ProviderModels::body)
                .map(ProviderModels::models)
                .onFailure(ApiError.class)
                .transform(unread -> new IllegalStateException("its list cannot be read."))
                .ifNoItem()
                .after(PATIENCE)
                .failWith(() -> new IllegalStateException("it did not answer within " + PATIENCE.toSeconds() + " s."));
    }

    private static Uni<Buffer> whole(Relayed reply) {
        return reply.body().collect().in(Buffer::buffer, Buffer::appendBytes);
    }

    private static Uni<Buffer> body(Relayed reply) {
        return whole(reply).map(body -> {
            if (!reply.isGood()) {
                throw new IllegalStateException("it answered " + reply.status() + ".");
            }
            return body;
        });
    }

    private static List<ObjectNode> models(Buffer body) {
        var models = new ArrayList<ObjectNode>();
        for (JsonNode model : JsonBody.read(body).path("data")) {
            if (model instanceof ObjectNode described
                    && described.path("id").isTextual()
                    && !TaskModel.isReserved(described.path("id").textValue())) {
                models.add(described);
            }
        }
        return List.copyOf(models);
    }
}
