package dev.sheaf.bulk;

import dev.sheaf.pack.Prepared;
import dev.sheaf.quality.PackGuard;
import io.smallrye.mutiny.Uni;

/** How each job asks. */
public final class Askings {
    private final BulkTasks tasks;
    private final PartDriver.Provider provider;
    private final Pricing pricing;
    private final Filing filing;
    private final PackGuard guard;

    public Askings(BulkTasks tasks, PartDriver.Provider provider, Pricing pricing, BulkConfig config, PackGuard guard) {
        this.guard = guard;
        this.tasks = tasks;
        this.provider = provider;
        this.pricing = pricing;
        this.filing = new Filing(pricing, config.keepReplies(), config.tries());
    }

    Pricing pricing() {
        return pricing;
    }

    /** What becomes of items without a reply is the same however they were asked. */
    Filing filing() {
        return filing;
    }

    /** Goes on on the worker. */
    Uni<Asking> of(Job job) {
        return Verbatim.of(job)
                .map(what -> Uni.createFrom().<Asking>item(verbatim(what, job)))
                .orElseGet(() -> tasks.of(job).call(guard::refresh).map(this::packed));
    }

    private Asking packed(Prepared task) {
        return new PackedAsking(task, provider.chat(), provider.wire(), filing, guard);
    }

    private Asking verbatim(Verbatim what, Job job) {
        return new VerbatimAsking(what, job.tenant(), provider.relay(), filing);
    }
}
