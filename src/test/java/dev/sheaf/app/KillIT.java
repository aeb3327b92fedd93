package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.app.Account.Booked;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two replicas of the packaged program share a database and a provider, which outlive them; they are killed before and
 * after every step, and in calls, and paused beyond their leases. Nothing is lost, nothing is answered or paid twice, and
 * the ledger says what the bill says.
 */
@Tag("processes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals")
class KillIT {
    /** As long as a busy machine may take for a step, with the lease of a dead replica before it. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int ROWS = 200;
    private static final List<String> MOODS = List.of("great", "awful");
    private static final Map<String, String> PACE = Map.of(
            "SHEAF_OPENAI_TIMEOUT", "PT3S",
            "SHEAF_OPENAI_BATCH_TIMEOUT", "PT2S",
            "SHEAF_BULK_LEASE", "PT4S",
            "SHEAF_BULK_POLL", "PT0.2S",
            "SHEAF_BULK_SETTLING", "PT1S",
            "SHEAF_BULK_RETRY_PAUSE", "PT0.5S",
            "SHEAF_BULK_QUEUE_PAUSE", "PT0.1S",
            "SHEAF_BULK_OVERFLOW_PAUSE", "PT0.2S",
            "SHEAF_BULK_MAX_REQUESTS", "3",
            "JAVA_TOOL_OPTIONS", "-Xmx256m");
    /** Checks are calls that no job's account knows of. */
    private static final Map<String, String> UNCHECKED = Map.of("SHEAF_GUARD_SHARE", "0", "SHEAF_AUDIT_HOLD", "PT5S");

    private static final Map<String, String> CHECKED = Map.of("SHEAF_GUARD_SHARE", "0.2", "SHEAF_GUARD_SPEND", "100");
    private static final Duration LEASE = Duration.ofSeconds(4);

    private final DatabaseResource database = new DatabaseResource();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<AutoCloseable> open = new ArrayList<>();
    private ProviderProcess provider;
    private Turnstile turnstile;
    private Pair pair;
    private Path here;
    private final Map<String, String> environment = new HashMap<>(PACE);
    private String databaseUrl;

    @BeforeAll
    void begin(@TempDir Path directory) throws Exception {
        here = directory;
        Map<String, String> properties = database.start();
        open.add(database::stop);
        provider = ProviderProcess.start(here, Duration.ofMillis(150));
        open.add(provider);
        environment.put("OPENAI_API_KEY", "sk-test-0123456789");
        environment.put("OPENAI_BASE_URL", provider.address().toString());
        for (String name : List.of("jdbc.url", "username", "password")) {
            String property = "quarkus.datasource." + name;
            environment.put(property.toUpperCase(Locale.ROOT).replace('.', '_'), properties.get(property));
        }
        turnstile = new Turnstile(properties);
        open.add(turnstile);
        databaseUrl = properties.get(Database.REACTIVE_URL);
        begin(UNCHECKED);
        turnstile.setUp();
        // with echo, since a list that moved by one and has the right count shows in nothing else
        put("kill", "");
        put("vote", ",'quality':{'votes':3}");
    }

    private void begin(Map<String, String> more) throws Exception {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        pair = new Pair(here, all, databaseUrl);
        open.add(pair);
        for (String name : Pair.NAMES) {
            pair.start(name);
            pair.address(name);
        }
    }

    private void put(String name, String more) throws Exception {
        String task =
                "{'instructions':'Sentiment?','labels':['POSITIVE','NEGATIVE'],'packing':{'maxItems':20,'echo':true}"
                        + more + "}";
        send("PUT", "/tasks/" + name, "application/json", task.replace('\'', '"'));
    }

    @AfterAll
    void end() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void batches_are_ordered_and_booked_once_whoever_dies_or_pauses() throws Exception {
        Run run = new Run("batch", "", 1);
        run.suffer(Blow.onBatches(8, 1));
        run.end();

        run.assertAnswered();
        assertThat(run.delivered()).isEqualTo(run.booked(Booked.CERTAIN));
        assertThat(run.booked(Booked.UNREAD).calls()).isZero();
        assertThat(run.booked(Booked.UNANSWERED).calls()).isZero();
    }

