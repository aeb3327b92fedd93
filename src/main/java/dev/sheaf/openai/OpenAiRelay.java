package dev.sheaf.openai;

import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Relay;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;

/** Requests passed on over the OpenAI wire. Every attempt passes the gate on its own; a streamed one to its end. */
final class OpenAiRelay implements Relay {
    private static final Duration SLOW = Duration.ofMinutes(15);

    private final Ground ground;

    /**
     * What every passing request stands on.
     *
     * @param room where callers wait for the gates
     * @param withoutKey takes the key out of a text
     */
    record Ground(
            Vertx vertx,
            Gates gates,
            WaitingRoom room,
            RelayWire wire,
            ErrorReader errors,
            Rules rules,
            ModelMetrics metrics,
            UnaryOperator<String> withoutKey) {}

    /**
     * When an attempt ends and another begins.
     *
     * @param timeout until the reply, or, where it is streamed, its head and then each further piece
     * @param chance numbers of [0, 1)
     */
    record Rules(Duration timeout, RetryRule retry, Time time, DoubleSupplier chance) {

        /** The flex tier and pictures and sounds take their time. */
        Duration timeout(Passage passage) {
            return timeout.compareTo(SLOW) < 0 && isSlow(passage) ? SLOW : timeout;
        }

        private static boolean isSlow(Passage passage) {
            return passage.path().startsWith("/images")
                    || passage.path().startsWith("/audio")
                    || Bytes.contain(passage.body(), FLEX);
        }
    }

    /** The word alone: whoever says it of something else may wait longer, no more. */
    private static final byte[] FLEX = {'"', 'f', 'l', 'e', 'x', '"'};

    OpenAiRelay(Ground ground) {
        this.ground = ground;
    }

    @Override
    public Uni<Relayed> relay(Passage passage, Consumer<ModelFailure> lost) {
        return Uni.createFrom().emitter(caller -> new Passing(ground, passage, lost, caller).begin());
    }
}
