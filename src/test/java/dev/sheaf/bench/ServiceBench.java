package dev.sheaf.bench;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.DatabaseResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/**
 * Single items through the whole service, beside a POST that does nothing in the same process and beside one call an
 * item. Load and provider are processes of their own on the same machine.
 */
@QuarkusTest
@TestProfile(BenchProfile.class)
@WithTestResource(DatabaseResource.class)
@WithTestResource(StubResource.class)
class ServiceBench {
    private static final int ROUNDS = Integer.getInteger("sheaf.bench.rounds", 5);
    private static final int SECONDS = Integer.getInteger("sheaf.bench.seconds", 4);
    private static final int WARM_UP_SECONDS = Integer.getInteger("sheaf.bench.warm-up", 60);
    private static final int WAIT_MILLIS = 20;

    private static final Case NOTHING = new Case("POST that does nothing (the ceiling)", "/bench/nothing", 256);
    private static final Case PACKED = Case.of("packed by 20, provider answers at once", "packed-at-once", 256);
    private static final Case ALONE = Case.of("one call an item, provider answers at once", "alone-at-once", 256);
    private static final Case PACKED_LATER = Case.of("packed by 20, provider takes 300 ms", "packed-later", 1_200);
    private static final Case ALONE_LATER = Case.of("one call an item, provider takes 300 ms", "alone-later", 256);

    @Inject
    MeterRegistry registry;

    @ConfigProperty(name = StubResource.PID)
    long stub;

    private final Map<Case, List<Round>> rounds = new LinkedHashMap<>();
    private final List<String> heap = new ArrayList<>();

    /** Something that is measured. */
    private record Case(String name, String path, int callers) {
        static Case of(String name, String task, int callers) {
            return new Case(name, "/tasks/" + task + "/answers", callers);
        }
    }

    /** A case in a round, with microseconds of processor time an item. */
    private record Round(Measured seen, double service, double load, double provider, double itemsPerCall) {
        double all() {
            return service + load + provider;
        }
    }

    @Test
    void measure() {
        put("packed-at-once", StubProvider.AT_ONCE, 20);
        put("alone-at-once", StubProvider.AT_ONCE, 1);
        put("packed-later", StubProvider.LATER, 20);
        put("alone-later", StubProvider.LATER, 1);
        try (Child load = Child.start(LoadGenerator.class)) {
            warmUp(load);
            heap("before");
            for (int round = 0; round < ROUNDS; round++) {
                for (Case one : List.of(NOTHING, PACKED, ALONE, PACKED_LATER, ALONE_LATER)) {
                    rounds.computeIfAbsent(one, first -> new ArrayList<>()).add(round(load, one, 0, SECONDS));
                }
                heap("after round " + (round + 1));
            }
            Report report = report();
            rates(load, report);
            heap("at the end");
            report.says("Heap in use after a full collection: %s.", String.join(", ", heap))
                    .publish();
        }
    }

    private void put(String name, String model, int maxItems) {
        given().contentType("application/json")
                .body("{\"instructions\":\"Classify the movie comment by its sentiment.\","
                        + "\"labels\":[\"POSITIVE\",\"NEGATIVE\",\"NEUTRAL\"],\"model\":\"" + model
                        + "\",\"packing\":{\"maxItems\":" + maxItems + ",\"maxWait\":\"PT0.0" + WAIT_MILLIS + "S\"}}")
                .put("/tasks/" + name)
                .then()
                .statusCode(201);
    }

    private void warmUp(Child load) {
        for (Case one : List.of(NOTHING, PACKED, ALONE)) {
            round(load, one, 0, WARM_UP_SECONDS / (one == PACKED ? 2 : 4));
        }
    }

    private Round round(Child load, Case one, int perSecond, int seconds) {
        double packs = packs();
        Duration service = own();
        Duration callers = Child.cpu(load.pid());
        Duration provider = Child.cpu(stub);
        Measured seen = Measured.parse(
                load.ask(new Load(RestAssured.port, one.path(), one.callers(), perSecond, seconds).line()));
        assertThat(seen.bad()).as(one.name()).isZero();
        return new Round(
                seen,
                micros(own().minus(service), seen),
                micros(Child.cpu(load.pid()).minus(callers), seen),
                micros(Child.cpu(stub).minus(provider), seen),
                seen.all() / (packs() - packs));
    }

    private double packs() {
        return registry.counter("sheaf.packs").count();
    }

