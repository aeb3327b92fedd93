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
    private final WaitingRoom room;

    // attempts follow one another, each seeing what the one before it left
    private volatile int attempts;
    private volatile long waited;
    private volatile boolean over;
    private volatile WaitingRoom.@Nullable Place place;
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
        // a job bounds its calls itself, and waits as long as it takes
        this.room = passage.claim().priority() == Priority.ONLINE ? ground.room() : WaitingRoom.UNBOUNDED;
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
        long since = ground.rules().time().nanos();
        WaitingRoom.Place taken = room.enter();
        place = taken;
        Cancellable made = gate().admit(passage.claim(), permit -> exchange(permit, taken, since))
                .subscribe()
                .with(this::done, this::failed);
        admission = made;
        if (over) {
            onTermination();
        } else if (!taken.isLeft()) {
            hold(taken);
        }
    }

    private RateGate gate() {
        return ground.gates().of(passage.model());
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one attempt at a time
    private Uni<Optional<Relayed>> exchange(Permit permit, WaitingRoom.Place taken, long since) {
        if (!taken.leave()) {
            return Uni.createFrom().nothing(); // it was refused, and its permit is about to be taken back
        }
        waited += ground.rules().time().nanos() - since;
        return Uni.createFrom().emitter(emitter -> new Exchange(this, permit, emitter).begin());
    }

    /** It has to wait: for which there may be no room, and in any case no more than some time. */
    private void hold(WaitingRoom.Place taken) {
        @Nullable Duration longest = room.longest();
        if (attempts == 1 && room.isOverfull()) {
            refuse(taken, ModelFailure.NotSent.noRoom(gate().closedFor()));
        } else if (longest != null) {
            Duration left = longest.minusNanos(waited);
            taken.alarm(ground.rules()
                    .time()
                    .after(left, () -> refuse(taken, ModelFailure.NotSent.tooLate(longest, gate().closedFor()))));
        }
    }

    private void refuse(WaitingRoom.Place taken, ModelFailure why) {
        if (taken.leave()) {
            giveUp(admission);
            ground.metrics().refused();
            answer(() -> caller.fail(why));
        }
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
        leaveRoom();
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
        leaveRoom();
        giveUp(admission);
        giveUp(pause);
    }

    private void leaveRoom() {
        WaitingRoom.Place taken = place;
        if (taken != null) {
            taken.leave();
        }
    }

    private static void giveUp(@Nullable Cancellable going) {
        if (going != null) {
            going.cancel();
        }
    }
}
