package dev.sheaf.gateway;

import dev.sheaf.access.Caller;
import dev.sheaf.cost.Bill;
import dev.sheaf.cost.Books;
import dev.sheaf.cost.Call.Whose;
import dev.sheaf.cost.Content;
import dev.sheaf.cost.Tariff;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Usage;
import io.smallrye.mutiny.Uni;

/** One passed-on call's way into the ledger: what was lost of it on the way, and what came of it at the end. Once each. */
final class Booking {
    private static final String LANE = "online";

    private final Books books;
    private final Allowance allowance;
    private final Caller caller;
    private final String id;
    private final Outbound call;
    private final Booked unsaid;
    private int lost;
    private boolean closed;

    Booking(Books books, Allowance allowance, Caller caller, String id, Outbound call, Booked unsaid) {
        this.books = books;
        this.allowance = allowance;
        this.caller = caller;
        this.id = id;
        this.call = call;
        this.unsaid = unsaid;
    }

    /** An attempt whose reply never came: nobody knows whether it was worked on. */
    synchronized void lost(ModelFailure failure) {
        lost++;
        book(id + "/" + lost, new Usage(call.size().input(), 0, 0, 0), Tariff.LIST, false);
    }

    /** A good reply came whole. */
    Uni<Said> replied(byte[] body) {
        return Aside.of(body.length, () -> Said.in(body)).invoke(said -> close(said, 0));
    }

    /** A stream ended, or was left by its reader. */
    void streamed(Tap tap) {
        close(new Said(tap.usage(), tap.isFlex(), false, null), tap.pieces());
    }

    private synchronized void close(Said said, long pieces) {
        if (closed) {
            return;
        }
        closed = true;
        if (said.usage().isPresent()) {
            book(id, said.usage().get(), said.isFlex() ? Tariff.FLEX : Tariff.LIST, true);
        } else if (unsaid != Booked.UNLESS_SAID) {
            boolean counts = unsaid == Booked.TOKENS;
            book(id, counts ? new Usage(call.size().input(), 0, pieces, 0) : Usage.NONE, Tariff.LIST, false);
        }
    }

    private void book(String as, Usage usage, Tariff tariff, boolean confirmed) {
        Bill bill = books.book(new dev.sheaf.cost.Call(
                Whose.noTask(caller.tenant()), as, call.model(), LANE, tariff, usage, confirmed, Content.AS_IT_STANDS));
        allowance.spent(caller, bill.cost());
    }
}
