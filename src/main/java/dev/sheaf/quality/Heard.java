package dev.sheaf.quality;

import dev.sheaf.ask.AskEvents;
import dev.sheaf.ask.Bought;
import dev.sheaf.ask.Settled;
import java.util.List;

/**
 * What came of one asking.
 *
 * @param places of its items in the first call, by the order of the asking
 * @param spent on all of its calls
 */
record Heard(Asking asking, List<Settled> settled, List<Integer> places, Spent spent) {

    /** Listens to one asking, and books its calls. */
    static final class Listener implements AskEvents {
        private final Purse purse;
        private Spent spent;

        Listener(Purse purse) {
            this.purse = purse;
            this.spent = Spent.nothing(purse.spent().cost().isPresent());
        }

        @Override
        public void bought(Bought call) {
            add(purse.book(call));
        }

        private synchronized void add(Spent one) {
            spent = spent.plus(one);
        }

        synchronized Spent spent() {
            return spent;
        }
    }
}
