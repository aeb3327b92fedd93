package dev.sheaf.app;

import dev.sheaf.ask.AskEvents;
import dev.sheaf.ask.Bought;
import dev.sheaf.cost.Books;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.Reading.Anomaly;
import dev.sheaf.pack.Trouble;
import java.util.Set;

/** Books each call of the online lane, and hands everything on to those who count. */
final class BookedAsks implements AskEvents {
    private final AskEvents others;
    private final Books books;

    BookedAsks(AskEvents others, Books books) {
        this.others = others;
        this.books = books;
    }

    @Override
    public void bought(Bought bought) {
        books.book(bought.call());
        others.bought(bought);
    }

    @Override
    public void replied(int items, Usage usage, Set<Anomaly> anomalies) {
        others.replied(items, usage, anomalies);
    }

    @Override
    public void repaired(Trouble trouble) {
        others.repaired(trouble);
    }

    @Override
    public void compared(boolean kept) {
        others.compared(kept);
    }

    @Override
    public void gaveUp(String code) {
        others.gaveUp(code);
    }
}
