package dev.sheaf.gateway;

import dev.sheaf.access.Caller;
import dev.sheaf.access.LimitReached;
import dev.sheaf.cost.Books;
import dev.sheaf.cost.CapReached;
import dev.sheaf.cost.DayCaps.Hold;
import dev.sheaf.model.ModelFailure.NotSent;
import dev.sheaf.model.Relay;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.function.Supplier;

/** Passes calls on to the provider, and their replies back; each is booked. */
final class Relaying {
    private final Relay relay;
    private final Books books;
    private final Allowance allowance;
    private final Supplier<String> ids;
    private final Usageless usageless = new Usageless();

    /** @param ids of calls that are not a caller's request by themselves, each new */
    Relaying(Relay relay, Books books, Allowance allowance, Supplier<String> ids) {
        this.relay = relay;
        this.books = books;
        this.allowance = allowance;
        this.ids = ids;
    }

    /** A reply that came whole. */
    record Whole(int status, Map<String, String> headers, Buffer body) {}

    /** Answers the call with what the provider says. */
    void pass(Call call, Outbound out, Booked unsaid) {
        if (call.response().closed()) {
            return; // while the request was read
        }
        try {
            Hold hold = allowance.hold(call.caller(), out, unsaid);
            call.http().addEndHandler(over -> hold.release());
        } catch (CapReached | LimitReached reached) {
            call.refuse(reached);
            return;
        }
        Booking booking = new Booking(books, allowance, call.caller(), call.id(), out, unsaid);
        Outflow flow = new Outflow(call, booking);
        String tenant = call.caller().tenant();
        Cancellable work = usageless
                .ask(out, sent -> relay.relay(sent.passage(tenant, call.id()), booking::lost))
                .onFailure(NotSent.class)
                .invoke(refused -> allowance.notSent(call.caller(), unsaid))
                .subscribe()
                .with(flow::begin, call::refuse);
        call.whileListening(() -> {
            work.cancel();
            flow.cancel();
        });
    }

    /** The reply to a call of our own making. */
    Uni<Whole> whole(Caller caller, Outbound out, Booked unsaid) {
        return Uni.createFrom().deferred(() -> {
            Hold hold = allowance.hold(caller, out, unsaid);
            String id = "req_" + ids.get();
            Booking booking = new Booking(books, allowance, caller, id, out, unsaid);
            return relay.relay(out.passage(caller.tenant(), id), booking::lost)
                    .onFailure(NotSent.class)
                    .invoke(refused -> allowance.notSent(caller, unsaid))
                    .chain(reply -> body(reply.body()).chain(body -> booked(reply, body, booking)))
                    .onTermination()
                    .invoke(hold::release);
        });
    }

    private static Uni<Whole> booked(Relay.Relayed reply, byte[] body, Booking booking) {
        Whole whole = new Whole(reply.status(), reply.headers(), Buffer.buffer(body));
        return reply.isGood()
                ? booking.replied(body).replaceWith(whole)
                : Uni.createFrom().item(whole);
    }

    static Uni<byte[]> body(Multi<byte[]> pieces) {
        return pieces.toUni().map(body -> body == null ? new byte[0] : body);
    }
}
