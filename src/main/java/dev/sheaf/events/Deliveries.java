package dev.sheaf.events;

import dev.sheaf.bulk.Work;
import dev.sheaf.events.Outbox.Outcome;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Events on their way out, beside jobs and parts: each is tried until it is taken, or for as long as is worth it. */
public final class Deliveries implements Work<Parcel> {
    private static final Logger LOG = Logger.getLogger(Deliveries.class);
    /** Receivers that do not answer must not hold up jobs, */
    private static final int AT_ONCE = 4;
    /** and one tenant's not the others' events. */
    private static final int OF_ONE = 2;

    private final Outbox outbox;
    private final Courier courier;
    private final Backoff backoff;
    private final InstantSource clock;
    private final DoubleSupplier chance;
    private final Post post;

    /**
     * @param patience after which an event is given up
     * @param chance from 0 to 1
     */
    public Deliveries(
            Outbox outbox, Courier courier, Duration patience, InstantSource clock, DoubleSupplier chance, Post post) {
        this.outbox = outbox;
        this.courier = courier;
        this.backoff = new Backoff(patience);
        this.clock = clock;
        this.chance = chance;
        this.post = post;
    }

    @Override
    public String kind() {
        return "events";
    }

    @Override
    public String name(Parcel parcel) {
        return "event " + parcel.id() + " of job " + parcel.job();
    }

    @Override
    public Uni<List<Parcel>> claim(int limit, List<Parcel> underWay) {
        int most = Math.min(limit, AT_ONCE - underWay.size());
        return most < 1
                ? Uni.createFrom().item(List.of())
                : outbox.claim(most, OF_ONE, underWay.stream().map(Parcel::id).collect(Collectors.toSet()));
    }

    @Override
    public Uni<Duration> step(Parcel parcel) {
        return courier.deliver(parcel).chain(answer -> settle(parcel, answer));
    }

    private Uni<Duration> settle(Parcel parcel, Courier.Answer answer) {
        Duration age = Duration.between(parcel.createdAt(), clock.instant());
        Optional<Duration> pause = answer.isTaken() || answer.isFinal()
                ? Optional.empty()
                : backoff.after(parcel.attempts() + 1, age, chance.getAsDouble());
        Outcome outcome = answer.isTaken() ? Outcome.DELIVERED : pause.isPresent() ? Outcome.AGAIN : Outcome.GIVEN_UP;
        return outbox.tried(parcel, outcome, answer.said())
                .invoke(written -> tell(parcel, outcome, answer))
                .replaceWith(pause.orElse(Duration.ZERO));
    }

    private void tell(Parcel parcel, Outcome outcome, Courier.Answer answer) {
        post.out(outcome.word());
        if (outcome == Outcome.GIVEN_UP) {
            LOG.warnf("The event %s of job %s was given up: %s.", parcel.id(), parcel.job(), answer.said());
        }
    }

    @Override
    public Uni<Boolean> renew(Parcel parcel) {
        return outbox.renew(parcel);
    }

    @Override
    public Uni<Duration> release(Parcel parcel, Duration later) {
        return outbox.release(parcel, later);
    }

    @Override
    public Uni<Optional<Duration>> nextDue() {
        return outbox.nextDue();
    }
}
