package dev.sheaf.gateway;

import dev.sheaf.model.Relay.Relayed;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The models whose servers refuse to be asked for a stream's usage: with 400 or 422 and words about {@code stream_options}, as
 * some older ones do. Such a request is sent once more as the caller sent it, and those that follow are sent so at once.
 */
final class Usageless {
    private static final Logger LOG = Logger.getLogger(Usageless.class);
    private static final int MOST = 1_000;

    private final Set<String> models = ConcurrentHashMap.newKeySet();

    /** A request as it went out at last, and its reply. */
    record Answered(Outbound out, Relayed reply) {}

    Uni<Answered> ask(Outbound out, Function<Outbound, Uni<Relayed>> relay) {
        if (!out.canDoWithoutUsage()) {
            return sent(out, relay);
        }
        return models.contains(out.model())
                ? sent(out.withoutUsage(), relay)
                : relay.apply(out).chain(reply -> heard(out, reply, relay));
    }

    private static Uni<Answered> sent(Outbound out, Function<Outbound, Uni<Relayed>> relay) {
        return relay.apply(out).map(reply -> new Answered(out, reply));
    }

    private Uni<Answered> heard(Outbound out, Relayed reply, Function<Outbound, Uni<Relayed>> relay) {
        if (reply.status() != 400 && reply.status() != 422) {
            return Uni.createFrom().item(new Answered(out, reply));
        }
        return Relaying.body(reply.body()).chain(said -> {
            if (isAboutUsage(said)) {
                learn(out.model());
                return sent(out.withoutUsage(), relay);
            }
            var again = new Relayed(
                    reply.status(), reply.headers(), Multi.createFrom().item(said));
            return Uni.createFrom().item(new Answered(out, again));
        });
    }

    private static boolean isAboutUsage(byte[] said) {
        String text = new String(said, StandardCharsets.UTF_8);
        return text.contains("stream_options") || text.contains("include_usage");
    }

    private void learn(String model) {
        if (models.size() < MOST && models.add(model)) {
            LOG.infof("%s takes no stream_options: its streams are booked by estimate.", model);
        }
    }
}
