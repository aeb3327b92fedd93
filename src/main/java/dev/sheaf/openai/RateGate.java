package dev.sheaf.openai;

import dev.sheaf.model.Claim;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Priority;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a call may go: the one owner of a model's requests a minute, tokens a minute, concurrency and cooldown. A class goes when no higher one waits, the groups of a class take turns, a group's own go in order; nobody
 * overtakes, so that a large call does not starve behind small ones. Thread-safe; no thread ever waits in it. How many
 * may wait is bounded by the callers, who also set their own deadlines: one who hangs up leaves at once.
 */
final class RateGate {
    // what the thread at hand has still to start
    private static final ThreadLocal<@Nullable Deque<Runnable>> STARTING = new ThreadLocal<>();

    private final Limits limits;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong limited = new AtomicLong();

    // all below is guarded by the lock
    private final Turns<Ticket<?>> turns = new Turns<>();
    private final Allowance requests;
    private final Allowance tokens;
    private Consumer<Duration> listener = wait -> {};
    private int sharers = 1;
    private int concurrency;
    private int inFlight;
    private long lastSerial;
    private long openAt;
    private long lastSerialBeforeCooldown;
    private int cooldownsInARow;
    private @Nullable Cancellable timer;
    private long timerAt;

    /**
     * @param concurrency calls under way at once
     * @param requestsPerMinute 0: as many as the provider allows
     * @param tokensPerMinute 0: as many as the provider allows
     * @param maxCooldown calls wait in the gate while it is closed for no longer than this; beyond they are refused
     */
    record Limits(int concurrency, long requestsPerMinute, long tokensPerMinute, Duration maxCooldown) {
        Limits {
            if (concurrency < 1 || requestsPerMinute < 0 || tokensPerMinute < 0 || maxCooldown.isNegative()) {
                throw new IllegalArgumentException("limits must not be negative, and one call must be allowed");
            }
        }
    }

    RateGate(Limits limits, Time time) {
        this.limits = limits;
        this.concurrency = limits.concurrency();
        this.time = time;
        this.openAt = time.nanos();
        this.requests = new Allowance(limits.requestsPerMinute(), openAt);
        this.tokens = new Allowance(limits.tokensPerMinute(), openAt);
    }

    /**
     * Does the work as soon as it may be done, at once where nothing waits. The permit is taken back when the work ends
     * in whatever way; cancelling leaves the queue or cancels the work.
     *
     * @return the work's outcome; {@link ModelFailure.RateLimited} where the provider closed the gate for too long
     */
    <T> Uni<T> admit(Claim claim, Function<Permit, Uni<T>> work) {
        return Uni.createFrom().emitter(caller -> {
            Ticket<T> ticket = new Ticket<>(this, claim, work, caller);
            caller.onTermination(ticket::giveUp);
            start(locked(() -> enter(ticket)));
        });
    }

    private List<Runnable> enter(Ticket<?> ticket) {
        if (ticket.state != Ticket.State.NEW) {
            return List.of();
        }
        Duration closed = Duration.ofNanos(openAt - time.nanos());
        if (closed.compareTo(limits.maxCooldown()) > 0) {
            return List.of(refusal(ticket, closed));
        }
        ticket.state = Ticket.State.WAITING;
        turns.add(ticket.claim(), ticket);
        return advance();
    }

    /** The ticket gives up waiting or gives its permit back; further times change nothing. */
    void leave(Ticket<?> ticket) {
        if (ticket.state != Ticket.State.CLOSED) {
            start(locked(() -> close(ticket)));
        }
    }

    private List<Runnable> close(Ticket<?> ticket) {
        Ticket.State state = ticket.state;
        ticket.state = Ticket.State.CLOSED;
        if (state == Ticket.State.WAITING) {
            turns.remove(ticket.claim(), ticket);
        } else if (state == Ticket.State.HELD) {
            inFlight--;
        }
        return advance();
    }

    void heard(Ticket<?> ticket, RateHeaders said) {
        start(locked(() -> {
            correct(ticket, said);
            if (!sentBeforeCooldown(ticket)) {
                cooldownsInARow = 0;
            }
            return advance();
        }));
    }

    void limited(Ticket<?> ticket, RateHeaders said, @Nullable Duration wait) {
        limited.incrementAndGet();
        start(locked(() -> {
            correct(ticket, said);
            return sentBeforeCooldown(ticket) ? List.of() : coolDown(wait);
        }));
    }

    /** Closes the gate; a late 429 of calls that were sent before it closed neither closes it again nor prolongs it. */
    private List<Runnable> coolDown(@Nullable Duration asked) {
        cooldownsInARow++;
        Duration wait = asked != null ? asked : RetryRule.backOff(cooldownsInARow);
        openAt = time.nanos() + wait.toNanos();
        lastSerialBeforeCooldown = lastSerial;
        List<Runnable> next = new ArrayList<>(closed(wait));
        next.add(() -> listener.accept(wait));
        return next;
    }

    private List<Runnable> closed(Duration wait) {
        if (wait.compareTo(limits.maxCooldown()) <= 0) {
            return advance();
        }
        return turns.drain().stream().map(ticket -> refusal(ticket, wait)).toList();
    }

