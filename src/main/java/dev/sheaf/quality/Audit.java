package dev.sheaf.quality;

import dev.sheaf.ask.AskPolicy;
import dev.sheaf.ask.Asker;
import dev.sheaf.ask.Settled;
import dev.sheaf.cost.Books;
import dev.sheaf.cost.DayCaps;
import dev.sheaf.cost.DayRoom;
import dev.sheaf.model.ChatModel;
import dev.sheaf.model.Priority;
import dev.sheaf.pack.Pack;
import dev.sheaf.pack.Prepared;
import dev.sheaf.task.Answer.NoAnswer;
import dev.sheaf.task.Task;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The same items asked alone, twice, and packed at several sizes: how far packing changes the answers, beyond what the
 * model changes by itself. It asks as production does, votes and repairs included, behind everything else. One run each.
 */
public final class Audit {
    /** With fewer failures nothing is said about the rest. */
    private static final int FEW = 20;
    /** The part of what was asked that may fail on the way. */
    private static final double TOLERATED = 0.1;

    private final Desk desk;
    private final Trial trial;
    private final Estimates estimates;
    private final Purse purse;
    private final Notebook notebook;
    private final AtomicLong done = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicReference<@Nullable AuditStopped> stopped = new AtomicReference<>();

    /**
     * What audits work with.
     *
     * @param ids name each call; they must never repeat
     * @param concurrency calls at once
     * @param prepare makes a task ready, which takes its time
     * @param day the caps of the day, which hold an audit's calls as well
     */
    public record Desk(
            ChatModel model,
            AskPolicy policy,
            Supplier<String> ids,
            int concurrency,
            Function<Task, Prepared> prepare,
            Books books,
            DayRoom day) {
        public Desk {
            if (concurrency < 1) {
                throw new IllegalArgumentException("at least one call at once: " + concurrency);
            }
        }
    }

    /** Lays all packs and counts what they are likely to cost, which takes its time. @param seed decides who shares them */
    public Audit(Desk desk, Task task, AuditOrder order, long seed) {
        this.desk = desk;
        this.trial = Trial.of(task, order, desk.prepare(), seed);
        this.estimates = new Estimates(trial, desk.books().prices());
        this.purse = new Purse(desk.books(), desk.day(), task, order.cap());
        this.notebook = new Notebook(trial);
    }

    /** What it is likely to cost, repairs aside. */
    public Spent estimate() {
        return estimates.all();
    }

    /** What it has cost so far. */
    public Spent spent() {
        return purse.spent();
    }

    /** Packs that are asked. */
    public long done() {
        return done.get();
    }

    /** Packs that are to be asked. */
    public long total() {
        return trial.askings().size();
    }

    /** Asks no more; what is under way comes to its end, and is booked. */
    public void stop(AuditStopped reason) {
        stopped.compareAndSet(null, reason);
    }

    /** Fails with {@link AuditStopped} where there is no report to be had. */
    public Uni<AuditReport> run() {
        if (!over.compareAndSet(false, true)) {
            throw new IllegalStateException("an audit runs once");
        }
        return Multi.createFrom()
                .iterable(trial.askings())
                .onItem()
                .transformToUni(this::ask)
                .merge(desk.concurrency())
                .invoke(this::note)
                .onItem()
                .ignoreAsUni()
                .map(end -> report());
    }

    private Uni<Heard> ask(Asking asking) {
        if (stopped.get() != null) {
            return Uni.createFrom().nullItem();
        }
        try {
            DayCaps.Hold hold = purse.reserve(estimates.of(asking));
            return answers(asking).eventually(hold::release);
        } catch (AuditStopped reached) {
            stop(reached);
            return Uni.createFrom().nullItem();
        }
    }

    private Uni<Heard> answers(Asking asking) {
        var listener = new Heard.Listener(purse);
        var seeds = new AtomicLong(asking.seed());
        Asker asker = new Asker(desk.model(), desk.policy(), seeds::getAndIncrement, desk.ids(), listener);
        return new Voter(asker, votes -> {})
                .again(trial.arm(asking).task(), trial.weighed(asking), Priority.BACKGROUND)
                .collect()
                .asList()
                .map(settled -> heard(asking, settled, listener));
    }

    private Heard heard(Asking asking, List<Settled> settled, Heard.Listener listener) {
        Integer[] places = new Integer[asking.items().size()];
        Arrays.fill(places, 0);
        if (places.length >= Notebook.THIRDS) {
            Pack pack = trial.pack(asking);
            for (int place = 0; place < pack.size(); place++) {
                places[pack.slots().get(place).index()] = place;
            }
        }
        return new Heard(asking, settled, List.of(places), listener.spent());
    }

    private void note(Heard heard) {
        notebook.write(heard);
        done.incrementAndGet();
        if (notebook.failed() > FEW && notebook.failed() > TOLERATED * notebook.settled()) {
            stop(providerFailed());
        }
    }

    private AuditReport report() {
        AuditStopped reason = stopped.get();
        if (reason != null) {
            throw reason;
        }
        if (notebook.failed() > TOLERATED * notebook.settled()) {
            throw providerFailed();
        }
        return new Assessment(trial, notebook).report(purse.spent());
    }

    private AuditStopped providerFailed() {
        Optional<NoAnswer> last = notebook.lastFailure();
        return new AuditStopped(
                AuditStopped.PROVIDER_FAILED,
                "Too many calls failed for the others to stand for all"
                        + last.map(none -> "; the last one: " + none.message()).orElse("."));
    }
}
