package dev.sheaf.online;

import dev.sheaf.ask.Settled;
import dev.sheaf.task.Answer.NoAnswer;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One caller's request: its items that are not settled yet, and where their answers go. */
final class Ticket implements Cancellable {
    private final Receiver receiver;
    private final OnlineEvents events;
    private final Trail.Place from;
    private final AtomicInteger left;
    private final List<Waiting> items = new ArrayList<>();
    private volatile @Nullable Cancellable deadline;

    Ticket(int items, Receiver receiver, OnlineEvents events, Trail.Place from) {
        this.events = events;
        this.from = from;
        this.left = new AtomicInteger(items);
        this.receiver = receiver;
    }

    /** Where its request stands in its trace. */
    Trail.Place from() {
        return from;
    }

    /** Before the items are queued. */
    void add(Waiting item) {
        items.add(item);
    }

    void until(Cancellable timer) {
        deadline = timer;
        if (left.get() == 0) {
            timer.cancel();
        }
    }

    /** The caller was told in advance that each item settles once: {@link Waiting} sees to that. */
    void settled(Settled settled) {
        events.settled(!(settled.answer() instanceof NoAnswer));
        receiver.settled(settled);
        if (left.decrementAndGet() == 0) {
            Cancellable timer = deadline;
            if (timer != null) {
                timer.cancel();
            }
            receiver.done();
        }
    }

    /** The caller's time is up: what is open gets the reason. */
    void expire() {
        items.forEach(
                item -> item.settle(new NoAnswer("deadline_exceeded", "No answer came within the caller's time.")));
    }

    /** The caller hung up: nobody hears of what is open. */
    @Override
    public void cancel() {
        Cancellable timer = deadline;
        if (timer != null) {
            timer.cancel();
        }
        items.forEach(Waiting::free);
    }
}
