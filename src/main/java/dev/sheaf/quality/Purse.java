package dev.sheaf.quality;

import dev.sheaf.ask.Bought;
import dev.sheaf.cost.Books;
import dev.sheaf.cost.CapReached;
import dev.sheaf.cost.DayCaps.Hold;
import dev.sheaf.cost.DayRoom;
import dev.sheaf.cost.Money;
import dev.sheaf.task.Task;
import java.util.Optional;

/**
 * What an audit spends: every call is booked as soon as its reply is there, and none is begun that would go beyond its own cap
 * or one of the day. From any thread.
 */
final class Purse {
    private final Books books;
    private final DayRoom day;
    private final Task task;
    private final Optional<Money> cap;
    private Spent spent;
    private Money reserved = Money.ZERO;

    Purse(Books books, DayRoom day, Task task, Optional<Money> cap) {
        this.books = books;
        this.day = day;
        this.task = task;
        this.cap = cap;
        this.spent =
                Spent.nothing(books.prices().price(task.definition().model()).isPresent());
    }

    /**
     * Keeps room for so much more, until it is released.
     *
     * @param expected absent where the model has no price
     * @throws AuditStopped where there is none
     */
    Hold reserve(Optional<Money> expected) {
        Hold ofDay = ofDay(expected);
        Money more = expected.orElse(Money.ZERO);
        if (!fits(more)) {
            ofDay.release();
            throw new AuditStopped(AuditStopped.CAP_REACHED, "The audit's cap leaves no room for its next call.");
        }
        return () -> {
            ofDay.release();
            release(more);
        };
    }

    private Hold ofDay(Optional<Money> expected) {
        try {
            return day.hold(task.tenant(), task.name(), task.definition().model(), expected);
        } catch (CapReached reached) {
            throw new AuditStopped(AuditStopped.CAP_REACHED, String.valueOf(reached.getMessage()));
        }
    }

    private synchronized boolean fits(Money more) {
        Money committed = spent.cost().orElse(Money.ZERO).plus(reserved).plus(more);
        boolean fits = cap.isEmpty() || committed.compareTo(cap.get()) <= 0;
        if (fits) {
            reserved = reserved.plus(more);
        }
        return fits;
    }

    private synchronized void release(Money expected) {
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
