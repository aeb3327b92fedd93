package dev.sheaf.online;

import dev.sheaf.ask.Settled;
import dev.sheaf.pack.Weighed;
import dev.sheaf.task.Answer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One item of a caller, from admission until it settles or its caller is gone; whichever comes first is final. */
final class Waiting {
    private enum State {
        QUEUED,
        ASKED,
        OVER
    }

    /** Where an item is, which wants to know when it is over. */
    interface Place {
        void left(Waiting item);
    }

    private final Ticket ticket;
    private final int index;
    private final Weighed weighed;
    private final boolean apart;
    private final long since;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private volatile @Nullable Place queue;
    private volatile @Nullable Place batch;

    Waiting(Ticket ticket, int index, Weighed weighed, boolean apart, long since) {
        this.apart = apart;
        this.ticket = ticket;
        this.index = index;
        this.weighed = weighed;
        this.since = since;
    }

    Ticket ticket() {
        return ticket;
    }

    Weighed weighed() {
        return weighed;
    }

    /** Whether it must not share a call. */
    boolean isApart() {
        return apart;
    }

    /** When it was admitted, on the clock of {@link System#nanoTime}. */
    long since() {
        return since;
    }

    void queueIn(Place where) {
        queue = where;
    }

    /** Moves the item from its queue into a batch; false where it is over already. */
    boolean moveTo(Place where) {
        batch = where;
        return state.compareAndSet(State.QUEUED, State.ASKED);
    }

    /** The answer that a call brought. */
    void settle(Settled settled) {
        if (end()) {
            ticket.settled(settled.at(index));
        }
    }

    /** An answer that no call brought. */
    void settle(Answer answer) {
        if (end()) {
            ticket.settled(new Settled(index, answer, List.of()));
        }
    }

    /** Nobody waits for it any more. */
    void free() {
        end();
    }

    private boolean end() {
        State before = state.getAndSet(State.OVER);
        Place where = before == State.QUEUED ? queue : before == State.ASKED ? batch : null;
        if (where != null) {
            where.left(this);
        }
        return before != State.OVER;
    }
}
