package dev.sheaf.online;

import io.smallrye.mutiny.Context;
import java.util.List;
import java.util.function.Supplier;

/** Follows requests through the queue and their packs to the calls that answer them, for traces. */
public interface Trail {
    /** Follows nothing, and costs nothing. */
    Trail NONE = new Trail() {
        @Override
        public Place here() {
            return Place.NOWHERE;
        }

        @Override
        public Leg leave(String task, Supplier<List<Load>> loads) {
            return Leg.UNSEEN;
        }
    };

    /** Where the caller stands in its trace, seen on its own thread. */
    Place here();

    /**
     * A pack leaves the queue.
     *
     * @param loads what it carries, by request, the one whose item came first in front; asked for only where somebody follows
     */
    Leg leave(String task, Supplier<List<Load>> loads);

    /** A request's place in its trace; only who follows knows what it is. */
    interface Place {
        Place NOWHERE = new Place() {};
    }

    /**
     * Items of one request in a pack.
     *
     * @param waitedNanos since the first of them came in
     */
    record Load(Place from, int items, long waitedNanos) {}

    /** A pack's way from the queue until its last item is over. */
    interface Leg {
        Leg UNSEEN = new Leg() {
            @Override
            public Context context() {
                return Context.empty();
            }

            @Override
            public void end() {}
        };

        /** Goes with everything that is asked for the pack. */
        Context context();

        void end();
    }
}
