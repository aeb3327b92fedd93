package dev.sheaf.quality;

import dev.sheaf.cost.Ledger.Entry;
import dev.sheaf.cost.Money;
import dev.sheaf.cost.Tariff;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.Usage;
import dev.sheaf.task.Task;
import java.util.Optional;

/**
 * What an audit spends: every call is booked as soon as its reply is there, and none is begun that would go beyond the cap.
 * From any thread.
 */
final class Purse {
    private static final String LANE = "online";

    private final Books books;
    private final Task task;
    private final Optional<Money> cap;
    private Spent spent;
    private Money reserved = Money.ZERO;

    Purse(Books books, Task task, Optional<Money> cap) {
        this.books = books;
        this.task = task;
        this.cap = cap;
        this.spent = Spent.nothing(price(Usage.NONE).isPresent());
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

    /** @param confirmed whether the provider said the figures */
    Spent book(ChatRequest call, int items, Usage usage, boolean confirmed) {
        Spent one = new Spent(1, confirmed ? 0 : 1, usage, price(usage));
        books.ledger()
                .book(new Entry(
                        task.tenant(),
                        call.id(),
                        task.name(),
                        task.version(),
                        call.model(),
                        LANE,
                        confirmed,
                        items,
                        usage,
                        one.cost(),
                        books.clock().instant()));
        add(one);
        return one;
    }

    private synchronized void add(Spent one) {
        spent = spent.plus(one);
    }

    synchronized Spent spent() {
        return spent;
    }

    private Optional<Money> price(Usage usage) {
        return books.prices().cost(task.definition().model(), usage, Tariff.LIST);
    }
}
