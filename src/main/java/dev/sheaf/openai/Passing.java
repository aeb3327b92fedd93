package dev.sheaf.openai;

import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Relay.Passage;
import dev.sheaf.model.Relay.Relayed;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through its attempts, one at a time. Between attempts no permit is held. It ends with a reply
 * handed on, a failure, or its caller's hanging up, whichever comes first.
 */
final class Passing {
    private static final Logger LOG = Logger.getLogger(Passing.class);

    private final OpenAiRelay.Ground ground;
    private final Passage passage;
    private final Consumer<ModelFailure> lost;
    private final UniEmitter<? super Relayed> caller;
    private final Context context;

    // attempts follow one another, each seeing what the one before it left
    private volatile int attempts;
    private volatile boolean over;
    private volatile @Nullable Cancellable admission;
    private volatile @Nullable Cancellable pause;
    private volatile @Nullable Thread answering;

    Passing(
            OpenAiRelay.Ground ground,
            Passage passage,
            Consumer<ModelFailure> lost,
            UniEmitter<? super Relayed> caller) {
        this.ground = ground;
        this.passage = passage;
        this.lost = lost;
        this.caller = caller;
        this.context = ground.vertx().getOrCreateContext();
    }

    OpenAiRelay.Ground ground() {
        return ground;
    }

    Passage passage() {
        return passage;
    }

    /** The caller's own: replies come there, whoever let the request go. */
    Context context() {
        return context;
    }

    void begin() {
        caller.onTermination(this::onTermination);
        attempt();
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one attempt at a time
    private void attempt() {
        if (over) {
            return;
        }
        attempts++;
        Cancellable made = ground.gates()
                .of(passage.model())
                .admit(passage.claim(), this::exchange)
                .subscribe()
                .with(this::done, this::failed);
        admission = made;
        if (over) {
            made.cancel();
        }
    }

    private Uni<Optional<Relayed>> exchange(Permit permit) {
        return Uni.createFrom().emitter(emitter -> new Exchange(this, permit, emitter).begin());
    }

    /** Hands a reply on whose body is still to come. */
    void handOn(Relayed reply) {
        answer(() -> caller.complete(reply));
    }

    /** An attempt was given up, or failed, after the request was sent and before the head of a reply came. */
    void lost(ModelFailure failure) {
        lost.accept(failure);
    }

    private void done(Optional<Relayed> whole) {
        whole.ifPresent(reply -> answer(() -> caller.complete(reply)));
    }

    private void failed(Throwable failure) {
        if (failure instanceof Exchange.Broken) {
            return; // the body's reader knows
        }
        ModelFailure known = failure instanceof BadReply bad
                ? bad.meaning()
                : failure instanceof ModelFailure model ? model : new ModelFailure.Unreachable(failure);
        Optional<Duration> wait = isRepeatedHere(known)
                ? ground.rules()
                        .retry()
                        .next(attempts, known, ground.rules().chance().getAsDouble())
                : Optional.empty();
        if (wait.isPresent()) {
            again(wait.get());
        } else {
            end(failure, known);
        }
    }

    /** A job books what may have been bought before it asks again, under another id. */
    private boolean isRepeatedHere(ModelFailure failure) {
        return !(failure.mayBeBought() && passage.claim().priority() == Priority.BULK);
    }

    private void again(Duration wait) {
        ground.metrics().retried();
        Cancellable timer = ground.rules().time().after(wait, () -> context.runOnContext(now -> attempt()));
        pause = timer;
        if (over) {
            timer.cancel();
        }
    }

    private void end(Throwable failure, ModelFailure known) {
        if (!isOfTheRequest(known)) {
            LOG.warnf(
                    "Passing a call of %s to %s on failed after %d attempt(s): %s.",
                    passage.path(), passage.model(), attempts, known.code());
        }
        if (failure instanceof BadReply bad) {
            answer(() -> caller.complete(bad.reply()));
        } else {
            answer(() -> caller.fail(known));
        }
    }

    /** Whoever sent it is told, and nobody else can do anything about it. */
    private static boolean isOfTheRequest(ModelFailure failure) {
        return failure instanceof ModelFailure.Rejected
                || failure instanceof ModelFailure.UnknownModel
                || failure.splittable();
    }

    // an emitter says the same when it was answered and when its caller hung up
    private void answer(Runnable tell) {
        answering = Thread.currentThread();
        tell.run();
        answering = null;
    }

    private void onTermination() {
        if (Thread.currentThread() == answering) {
            return;
        }
        over = true;
        giveUp(admission);
        giveUp(pause);
    }

    private static void giveUp(@Nullable Cancellable going) {
        if (going != null) {
            going.cancel();
        }
    }
}
