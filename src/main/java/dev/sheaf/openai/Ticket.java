package dev.sheaf.openai;

import dev.sheaf.model.Claim;
import dev.sheaf.model.ModelFailure;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One call on its way through the gate, which guards {@link #state} and the marks by its lock. */
final class Ticket<T> implements Permit {
    private static final Cancellable GONE = () -> {};

    enum State {
        NEW,
        WAITING,
        HELD,
        CLOSED
    }

    private final RateGate gate;
    private final Claim claim;
    private final Function<Permit, Uni<T>> work;
    private final UniEmitter<? super T> caller;
    private final AtomicReference<@Nullable Cancellable> call = new AtomicReference<>();

    volatile State state = State.NEW;
    Allowance.@Nullable Mark requests;
    Allowance.@Nullable Mark tokens;

    Ticket(RateGate gate, Claim claim, Function<Permit, Uni<T>> work, UniEmitter<? super T> caller) {
        this.gate = gate;
        this.claim = claim;
        this.work = work;
        this.caller = caller;
    }

    Claim claim() {
        return claim;
    }

    /** Makes the call; called once, outside of the gate's lock, when the permit is held. */
    void start() {
        if (call.get() == GONE) {
            return;
        }
        Cancellable started =
                Uni.createFrom().deferred(() -> work.apply(this)).subscribe().with(this::done, this::failed);
        if (!call.compareAndSet(null, started)) {
            started.cancel();
        }
    }

    /** The caller hung up, or has its reply. */
    void giveUp() {
        Cancellable started = call.getAndSet(GONE);
        if (started != null) {
            started.cancel();
        }
        gate.leave(this);
    }

    void refuse(ModelFailure failure) {
        caller.fail(failure);
    }

    private void done(T result) {
        gate.leave(this);
        caller.complete(result);
    }

    private void failed(Throwable failure) {
        gate.leave(this);
        caller.fail(failure);
    }

    @Override
    public void heard(RateHeaders said) {
        gate.heard(this, said);
    }

    @Override
    public void limited(RateHeaders said, @Nullable Duration wait) {
        gate.limited(this, said, wait);
    }
}
