package dev.sheaf.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.abuse.Wire.Reply;
import dev.sheaf.app.Attacked;
import dev.sheaf.pack.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Malformed and hostile requests at the packaged service: what it says is its word and no stack's, it holds nothing and
 * nobody, and it goes on answering. A tenth of them in {@code verify}, all with {@code -Pproof}.
 */
class AbuseIT {
    private static final int ATTACKS = Seeds.share(100_000);
    /** Most of them wait for the service to lose its patience. */
    private static final int SENDERS = 96;
    /** Files and connections that may be open by chance. */
    private static final int OPEN = 32;

    private static final int USUAL = 200;
    private static final int HELD = 40;
    /** Far longer than the service is told to wait for them. */
    private static final Duration LAST = Duration.ofSeconds(60);

    private static final long ROOM = 32L << 20;
    /** What only a program says of itself. */
    private static final Pattern TRACE = Pattern.compile(
            "\\n\\s+at [\\w.$]+\\(|(java|io|org|dev)\\.[a-z]+\\.[\\w.]+(Exception|Error)\\b|ERROR: .* \\(\\d{5}\\)");

    /** The server refuses an upgrade that names no host before anything of ours sees it. */
    private static final String UPGRADE = "the ':authority' pseudo-header is required";

    private Handmade handmade = new Handmade("job_0");
    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

    @Test
    void strangers_get_a_word_and_nothing_else(@TempDir Path here) throws Exception {
        try (Attacked service = Attacked.start(here)) {
            var wire = new Wire(service.port());
            var described = new Described(
                    Path.of("docs", "openapi.yaml"), List.of("victim", "none", "audit_0", "job_0"), service.job());
            handmade = new Handmade(service.job());
            int warmUp = ATTACKS / 5;
            throwAll(wire, described, service.key(), 0, warmUp);
            Figures before = figures(service);
            long began = System.nanoTime();
            List<Held> held = hold(service);
            Neighbour neighbour = Neighbour.of(service);
            throwAll(wire, described, service.key(), warmUp, ATTACKS);
            List<Double> meanwhile = neighbour.end();
            double seconds = (System.nanoTime() - began) / 1e9;
            Instant patience = Instant.now().plus(LAST);
            long kept = held.stream().filter(one -> !one.isLetGo(patience)).count();
            Figures after = figures(service);

            print(described, seconds, before, meanwhile, after);
            assertThat(wrong).as("%d replies", wrong.size()).isEmpty();
            assertThat(kept).as("slow senders that are still held").isZero();
            assertThat(count("stream 2xx")).as("streams that were there").isPositive();
            assertThat(service.isWaiting())
                    .as("whether the job of these streams went on")
                    .isTrue();
            assertThat(after.usual)
                    .as("seconds of a correct request, before %.4f", before.usual)
                    .isLessThan(3 * before.usual + 0.05);
            assertThat(after.heap).isLessThan(before.heap + ROOM);
            assertThat(after.open).isLessThanOrEqualTo(before.open + OPEN);
            assertThat(service.logged(TRACE)).as("what it logged").allMatch(line -> line.contains(UPGRADE));
        }
    }

    /**
     * @param heap bytes in use after a collection
     * @param open files and connections
     * @param usual seconds of a correct request, the median
     */
    private record Figures(long heap, int open, double usual) {}

    private static Figures figures(Attacked service) throws Exception {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < USUAL; i++) {
            seconds.add(seconds(service, "A lamp " + i));
        }
        return new Figures(service.heap(), service.open(), median(seconds));
    }

    /** Of a correct request, which has to be answered. */
    private static double seconds(Attacked service, String text) throws Exception {
        long began = System.nanoTime();
        service.ask(text);
        return (System.nanoTime() - began) / 1e9;
    }

    private static double median(List<Double> seconds) {
        return seconds.stream().sorted().toList().get(seconds.size() / 2);
    }

    /** Somebody who goes on using the service while it is attacked, one request after another. */
    private static final class Neighbour {
        private final AtomicBoolean over = new AtomicBoolean();
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final Future<List<Double>> served;

        private Neighbour(Attacked service) {
            served = thread.submit(() -> {
                List<Double> seconds = new ArrayList<>();
                while (!over.get()) {
                    seconds.add(AbuseIT.seconds(service, "A chair " + seconds.size()));
                }
                return seconds;
            });
        }

        static Neighbour of(Attacked service) {
            return new Neighbour(service);
        }

        /** What each of its requests took. */
        List<Double> end() throws Exception {
            over.set(true);
            thread.shutdown();
            return served.get();
        }
    }

    private static List<Held> hold(Attacked service) throws IOException {
        List<Held> held = new ArrayList<>();
        for (int i = 0; i < HELD; i++) {
            held.add(Held.begin(service.port(), service.key(), i));
        }
        return held;
    }

    private void throwAll(Wire wire, Described described, String key, int from, int to) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        var next = new AtomicInteger(from);
        try {
            List<Callable<@Nullable Void>> all = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                all.add(() -> {
                    for (int seed = next.getAndIncrement(); seed < to; seed = next.getAndIncrement()) {
                        throwOne(wire, described, key, seed);
                    }
                    return null;
                });
            }
            for (Future<@Nullable Void> done : senders.invokeAll(all)) {
                done.get();
            }
        } finally {
            senders.shutdownNow();
        }
    }

    private void throwOne(Wire wire, Described described, String key, int seed) throws IOException {
        Attack attack = attack(described, key, seed);
        Reply reply = wire.send(attack);
        counts.computeIfAbsent(
                        attack.kind() + " " + (reply.status() == 0 ? "closed" : reply.status() / 100 + "xx"),
                        k -> new LongAdder())
                .increment();
        if (reply.status() >= 500
                || reply.hung()
                || reply.isInjected()
                || TRACE.matcher(reply.text()).find()) {
            String text = reply.text();
            wrong.add("seed " + seed + (reply.hung() ? " hung" : "") + "\n> "
                    + attack.sketch().replace("\n", "\n> ") + "\n< "
                    + text.substring(0, Math.min(600, text.length())).replace("\n", "\n< "));
        }
    }

    private long count(String kind) {
        LongAdder count = counts.get(kind);
        return count == null ? 0 : count.sum();
    }

    private Attack attack(Described described, String key, int seed) {
        var hostile = new Hostile(new Random(seed * 0x9E3779B97F4A7C15L));
        if (hostile.below(50) == 0) {
            return Handmade.noise(hostile);
        }
        Attack.Builder attack = hostile.often() ? described.attack(seed, hostile) : handmade.attack(hostile);
        return attack.header("Authorization", hostile.seldom() ? hostile.line() : "Bearer " + key)
                .build();
    }

    private void print(Described described, double seconds, Figures before, List<Double> meanwhile, Figures after) {
        System.out.printf(
                "%,d attacks on %d described operations and by hand, %,.0f a second; %d wrong%n",
                ATTACKS, described.operations(), ATTACKS * 0.8 / seconds, wrong.size());
        counts.forEach((kind, count) -> System.out.printf("  %-20s %,8d%n", kind, count.sum()));
        System.out.printf(
                "  heap after a collection %.1f -> %.1f MB; open files %d -> %d; a correct request %.1f -> %.1f ms%n",
                before.heap / 1e6, after.heap / 1e6, before.open, after.open, before.usual * 1e3, after.usual * 1e3);
        System.out.printf(
                "  under attack %,d correct requests, all answered: %.1f ms in the median, %.1f ms at the most%n",
                meanwhile.size(), median(meanwhile) * 1e3, Collections.max(meanwhile) * 1e3);
    }
}
