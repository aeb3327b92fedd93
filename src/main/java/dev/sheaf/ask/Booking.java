package dev.sheaf.ask;

import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.Pack;
import dev.sheaf.pack.Prepared;
import java.util.concurrent.atomic.AtomicInteger;

/** One call's way into the books: its lost attempts, and its reply. */
final class Booking {
    private final Prepared task;
    private final ChatRequest request;
    private final Pack pack;
    private final boolean first;
    private final AskEvents events;
    private final AtomicInteger lost = new AtomicInteger();

    Booking(Prepared task, ChatRequest request, Pack pack, boolean first, AskEvents events) {
        this.task = task;
        this.request = request;
        this.pack = pack;
        this.first = first;
        this.events = events;
    }

    void replied(Usage usage) {
        events.bought(new Bought(task, request.id(), pack.size(), first, usage, true));
    }

    void lost(ModelFailure failure) {
        String id = request.id() + "/" + lost.incrementAndGet();
        events.bought(new Bought(task, id, pack.size(), first, task.prompt().usual(pack), false));
    }
}
