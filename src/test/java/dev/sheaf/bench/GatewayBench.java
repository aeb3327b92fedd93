package dev.sheaf.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.DatabaseResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
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
 * Chat completions passed through the gateway, each booked in the database, beside the same asked of the provider itself.
 * Load and provider are processes of their own on the same machine, and so is the database.
 */
@QuarkusTest
@TestProfile(BenchProfile.class)
@WithTestResource(DatabaseResource.class)
@WithTestResource(StubResource.class)
class GatewayBench {
    private static final int ROUNDS = Integer.getInteger("sheaf.bench.rounds", 5);
    private static final int SECONDS = Integer.getInteger("sheaf.bench.seconds", 4);
    private static final int WARM_UP_SECONDS = Integer.getInteger("sheaf.bench.warm-up", 60);
    private static final int RATE = 5_000;
    /** As many as the gate of one model lets go at once. */
    private static final int CALLERS = 64;

    private static final String PATH = "/v1/chat/completions";
    private static final String ALONE = "the provider alone";
    private static final String THROUGH = "through the gateway";

    @ConfigProperty(name = StubResource.PID)
    long stub;

    @ConfigProperty(name = StubResource.PORT)
    int stubPort;

    /** What callers saw, with microseconds of processor time a request. */
    private record Round(Measured seen, double service, double load, double provider) {}

    @Test
    void measure() {
        try (Child load = Child.start(LoadGenerator.class)) {
            round(load, stubPort, 0, Math.max(1, WARM_UP_SECONDS / 4));
            round(load, RestAssured.port, 0, Math.max(1, WARM_UP_SECONDS));
            Map<String, List<Round>> most = rounds(load, 0);
            Map<String, List<Round>> steady = rounds(load, RATE);
            new Report("gateway", "Chat completions passed through the gateway")
                    .says(
                            "%d callers ask again as soon as they have their answer. %d rounds of %d s a case, side by"
                                    + " side; min / **median** / max over the rounds. Every call is booked.",
                            CALLERS, ROUNDS, SECONDS)
                    .table(
                            "case | requests/s | p50 ms | p99 ms | service µs | load µs | provider µs",
                            List.of(row(most, ALONE), row(most, THROUGH)))
                    .says(
                            "At %,d requests/s, latency from the time when a request was due. What the gateway adds is"
                                    + " told round by round.",
                            RATE)
                    .table(
                            "case | requests/s | p50 ms | p99 ms | service µs | load µs | provider µs",
                            List.of(row(steady, ALONE), row(steady, THROUGH)))
                    .table(
                            "added | ms",
                            List.of(
                                    "p50 | " + added(steady, Measured::p50).text(2),
                                    "p99 | " + added(steady, Measured::p99).text(2)))
                    .publish();
        }
    }

    private Map<String, List<Round>> rounds(Child load, int perSecond) {
        List<Round> alone = new ArrayList<>();
        List<Round> through = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            alone.add(round(load, stubPort, perSecond, SECONDS));
            through.add(round(load, RestAssured.port, perSecond, SECONDS));
        }
        Map<String, List<Round>> all = new LinkedHashMap<>();
        all.put(ALONE, alone);
        all.put(THROUGH, through);
        return all;
    }

    private Round round(Child load, int port, int perSecond, int seconds) {
        Duration service = own();
        Duration callers = Child.cpu(load.pid());
        Duration provider = Child.cpu(stub);
        Measured seen = Measured.parse(load.ask(new Load(port, PATH, CALLERS, perSecond, seconds).line()));
        assertThat(seen.bad()).isZero();
        return new Round(
                seen,
                micros(own().minus(service), seen),
                micros(Child.cpu(load.pid()).minus(callers), seen),
                micros(Child.cpu(stub).minus(provider), seen));
    }

    private static Duration own() {
        return Child.cpu(ProcessHandle.current().pid());
    }

    private static double micros(Duration spent, Measured seen) {
        return spent.toNanos() / 1e3 / seen.all();
    }

    private static String row(Map<String, List<Round>> rounds, String one) {
        List<Round> seen = rounds.get(one);
        return String.format(
                Locale.ROOT,
                "%s | %s | %s | %s | %s | %s | %s",
                one,
                spread(seen, round -> round.seen().perSecond()).text(0),
                spread(seen, round -> round.seen().p50()).text(2),
                spread(seen, round -> round.seen().p99()).text(2),
                spread(seen, Round::service).text(1),
                spread(seen, Round::load).text(1),
                spread(seen, Round::provider).text(1));
    }

    /** Round by round, so that what disturbs the machine disturbs both. */
    private static Spread added(Map<String, List<Round>> rounds, ToDoubleFunction<Measured> figure) {
        double[] added = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            added[i] = figure.applyAsDouble(rounds.get(THROUGH).get(i).seen())
                    - figure.applyAsDouble(rounds.get(ALONE).get(i).seen());
        }
        return Spread.of(added);
    }

    private static Spread spread(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return Spread.of(rounds.stream().mapToDouble(figure).toArray());
    }
}
