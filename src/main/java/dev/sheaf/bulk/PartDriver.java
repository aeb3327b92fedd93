package dev.sheaf.bulk;

import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ChatModel;
import dev.sheaf.model.ChatWire;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Relay;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/** Takes a part one step further. Each step can be taken again: a crash between any two leaves nothing that is not found. */
public final class PartDriver {
    private static final Logger LOG = Logger.getLogger(PartDriver.class);

    private final PartStore store;
    private final Askings askings;
    private final Planner planner;
    private final BulkConfig config;
    private final Pauses pauses;
    private final Closing closing;
    private final Uploads uploads;
    private final Orders orders;
    private final Polls polls;
    private final OnlineStretch online;
    private final Budget budget;

    /** The provider in both of its lanes, and how it writes. */
    public record Provider(ChatModel chat, BatchModel batches, ChatWire wire, Relay relay) {}

    /** What has to do with the database and this machine. */
    public record Ground(
            Leases leases, PartStore store, Spool spool, BulkConfig config, Chance chance, Ending ending) {}

    /** @throws IllegalArgumentException where a lease could end while an order is still under way */
    public PartDriver(Ground ground, BatchModel batches, Planner planner, Askings askings) {
        this.store = ground.store();
        this.askings = askings;
        this.planner = planner;
        this.config = ground.config();
        if (config.lease().compareTo(batches.timeout()) <= 0) {
            throw new IllegalArgumentException("sheaf.bulk.lease has to be longer than sheaf.openai.batch-timeout");
        }
        Executor worker = ground.chance().worker();
        Filing filing = askings.filing();
        this.pauses = new Pauses(config, ground.chance());
        this.closing = new Closing(ground, batches, pauses);
        this.uploads = new Uploads(ground, batches, pauses, closing);
        this.orders = new Orders(ground, batches, pauses, closing);
        Collector collector = new Collector(store, filing, worker);
        this.polls = new Polls(ground, batches, collector, pauses, closing);
        this.online = new OnlineStretch(ground, filing, pauses);
        this.budget = new Budget(store, askings.pricing(), pauses);
    }

    /** One step; the time until the next. */
    Uni<Duration> step(Part part) {
        return store.job(part).chain(job -> askings.of(job).chain(asking -> step(job, asking, part)));
    }

    private Uni<Duration> step(Job job, Asking asking, Part part) {
        Wish wish = planner.wish(job);
        return switch (part.state()) {
            case RESERVED -> begin(job, asking, part, wish);
            case UPLOADED, WITHDRAWN -> orders.step(job, asking, part, wish);
            case CREATED -> polls.step(job, asking, part, wish);
            case FETCHED -> closing.fetched(part);
            case PLANNING, CLOSED -> Uni.createFrom().item(config.poll());
        };
    }

    private Uni<Duration> begin(Job job, Asking asking, Part part, Wish wish) {
        if (job.state() == JobState.PAUSED) {
            return Uni.createFrom().item(pauses.queue());
        }
        if (part.lane() == Lane.ONLINE) {
            return job.cancelling()
                    ? online.step(job, asking, part)
                    : budget.within(asking, part, () -> online.step(job, asking, part));
        }
        return wish == Wish.GO ? upload(asking, part) : closing.giveBack(part);
    }

    private Uni<Duration> upload(Asking asking, Part part) {
        long limit = config.enqueuedTokens().getOrDefault(part.model(), Long.MAX_VALUE);
        Uni<Boolean> in = part.admitted() ? Uni.createFrom().item(true) : store.admit(part, limit);
        return in.chain(admitted -> admitted
                ? budget.within(asking, part, () -> uploads.step(asking, part))
                : Uni.createFrom().item(pauses.queue()));
    }

    /** What to do after a step that failed: wait. */
    Duration putOff(String what, Throwable failure) {
        if (failure instanceof ModelFailure known) {
            LOG.infof("A step of %s is put off: %s", what, known.getMessage());
            return pauses.after(known);
        }
        if (failure instanceof Lost) {
            return pauses.queue();
        }
        LOG.errorf(failure, "A step of %s failed and is put off.", what);
        return pauses.fault();
    }
}
