package dev.sheaf.bulk;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Parts, which are driven to their end. */
final class PartWork implements Work<Part> {
    private final Leases leases;
    private final PartDriver driver;

    PartWork(Leases leases, PartDriver driver) {
        this.leases = leases;
        this.driver = driver;
    }

    @Override
    public String kind() {
        return "parts";
    }

    @Override
    public String name(Part part) {
        return "part " + part.id() + " of job " + part.job();
    }

    @Override
    public Uni<List<Part>> claim(int limit, List<Part> underWay) {
        return leases.claimParts(limit, underWay.stream().map(Part::id).collect(Collectors.toSet()));
    }

    @Override
    public Uni<Duration> step(Part part) {
        return driver.step(part);
    }

    @Override
    public Uni<Boolean> renew(Part part) {
        return leases.renew(part);
    }

    @Override
    public Uni<Duration> release(Part part, Duration later) {
        return leases.release(part, later);
    }

    /** Their jobs say it. */
    @Override
    public Uni<Optional<Duration>> nextDue() {
        return Uni.createFrom().item(Optional.empty());
    }
}
