package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobFile;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.NewItem;
import dev.sheaf.bulk.Works;
import dev.sheaf.cost.Cap;
import dev.sheaf.cost.Caps;
import dev.sheaf.cost.Money;
import dev.sheaf.pack.Tasks;
import dev.sheaf.simulator.FaultPlan;
import dev.sheaf.simulator.Simulator;
import dev.sheaf.task.Answer;
import dev.sheaf.task.TaskCatalog;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole bulk lane over HTTP, against the simulator and what it does wrong. */
@QuarkusTest
@WithTestResource(SimulatorResource.class)
class BulkSimulatorTest {
    private static final int ROWS = 1_500;
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final int FEW_ROWS = 300;

    Simulator simulator;

    @Inject
    TaskCatalog catalog;

    @Inject
    JobStore jobs;

    @Inject
    Caps caps;

    @Inject
    Works works;

    @AfterEach
    void calm() {
        simulator.change(simulator.options().withFaults(FaultPlan.NONE));
    }

    @Test
    void a_job_is_answered_by_one_batch_and_costs_what_the_provider_says() throws Exception {
        JsonNode before = bill();
        Job done = run(Lane.BATCH, ROWS);

        assertThat(done.counts()).isEqualTo(new Job.Counts(ROWS, ROWS, 0, 0));
        assertThat(bill().path("batchRequests").asLong()
                        - before.path("batchRequests").asLong())
                .isEqualTo(75);
        assertBilled(done, before);
    }

    @ParameterizedTest
    @CsvSource({"0.05, 1, BATCH", "all=0.05, 2, BATCH", "all=0.05, 3, ONLINE"})
    void whatever_the_provider_does_each_row_ends_once_and_is_paid_once(String faults, long seed, Lane lane)
            throws Exception {
        JsonNode before = bill();
        simulator.change(simulator.options().withSeed(seed).withFaults(FaultPlan.parse(faults)));
        Job done = run(lane, FEW_ROWS);

        assertThat(done.state()).isEqualTo(JobState.COMPLETED);
        assertThat(done.counts().open()).isZero();
        assertThat(done.counts().total()).isEqualTo(FEW_ROWS);
        assertBilled(done, before);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void what_was_billed_for_lines_that_nobody_can_read_is_in_the_ledger(long seed) throws Exception {
        JsonNode before = bill();
        String faults = "batch-bad-utf8=0.1,batch-lost-line=0.1,batch-status-zero=0.1,batch-cut-line=0.3";
        simulator.change(simulator.options().withSeed(seed).withFaults(FaultPlan.parse(faults)));
        Job done = run(Lane.BATCH, ROWS);

        JobStore.Spent spent = await(() -> jobs.spent(done));
        assertThat(done.counts()).as(unanswered(done)).isEqualTo(new Job.Counts(ROWS, ROWS, 0, 0));
        assertThat(spent.unconfirmed()).isPositive();
        assertThat(spent.input()).isEqualTo(grown("inputTokens", before));
        assertThat(spent.output()).isEqualTo(grown("outputTokens", before));
        // how many calls the tokens of unreadable lines were is an estimate
        assertThat(spent.calls()).isCloseTo(grown("calls", before), withinPercentage(10));
    }

    @Test
    void a_job_goes_on_as_soon_as_there_is_room_under_its_cap() {
        String tenant = UUID.randomUUID().toString();
        await(() -> caps.put(tenant, new Cap(Cap.Scope.TENANT, "", Money.ZERO)));
        Job job = begin(tenant, Lane.ONLINE, FEW_ROWS);
        Until.holds("it is held", () -> find(job).state() == JobState.PAUSED);
        int[] quiet = {0};
        Until.holds("nobody looks at it any more", () -> {
            quiet[0] = works.running() > 0 || works.isClaiming() ? 0 : quiet[0] + 1;
            return quiet[0] > 100;
        });

        await(() -> caps.remove(tenant, Cap.Scope.TENANT, ""));

        assertThat(ended(job).counts()).isEqualTo(new Job.Counts(FEW_ROWS, FEW_ROWS, 0, 0));
    }

    private String unanswered(Job done) {
        return await(() -> jobs.rows(done, 0, ROWS)).stream()
                        .filter(row -> row.answer()
                                .filter(answer -> !(answer instanceof Answer.NoAnswer))
                                .isEmpty())
                        .map(row -> row + " " + await(() -> jobs.story(done, row.id())))
                        .collect(Collectors.joining("\n"))
                + await(() -> jobs.parts(done));
    }

    private long grown(String figure, JsonNode before) throws IOException, InterruptedException {
        return bill().path(figure).asLong() - before.path(figure).asLong();
    }

    private Job run(Lane lane, int rows) {
        return ended(begin(UUID.randomUUID().toString(), lane, rows));
    }

    private Job begin(String tenant, Lane lane, int rows) {
        String version = await(() -> catalog.put(tenant, "test", Tasks.sentiment()))
                .task()
                .version();
        Job job = new Job(
                tenant,
                "job_" + UUID.randomUUID().toString().substring(0, 8),
                null,
                "test",
                version,
                lane,
                new JobFile(JobFile.CSV, "text", null, List.of("text"), null, false, false),
                null,
                Map.of(),
                JobState.INGESTING,
                false,
                null,
                Job.Counts.NONE,
                Integer.MAX_VALUE,
                Instant.now(),
                null,
                null);
        Job opened = await(() -> jobs.open(job, Duration.ofMinutes(1))).job();
        List<NewItem> items = LongStream.rangeClosed(1, rows)
                .mapToObj(seq -> new NewItem(seq, "r" + seq, seq + 1, "[]", text(seq), null))
                .toList();
        await(() -> jobs.add(opened, items, Duration.ofMinutes(1)));
        await(() -> jobs.begin(opened));
        return opened;
    }

    private Job ended(Job job) {
        Until.holds("the job is over", BOUND, () -> find(job).state().isOver());
        return find(job);
    }

    private static String text(long seq) {
        String mood = seq % 3 == 0 ? "great" : seq % 3 == 1 ? "awful" : "blue";
        return String.format(Locale.ROOT, "Lamp number %d is %s.", seq, mood);
    }

    private Job find(Job job) {
        return await(() -> jobs.find(job.tenant(), job.id())).orElseThrow();
    }

    /** What was confirmed is, to the token, what was served and delivered. */
    private void assertBilled(Job job, JsonNode before) throws Exception {
        JsonNode after = bill();
        JobStore.Spent spent = await(() -> jobs.spent(job));
        assertThat(after.path("paidTwice")).isEmpty();
        if (spent.unconfirmed() == 0) {
            assertThat(spent.input()).isEqualTo(delivered(after, "inputTokens") - delivered(before, "inputTokens"));
            assertThat(spent.output()).isEqualTo(delivered(after, "outputTokens") - delivered(before, "outputTokens"));
        }
    }

    private static long delivered(JsonNode bill, String tokens) {
        return bill.path(tokens).asLong()
                - bill.path("undelivered").path(tokens).asLong();
    }

    private JsonNode bill() throws IOException, InterruptedException {
        URI address = simulator.baseUrl().resolve("/simulator/bill");
        String body = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
        return new ObjectMapper().readTree(body);
    }

    private static <T> T await(Supplier<Uni<T>> asked) {
        try {
            return VertxContextSupport.subscribeAndAwait(asked);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