    @Test
    void calls_of_the_online_lane_are_booked_whoever_dies_or_pauses() throws Exception {
        Run run = new Run("online", "", 1);
        run.suffer(Blow.online(6, 2));
        run.end();

        run.assertAnswered();
        run.assertExplained();
    }

    /**
     * Votes are rounds of jobs, whose account is kept in the database. The guard's checks are online calls: what was under way
     * when a replica was killed is on the bill and in no book.
     */
    @Test
    void votes_are_taken_and_booked_once_whoever_dies_or_pauses() throws Exception {
        anew(CHECKED);
        try {
            long requestsBefore = provider.bill().path("batchRequests").asLong();
            String booked = "select count(*) from ledger where confirmed and lane = 'batch'";
            long bookedBefore = turnstile.number(booked);
            Run run = new Run("vote", "batch", "", 1);
            run.suffer(Blow.onBatches(4, 4));
            run.end();

            run.assertAnswered();
            assertThat(turnstile.number(booked) - bookedBefore)
                    .isEqualTo(provider.bill().path("batchRequests").asLong() - requestsBefore);
            assertThat(turnstile.number("select count(*) from governor where task = 'vote'"))
                    .as("something was checked")
                    .isOne();
            run.assertNothingTooMuch();
        } finally {
            anew(UNCHECKED);
        }
    }

    private void anew(Map<String, String> more) throws Exception {
        pair.close();
        begin(more);
    }

    @Test
    void an_audit_whose_replica_dies_has_failed_and_says_what_it_had_spent() throws Exception {
        String items = IntStream.range(0, ROWS)
                .mapToObj(row -> "{\"id\":\"" + row + "\",\"text\":\"Audited lamp " + row + " is great.\"}")
                .collect(Collectors.joining(","));
        long billedBefore = Account.billed(provider.bill()).calls();
        String name = pair.elder();
        String order =
                send("POST", "/tasks/kill/audits", "application/json", "{\"sizes\":[10],\"items\":[" + items + "]}");
        String id = new ObjectMapper().readTree(order).path("id").asText();
        Until.holds(
                "some of it is asked and written down",
                PATIENCE,
                () -> turnstile.number("select done from audit where id = '" + id + "'") > 0);
        pair.kill(name);
        pair.start(name);

        Until.holds(
                "it has failed",
                PATIENCE,
                () -> audit(id).path("state").asText().equals("failed"));
        assertThat(audit(id).at("/failure/code").asText()).isEqualTo("interrupted");
        assertThat(audit(id).at("/spent/calls").asLong())
                .isBetween(1L, Account.billed(provider.bill()).calls() - billedBefore);
        pair.address(name);
    }

