package dev.sheaf.rest;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.online.Draining;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Looks at jobs for all who watch them: one look a job and interval, however many watch. */
@Singleton
class JobWatch {
    private static final int LOOKS_THAT_MAY_FAIL = 5;

    private final JobStore jobs;
    private final Duration interval;
    private final ConcurrentMap<Key, Multi<Optional<Job>>> looks = new ConcurrentHashMap<>();
    private volatile boolean ending;

    JobWatch(JobStore jobs, RestConfig config) {
        this.jobs = jobs;
        this.interval = config.watchInterval();
    }

    private record Key(String tenant, String id) {}

    /** Those who watch would hold the service's end up. */
    void end(@Observes ShutdownDelayInitiatedEvent shutdown) {
        ending = true;
    }

    Duration interval() {
        return interval;
    }

    /**
     * The job again and again; empty where there is none any more. Whoever is slow misses looks. Fails where the service is
     * shutting down.
     */
    Multi<Optional<Job>> looks(String tenant, String id) {
        return looks.computeIfAbsent(new Key(tenant, id), this::looking)
                .onOverflow()
                .dropPreviousItems();
    }

    /** The job as soon as it is not as it was; empty where there is none any more. */
    Uni<Optional<Job>> change(Job since) {
        return looks(since.tenant(), since.id())
                .filter(now -> now.map(job -> !isSame(job, since)).orElse(true))
                .toUni();
    }

    /** Whether there is no news in it. */
    static boolean isSame(Job job, Job since) {
        return job.state() == since.state()
                && job.cancelling() == since.cancelling()
                && job.counts().equals(since.counts());
    }

    private Multi<Optional<Job>> looking(Key key) {
        return Multi.createBy()
                .repeating()
                .uni(() -> look(key))
                .withDelay(interval)
                .indefinitely()
                .onTermination()
                .invoke(() -> looks.remove(key))
                .broadcast()
                .withCancellationAfterLastSubscriberDeparture()
                .toAllSubscribers();
    }

    private Uni<Optional<Job>> look(Key key) {
        return ending
                ? Uni.createFrom().failure(new Draining())
                : jobs.find(key.tenant, key.id)
                        .onFailure()
                        .retry()
                        .withBackOff(interval)
                        .atMost(LOOKS_THAT_MAY_FAIL);
    }

    /** How many jobs are watched. */
    int size() {
        return looks.size();
    }
}
