package dev.sheaf.bulk;

import dev.sheaf.bulk.Leftover.Again;
import dev.sheaf.cost.Cap;
import dev.sheaf.cost.Content;
import dev.sheaf.cost.Money;
import dev.sheaf.cost.Tariff;
import dev.sheaf.model.Usage;
import io.smallrye.mutiny.Uni;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Holds parts to caps, before anything of them is bought. A part that does not fit is made again, as large as fits; where not
 * even one of its requests does, the job waits for what is under way, and then pauses and says so.
 */
final class Budget {
    /** A part is not made smaller for less than one in so many of a cap. */
    private static final long REST = 10;

    private final PartStore store;
    private final Pricing pricing;
    private final Pauses pauses;

    Budget(PartStore store, Pricing pricing, Pauses pauses) {
        this.store = store;
        this.pricing = pricing;
        this.pauses = pauses;
    }

    /** @param next the step, where there is room for it */
    Uni<Duration> within(Asking asking, Part part, Supplier<Uni<Duration>> next) {
        return store.expected(part)
                .map(usage -> cost(asking, part, asking.atMost(part, usage)))
                .chain(cost -> store.reserve(part, cost).chain(room -> room.cap()
                        .map(cap -> without(part, cap, room, cost))
                        .orElseGet(next)));
    }

    private Optional<Money> cost(Asking asking, Part part, Usage usage) {
        Tariff tariff = part.lane() == Lane.BATCH ? Tariff.BATCH : asking.tariff();
        return pricing.bill(
                        part.model(), usage, tariff, Content.unheard(part.size().items()))
                .cost();
    }

    private Uni<Duration> without(Part part, Cap cap, Room room, Optional<Money> cost) {
        if (cost.isEmpty()) {
            return stop(part, room, unpriced(part, cap));
        }
        boolean isWorth = isWorthAPart(room.left(), cap) && !comesBack(cap, room, cost.get());
        int fitting = isWorth ? fitting(part, room.left(), cost.get()) : 0;
        if (fitting > 0) {
            return store.close(part, smaller(fitting)).replaceWith(Duration.ZERO);
        }
        return room.underWay() ? Uni.createFrom().item(pauses.queue()) : stop(part, room, reached(cap));
    }

    /** Else a cap's last cents would be spent in parts of a request or two, one after the other. */
    private static boolean isWorthAPart(Money left, Cap cap) {
        return left.times(BigDecimal.valueOf(REST)).compareTo(cap.most()) >= 0;
    }

    /**
     * Whether there is soon much more room: a part comes to a fraction of what is reserved for it. Of another job's parts
     * nobody knows when they end.
     */
    private static boolean comesBack(Cap cap, Room room, Money cost) {
        Money twice = room.left().times(BigDecimal.valueOf(2));
        return cap.scope() == Cap.Scope.JOB && room.underWay() && twice.compareTo(cost) < 0;
    }

    /** Requests of which so much can be paid, if all of them cost as much; fewer than there are. */
    private static int fitting(Part part, Money left, Money cost) {
        if (!left.isPositive() || !cost.isPositive()) {
            return 0;
        }
        int requests = part.size().requests();
        int fitting = left.times(BigDecimal.valueOf(requests))
                .usd()
                .divide(cost.usd(), 0, RoundingMode.FLOOR)
                .min(BigDecimal.valueOf(requests - 1L))
                .intValue();
        return Math.max(0, fitting);
    }

    private static Leftover smaller(int requests) {
        return new Leftover(
                Again.UNTRIED,
                Map.of(),
                Optional.empty(),
                Optional.of("beyond_cap"),
                OptionalInt.of(requests),
                Duration.ZERO);
    }

    private Uni<Duration> stop(Part part, Room room, Job.Failure reason) {
        return store.pause(part, room, reason).replaceWith(pauses.queue());
    }

    private static Job.Failure reached(Cap cap) {
        boolean ofDay = cap.scope() != Cap.Scope.JOB;
        return new Job.Failure(
                ofDay ? Job.Failure.DAY_CAP_REACHED : Job.Failure.CAP_REACHED,
                "There is no room left under " + cap.inWords() + ": it goes on when the cap is raised"
                        + (ofDay ? ", or on the next day." : "."));
    }

    private static Job.Failure unpriced(Part part, Cap cap) {
        return new Job.Failure(
                "model_without_price",
                "The model " + part.model() + " has no price, so that " + cap.inWords() + " cannot be held.");
    }
}