    private static Duration own() {
        return Child.cpu(ProcessHandle.current().pid());
    }

    private static double micros(Duration spent, Measured seen) {
        return spent.toNanos() / 1e3 / seen.all();
    }

    private void heap(String when) {
        System.gc();
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        heap.add(when + " " + used / (1 << 20) + " MB");
    }

    private Report report() {
        return new Report("service", "Single items through the whole service")
                .says(
                        "Callers ask again as soon as they have their answer. %d rounds of %d s a case, side by side;"
                                + " min / **median** / max over the rounds. maxWait is %d ms, all other settings are the"
                                + " defaults: 64 calls under way at most.",
                        ROUNDS, SECONDS, WAIT_MILLIS)
                .table(
                        "case | callers | items/s | of the ceiling | p50 ms | p99 ms | items a call",
                        rounds.keySet().stream().map(this::row).toList())
                .says("Processor time in microseconds an item. Its sum says what a machine of so many processors could"
                        + " do at most, and is disturbed less easily than a rate:")
                .table(
                        "case | service | load | provider | of the ceiling",
                        rounds.keySet().stream().map(this::cost).toList());
    }

    private String row(Case one) {
        return String.format(
                Locale.ROOT,
                "%s | %,d | %s | %s | %s | %s | %s",
                one.name(),
                one.callers(),
                spread(one, round -> round.seen().perSecond()).text(0),
                ofCeiling(one, round -> round.seen().perSecond()).text(2),
                spread(one, round -> round.seen().p50()).text(1),
                spread(one, round -> round.seen().p99()).text(1),
                one == NOTHING
                        ? "-"
                        : String.format(
                                Locale.ROOT,
                                "%.1f",
                                spread(one, Round::itemsPerCall).median()));
    }

    /** Round by round, so that what disturbs the machine disturbs both. */
    private Spread ofCeiling(Case one, ToDoubleFunction<Round> figure) {
        double[] shares = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            shares[i] = figure.applyAsDouble(rounds.get(one).get(i))
                    / figure.applyAsDouble(rounds.get(NOTHING).get(i));
        }
        return Spread.of(shares);
    }

    private String cost(Case one) {
        return one.name() + " | " + spread(one, Round::service).text(1) + " | "
                + spread(one, Round::load).text(1) + " | "
                + spread(one, Round::provider).text(1) + " | "
                + ofCeiling(one, round -> 1 / round.all()).text(2);
    }

    private Spread spread(Case one, ToDoubleFunction<Round> figure) {
        return Spread.of(rounds.get(one).stream().mapToDouble(figure).toArray());
    }

    private void rates(Child load, Report report) {
        int half = (int) spread(PACKED, round -> round.seen().perSecond()).median() / 2;
        int halfLater =
                (int) spread(PACKED_LATER, round -> round.seen().perSecond()).median() / 2;
        report.says(
                        "At a fixed rate, latency from the time when a request was due, so that a service that stalls is"
                                + " charged for those who would have come meanwhile; %d rounds. \"Beyond\" is p99 less maxWait and"
                                + " the provider's own time.",
                        ROUNDS)
                .table(
                        "case | items/s | p50 ms | p99 ms | max ms | p99 beyond, ms | items a call",
                        List.of(
                                atRate(load, "half load, at once", PACKED, half, WAIT_MILLIS),
                                atRate(load, "few callers, at once: packs leave by age", PACKED, 200, WAIT_MILLIS),
                                atRate(
                                        load,
                                        "half load, 300 ms",
                                        PACKED_LATER,
                                        halfLater,
                                        WAIT_MILLIS + StubProvider.LATER_MILLIS)));
    }

    private String atRate(Child load, String name, Case one, int perSecond, int granted) {
        List<Round> seen = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            seen.add(round(load, one, perSecond, SECONDS));
        }
        return String.format(
                Locale.ROOT,
                "%s | %,d | %s | %s | %s | %s | %.1f",
                name,
                perSecond,
                spread(seen, Measured::p50).text(2),
                spread(seen, Measured::p99).text(2),
                spread(seen, Measured::max).text(1),
                spread(seen, each -> each.p99() - granted).text(2),
                Spread.of(seen.stream().mapToDouble(Round::itemsPerCall).toArray())
                        .median());
    }

    private static Spread spread(List<Round> rounds, ToDoubleFunction<Measured> figure) {
        return Spread.of(rounds.stream().map(Round::seen).mapToDouble(figure).toArray());
    }
}
