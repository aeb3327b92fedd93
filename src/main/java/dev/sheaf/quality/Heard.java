package dev.sheaf.quality;

import dev.sheaf.ask.AskEvents;
import dev.sheaf.ask.Settled;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Usage;
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
        public void bought(ChatRequest call, int items, Usage usage) {
            add(purse.book(call, items, usage, true));
        }

        @Override
        public void lost(ChatRequest call, int items, ModelFailure failure) {
            if (failure.mayBeBought()) {
                add(purse.book(call, items, new Usage(call.claim().tokens(), 0, 0, 0), false));
            }
        }

        private synchronized void add(Spent one) {
            spent = spent.plus(one);
        }

        synchronized Spent spent() {
            return spent;
        }
    }
}