    /** The provider told another replica to wait so long: this one need not be told as well. */
    void closeFor(Duration wait) {
        start(locked(() -> {
            long until = time.nanos() + wait.toNanos();
            if (until - openAt <= 0) {
                return List.of();
            }
            openAt = until;
            lastSerialBeforeCooldown = lastSerial;
            return closed(wait);
        }));
    }

    /** So many replicas share the configured limits evenly; each may make one call at least. */
    void share(int sharers) {
        start(locked(() -> {
            if (this.sharers == sharers) {
                return List.of();
            }
            this.sharers = sharers;
            concurrency = Math.max(1, limits.concurrency() / sharers);
            requests.share(1.0 / sharers, time.nanos());
            tokens.share(1.0 / sharers, time.nanos());
            return advance();
        }));
    }

    /** Others may have used up, until then, what could be spent at once. */
    void emptyAt(long then) {
        start(locked(() -> {
            requests.emptyAt(then, time.nanos());
            tokens.emptyAt(then, time.nanos());
            return advance();
        }));
    }

    /** Who wants to know of a cooldown that the provider asked for, and for how long. */
    void onCooldown(Consumer<Duration> listener) {
        lock.lock();
        try {
            this.listener = listener;
        } finally {
            lock.unlock();
        }
    }

    private boolean sentBeforeCooldown(Ticket<?> ticket) {
        return ticket.requests == null || ticket.requests.serial() <= lastSerialBeforeCooldown;
    }

    private void correct(Ticket<?> ticket, RateHeaders said) {
        if (ticket.requests != null && ticket.tokens != null) {
            requests.hear(said.requests(), ticket.requests, time.nanos());
            tokens.hear(said.tokens(), ticket.tokens, time.nanos());
        }
    }

    /** Lets go who may, and sets the timer for the next. */
    private List<Runnable> advance() {
        long now = time.nanos();
        List<Runnable> going = new ArrayList<>(1);
        Ticket<?> next = turns.next();
        while (next != null && inFlight < concurrency && waitOf(next, now) <= 0) {
            letGo(next, now);
            going.add(next::start);
            next = turns.next();
        }
        setTimer(next, now);
        return going;
    }

    private long waitOf(Ticket<?> ticket, long now) {
        long rates =
                Math.max(requests.waitFor(1, now), tokens.waitFor(ticket.claim().tokens(), now));
        return Math.max(rates, openAt - now);
    }

    private void letGo(Ticket<?> ticket, long now) {
        turns.take(ticket.claim(), ticket);
        ticket.state = Ticket.State.HELD;
        inFlight++;
        lastSerial++;
        ticket.requests = requests.spend(1, now, lastSerial);
        ticket.tokens = tokens.spend(ticket.claim().tokens(), now, lastSerial);
    }

    private void setTimer(@Nullable Ticket<?> next, long now) {
        if (next == null || inFlight >= concurrency) {
            stopTimer();
            return;
        }
        long at = now + waitOf(next, now);
        if (timer == null || at - timerAt < 0) {
            stopTimer();
            timerAt = at;
            timer = time.after(Duration.ofNanos(at - now), this::onTimer);
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void onTimer() {
        start(locked(() -> {
            timer = null;
            return advance();
        }));
    }

    private Runnable refusal(Ticket<?> ticket, Duration wait) {
        return () -> ticket.refuse(new ModelFailure.RateLimited(wait));
    }

    private List<Runnable> locked(Supplier<List<Runnable>> change) {
        lock.lock();
        try {
            return change.get();
        } finally {
            lock.unlock();
        }
    }

    // Work that ends at once gives its permit back from within its start: what that lets go is started by the loop
    // below rather than deeper and deeper on the stack.
    private void start(List<Runnable> going) {
        if (going.isEmpty()) {
            return;
        }
        Deque<Runnable> outer = STARTING.get();
        if (outer != null) {
            outer.addAll(going);
            return;
        }
        Deque<Runnable> mine = new ArrayDeque<>(going);
        STARTING.set(mine);
        try {
            for (Runnable next = mine.poll(); next != null; next = mine.poll()) {
                next.run();
            }
        } finally {
            STARTING.remove();
        }
    }

    int waiting(Priority priority) {
        lock.lock();
        try {
            return turns.waiting(priority);
        } finally {
            lock.unlock();
        }
    }

    int inFlight() {
        lock.lock();
        try {
            return inFlight;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody uses the gate and nothing that it knows holds anybody up. */
    boolean isIdle() {
        lock.lock();
        try {
            return inFlight == 0 && turns.next() == null && openAt - time.nanos() <= 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the gate is closed after a 429. */
    boolean coolingDown() {
        lock.lock();
        try {
            return openAt - time.nanos() > 0;
        } finally {
            lock.unlock();
        }
    }

    /** How long it stays closed after a 429. */
    Duration closedFor() {
        lock.lock();
        try {
            return Duration.ofNanos(Math.max(0, openAt - time.nanos()));
        } finally {
            lock.unlock();
        }
    }

    /** How many 429s there were. */
    long limited() {
        return limited.get();
    }
}
