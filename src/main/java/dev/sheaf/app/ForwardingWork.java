package dev.sheaf.app;

import dev.sheaf.bulk.BulkItem;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.PlannedRequest;
import dev.sheaf.bulk.Settlement;
import dev.sheaf.bulk.WorkStore;
import dev.sheaf.model.RemoteBatch;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Hands everything on to the work that it stands before. */
class ForwardingWork implements WorkStore {
    private final WorkStore work;

    ForwardingWork(WorkStore work) {
        this.work = work;
    }

    @Override
    public Uni<List<Job>> claimJobs(int limit, Set<String> underWay) {
        return work.claimJobs(limit, underWay);
    }

    @Override
    public Uni<List<Part>> claimParts(int limit, Set<Long> underWay) {
        return work.claimParts(limit, underWay);
    }

    @Override
    public Uni<Boolean> renew(Job job) {
        return work.renew(job);
    }

    @Override
    public Uni<Boolean> renew(Part part) {
        return work.renew(part);
    }

    @Override
    public Uni<Void> release(Job job, Duration later) {
        return work.release(job, later);
    }

    @Override
    public Uni<Void> release(Part part, Duration later) {
        return work.release(part, later);
    }

    @Override
    public Uni<Optional<Duration>> nextDue() {
        return work.nextDue();
    }

    @Override
    public Uni<Integer> endAbandoned() {
        return work.endAbandoned();
    }

    @Override
    public Uni<OptionalInt> roundWaiting(Job job) {
        return work.roundWaiting(job);
    }

    @Override
    public Uni<List<BulkItem>> waiting(Job job, int round, int limit) {
        return work.waiting(job, round, limit);
    }

    @Override
    public Uni<Part> planning(Job job, NewPart part) {
        return work.planning(job, part);
    }

    @Override
    public Uni<Boolean> plan(Part part, List<PlannedRequest> requests, Part.Size more, List<Settlement.Item> refused) {
        return work.plan(part, requests, more, refused);
    }

    @Override
    public Uni<Boolean> reserve(Part part) {
        return work.reserve(part);
    }

    @Override
    public Uni<Boolean> finish(Job job) {
        return work.finish(job);
    }

    @Override
    public Uni<Void> pause(Part part, Job.Failure reason) {
        return work.pause(part, reason);
    }

    @Override
    public Uni<Job> job(Part part) {
        return work.job(part);
    }

    @Override
    public Uni<Integer> overflows(Job job) {
        return work.overflows(job);
    }

    @Override
    public Uni<Boolean> admit(Part part, long limit) {
        return work.admit(part, limit);
    }

    @Override
    public Uni<List<Asked>> requests(Part part, int after, int limit) {
        return work.requests(part, after, limit);
    }

    @Override
    public Uni<List<Asked>> open(Part part, int after, int limit) {
        return work.open(part, after, limit);
    }

    @Override
    public Uni<List<Asked>> open(Part part, List<String> ids) {
        return work.open(part, ids);
    }

    @Override
    public Uni<Boolean> uploading(Part part) {
        return work.uploading(part);
    }

    @Override
    public Uni<Boolean> uploaded(Part part, String inputFile) {
        return work.uploaded(part, inputFile);
    }

    @Override
    public Uni<Boolean> creating(Part part) {
        return work.creating(part);
    }

    @Override
    public Uni<Boolean> created(Part part, String batch) {
        return work.created(part, batch);
    }

    @Override
    public Uni<Boolean> notCreated(Part part) {
        return work.notCreated(part);
    }

    @Override
    public Uni<Boolean> withdrawing(Part part) {
        return work.withdrawing(part);
    }

    @Override
    public Uni<Boolean> withdrawn(Part part) {
        return work.withdrawn(part);
    }

    @Override
    public Uni<Boolean> isSettled(Part part, Duration window) {
        return work.isSettled(part, window);
    }

    @Override
    public Uni<Boolean> polled(Part part, RemoteBatch batch) {
        return work.polled(part, batch);
    }

    @Override
    public Uni<Boolean> cancelled(Part part) {
        return work.cancelled(part);
    }

    @Override
    public Uni<Boolean> sending(Part part, List<String> requests) {
        return work.sending(part, requests);
    }

    @Override
    public Uni<Boolean> notSent(Part part, List<String> requests) {
        return work.notSent(part, requests);
    }

    @Override
    public Uni<Integer> settle(Part part, List<Settlement> settlements) {
        return work.settle(part, settlements);
    }

    @Override
    public Uni<Boolean> fetched(Part part, long anomalies) {
        return work.fetched(part, anomalies);
    }

    @Override
    public Uni<Boolean> close(Part part, Leftover leftover) {
        return work.close(part, leftover);
    }
}
