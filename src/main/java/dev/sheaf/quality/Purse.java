package dev.sheaf.quality;

import dev.sheaf.ask.Bought;
import dev.sheaf.cost.Books;
import dev.sheaf.cost.Money;
import dev.sheaf.task.Task;
import java.util.Optional;

/**
 * What an audit spends: every call is booked as soon as its reply is there, and none is begun that would go beyond the cap.
 * From any thread.
 */
final class Purse {
    private final Books books;
    private final Optional<Money> cap;
    private Spent spent;
    private Money reserved = Money.ZERO;

    Purse(Books books, Task task, Optional<Money> cap) {
        this.books = books;
        this.cap = cap;
        this.spent =
                Spent.nothing(books.prices().price(task.definition().model()).isPresent());
    }

    /** Whether the cap leaves room for so much more; it is kept for it until it is released. */
    synchronized boolean reserve(Money expected) {
        Money committed = spent.cost().orElse(Money.ZERO).plus(reserved).plus(expected);
        boolean allowed = cap.isEmpty() || committed.compareTo(cap.get()) <= 0;
        if (allowed) {
            reserved = reserved.plus(expected);
        }
        return allowed;
    }

    synchronized void release(Money expected) {
        reserved = reserved.minus(expected);
    }

    Spent book(Bought call) {
        Optional<Money> cost = books.book(call.call()).cost();
        Spent one = new Spent(1, call.confirmed() ? 0 : 1, call.usage(), cost);
        add(one);
        return one;
    }

    private synchronized void add(Spent one) {
        spent = spent.plus(one);
    }

    synchronized Spent spent() {
        return spent;
    }
}
