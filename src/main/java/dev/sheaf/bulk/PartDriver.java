package dev.sheaf.bulk;

import dev.sheaf.model.BatchModel;
import dev.sheaf.model.ChatModel;
import dev.sheaf.model.ChatWire;
import dev.sheaf.pack.Prepared;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.Executor;

/** Takes a part one step further. Each step can be taken again: a crash between any two leaves nothing that is not found. */
public final class PartDriver {
    private final WorkStore store;
    private final BulkTasks tasks;
    private final Planner planner;
    private final BulkConfig config;
    private final Pauses pauses;
    private final Closing closing;
    private final Uploads uploads;
    private final Orders orders;
    private final Polls polls;
    private final OnlineStretch online;

    /** The provider in both of its lanes, and how it writes. */
    public record Provider(ChatModel chat, BatchModel batches, ChatWire wire) {}

    /** What has to do with the database and this machine. */
    public record Ground(WorkStore store, BulkTasks tasks, Spool spool, BulkConfig config, Chance chance) {}

    public PartDriver(Ground ground, Provider provider, Planner planner, Pricing pricing) {
        this.store = ground.store();
        this.tasks = ground.tasks();
        this.planner = planner;
        this.config = ground.config();
        Executor worker = ground.chance().worker();
        Filing filing = new Filing(pricing, config.keepReplies(), config.tries());
        RequestLines lines = new RequestLines(provider.wire());
        this.pauses = new Pauses(config, ground.chance());
        this.closing = new Closing(store, provider.batches(), pauses);
        this.uploads = new Uploads(store, provider.batches(), lines, ground.spool(), pauses, worker);
        this.orders = new Orders(store, provider.batches(), pauses, closing);
        this.polls = new Polls(
                store,
                provider.batches(),
                new Collector(store, provider.wire(), filing, worker),
                ground.spool(),
                pauses,
                closing,
                worker);
        this.online = new OnlineStretch(store, provider.chat(), filing, pauses, config.onlineConcurrency(), worker);
    }

    /** One step; the time until the next. */
    Uni<Duration> step(Part part) {
        return store.job(part).chain(job -> tasks.of(job).chain(task -> step(job, task, part)));
    }

    private Uni<Duration> step(Job job, Prepared task, Part part) {
        boolean wanted = !job.cancelling() && !planner.isShort(job.deadlineAt());
        return switch (part.state()) {
            case RESERVED ->
                part.lane() == Lane.ONLINE
                        ? online.step(job, task, part)
                        : wanted ? upload(task, part) : closing.giveBack(part);
            case UPLOADED -> orders.step(job, part, wanted);
            case CREATED -> polls.step(job, task, part, wanted);
            case FETCHED -> closing.fetched(part);
            case PLANNING, CLOSED -> Uni.createFrom().item(config.poll());
        };
    }

    private Uni<Duration> upload(Prepared task, Part part) {
        long limit = config.enqueuedTokens().getOrDefault(part.model(), Long.MAX_VALUE);
        Uni<Boolean> in = part.admitted() ? Uni.createFrom().item(true) : store.admit(part, limit);
        return in.chain(admitted ->
                admitted ? uploads.step(task, part) : Uni.createFrom().item(pauses.queue()));
    }
}