    private JsonNode audit(String id) {
        try {
            return new ObjectMapper().readTree(send("GET", "/tasks/kill/audits/" + id, "application/json", ""));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_faulty_provider_changes_nothing_about_that() throws Exception {
        // a twentieth of everything, and often lines that are billed and that nobody can read
        Run run = new Run("batch", "0.05,batch-bad-utf8=0.2", 10);
        run.suffer(Blow.onBatches(14, 3));
        run.end();

        run.assertSettled();
        run.assertExplained();
        assertThat(run.booked(Booked.UNREAD).calls()).isPositive();
    }

    /** Some jobs, and what happened while they ran. */
    private final class Run {
        private final String task;
        private final String lane;
        private final Random random = new Random(1);
        private final Map<String, Integer> jobs = new LinkedHashMap<>();
        private final Map<String, Integer> blows = new TreeMap<>();
        private final Account billedBefore = Account.billed(provider.bill());
        private final Account undeliveredBefore = Account.undelivered(provider.bill());
        private final Map<Booked, Account> bookedBefore = Stream.of(Booked.values())
                .collect(Collectors.toMap(which -> which, which -> Account.booked(turnstile, which)));
        private final String faults;
        private final double speed;

        /** @param faults the provider's, who is so many times faster than real time */
        Run(String lane, String faults, double speed) {
            this("kill", lane, faults, speed);
        }

        Run(String task, String lane, String faults, double speed) {
            this.task = task;
            this.lane = lane;
            this.faults = faults;
            this.speed = speed;
            provider.change(faults, speed);
        }

        /** Each blow falls while a new job begins and others go on. */
        void suffer(List<Blow> all) throws Exception {
            for (int i = 0; i < all.size(); i++) {
                if (i % 2 == 0) {
                    bothServe();
                }
                // some steps are taken once a job, and soon
                if (!all.get(i).isAnywhere()) {
                    turnstile.close(all.get(i).moment());
                }
                submit();
                strike(all.get(i));
                blows.merge(all.get(i).toString(), 1, Integer::sum);
            }
            bothServe();
        }

        private void strike(Blow blow) throws Exception {
            if (blow.isAnywhere()) {
                strikeAnywhere();
                return;
            }
            Turnstile.Caught caught = turnstile.caught(blow.moment());
            switch (blow.how()) {
                case BEFORE -> {
                    pair.kill(caught.replica());
                    turnstile.undo(caught);
                    turnstile.open();
                }
                case AFTER -> {
                    pair.kill(caught.replica());
                    turnstile.open();
                }
                case IN_CALL -> strikeInCall(blow, caught);
                case PAUSED -> pause(caught);
            }
            if (blow.how().kills()) {
                pair.start(caught.replica());
            }
        }

        private void strikeAnywhere() throws Exception {
            long done = settled() + random.nextInt(10);
            Until.holds("some requests more", PATIENCE, () -> settled() >= done);
            String name = Pair.NAMES.get(random.nextInt(2));
            pair.kill(name);
            pair.start(name);
        }

        private long settled() {
            return turnstile.number("select count(*) from request where state = 2");
        }

        private void strikeInCall(Blow blow, Turnstile.Caught caught) throws Exception {
            String silence =
                    switch (blow.moment()) {
                        case "uploading" -> "batch-upload-timeout";
                        case "ordering" -> "batch-create-timeout";
                        default -> "timeout-after";
                    };
            long before = provider.struck(silence);
            provider.change(silence + "=1", speed);
            turnstile.open();
            Until.holds("the provider is silent", PATIENCE, () -> provider.struck(silence) > before);
            pair.kill(caught.replica());
            provider.change(faults, speed);
        }

        private void pause(Turnstile.Caught caught) throws Exception {
            pair.pause(caught.replica());
            turnstile.open();
            String over = turnstile
                    .rows("select now() + make_interval(secs => %d)".formatted(LEASE.toSeconds() + 1))
                    .get(0)
                    .get(0);
            Until.holds("its lease is over", () -> turnstile.number("select (now() > '" + over + "')::int") == 1);
            pair.resume(caught.replica());
        }

        private void submit() throws Exception {
            int number = jobs.size();
            String rows = IntStream.range(0, ROWS)
                    .mapToObj(row -> row + "," + text(number, row) + "\n")
                    .collect(Collectors.joining("", "id,text\n", ""));
            String path = "/jobs?task=" + task + "&id=id&text=text&lane=" + lane;
            String reply = send("POST", path, "text/csv", rows);
            jobs.put(new ObjectMapper().readTree(reply).path("id").asText(), number);
        }

        private String text(int job, int row) {
            return "Lamp " + row + " of order " + task + lane + job + faults.length() + " is " + MOODS.get(row % 2)
                    + ".";
        }

        /** Waits until all is over, and says what there was. */
        void end() {
            Until.holds("all jobs are over", PATIENCE.multipliedBy(2), () -> states("running") == 0);
            Until.holds(
                    "nobody is at work any more",
                    () -> turnstile.number("select count(*) from part where lease_until > now()") == 0);
            System.out.printf(
                    "KillIT, task %s, lane %s%s: %d kills, %d pauses %s; %d rows in %d jobs; bill %s; undelivered %s;"
                            + " ledger %s; unread %s; unanswered %s; paid twice: %s%n",
                    task,
                    lane,
                    faults.isEmpty() ? "" : " with faults " + faults,
                    count(true),
                    count(false),
                    blows,
                    jobs.size() * ROWS,
                    jobs.size(),
                    billed(),
                    undelivered(),
                    booked(Booked.CERTAIN),
                    booked(Booked.UNREAD),
                    booked(Booked.UNANSWERED),
                    provider.bill().path("paidTwice"));
            assertThat(states("completed")).isEqualTo(jobs.size());
            assertThat(provider.bill().path("paidTwice")).isEmpty();
        }

        private long count(boolean kills) {
            String paused = Blow.How.PAUSED.name().toLowerCase(Locale.ROOT);
            return blows.entrySet().stream()
                    .filter(blow -> blow.getKey().startsWith(paused) != kills)
                    .mapToInt(Map.Entry::getValue)
                    .sum();
        }

        private long states(String state) {
            return turnstile.number(
                    "select count(*) from job where state = '" + state + "' and id in (" + quoted(jobs.keySet()) + ")");
        }

        private Account billed() {
            return Account.billed(provider.bill()).minus(billedBefore);
        }

        private Account undelivered() {
            return Account.undelivered(provider.bill()).minus(undeliveredBefore);
        }

        Account delivered() {
            return billed().minus(undelivered());
        }

        Account booked(Booked which) {
            return Account.booked(turnstile, which).minus(bookedBefore.get(which));
        }

        /** Every row, once, in the order of the file, with its own answer. */
        void assertAnswered() throws Exception {
            for (Map.Entry<String, Integer> job : jobs.entrySet()) {
                assertThat(answers(job.getKey())).containsExactlyElementsOf(expected(job.getValue()));
                assertThat(counts(job.getKey())).containsExactly(ROWS + "", ROWS + "", "0");
            }
        }

        /** Every row, once, in the order of the file, with its own answer or a reason. */
        void assertSettled() throws Exception {
            for (Map.Entry<String, Integer> job : jobs.entrySet()) {
                List<String> answers = answers(job.getKey());
                List<String> expected = expected(job.getValue());
                assertThat(answers).hasSameSizeAs(expected);
                long failed = 0;
                for (int i = 0; i < expected.size(); i++) {
                    String row = expected.get(i);
                    if (!answers.get(i).equals(row)) {
                        String bare = row.substring(0, row.lastIndexOf(',', row.length() - 2) + 1);
                        assertThat(answers.get(i)).startsWith(bare + ",").contains(": ");
                        failed++;
                    }
                }
                assertThat(failed).isLessThan(ROWS / 20);
                assertThat(counts(job.getKey())).containsExactly(ROWS + "", (ROWS - failed) + "", failed + "");
            }
        }

        private List<String> expected(int job) {
            return IntStream.range(0, ROWS)
                    .mapToObj(row -> row + "," + text(job, row) + ","
                            + List.of("POSITIVE", "NEGATIVE").get(row % 2) + "," + (task.equals("vote") ? "2/2," : ""))
                    .toList();
        }

        /** As counted while they were settled: who is settled twice counts twice. */
        private List<String> counts(String job) {
            return turnstile
                    .rows("select total, answered, failed from job where id = '" + job + "'")
                    .get(0);
        }

        /**
         * What is booked as certain was delivered. What was billed beyond it is, to the token, what the ledger has for
         * batches' replies that nobody could read; and where calls went unanswered, at most what is estimated for them.
         */
        void assertExplained() {
            assertNothingTooMuch();
            Account certain = booked(Booked.CERTAIN);
            Account rest = billed().minus(certain).minus(booked(Booked.UNREAD));
            Account unanswered = booked(Booked.UNANSWERED);
            assertThat(rest.calls()).isLessThanOrEqualTo(unanswered.calls());
            assertThat(rest.input()).isBetween(0L, unanswered.input() * 115 / 100);
            assertThat(rest.output()).isBetween(0L, unanswered.output() * 115 / 100);
        }

        /** What is booked as certain was delivered. */
        void assertNothingTooMuch() {
            Account late = delivered().minus(booked(Booked.CERTAIN));
            assertThat(Stream.of(late.calls(), late.input(), late.output())).allMatch(rest -> rest >= 0);
        }
    }

    private static String quoted(Collection<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(","));
    }

    private List<String> answers(String job) throws Exception {
        List<String> lines = send("GET", "/jobs/" + job + "/answers", "text/plain", "")
                .lines()
                .toList();
        return lines.subList(1, lines.size());
    }

    private void bothServe() throws InterruptedException {
        for (String name : Pair.NAMES) {
            pair.address(name);
        }
    }

    /** Asks the one that was started earlier. */
    private String send(String method, String path, String type, String body) throws IOException, InterruptedException {
        URI base = pair.address(pair.elder());
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> reply = http.send(request, BodyHandlers.ofString());
        assertThat(reply.statusCode()).as(reply.body()).isBetween(200, 202);
        return reply.body();
    }
}
