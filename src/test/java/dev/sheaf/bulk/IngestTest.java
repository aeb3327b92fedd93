package dev.sheaf.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sheaf.pack.Prepared;
import dev.sheaf.rows.UnfitFile;
import dev.sheaf.task.Answer;
import dev.sheaf.task.DefinitionReader;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskDefaults;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestTest {
    private static final Instant NOW = Instant.parse("2026-08-01T12:00:00Z");
    private static final String LABELS = "{\"instructions\":\"Say it.\",\"labels\":[\"A\",\"B\"]";

    private final MemoryJobs jobs = new MemoryJobs(() -> NOW);
    private final ExecutorService readers = Executors.newFixedThreadPool(2);
    private final Ingest ingest = new Ingest(jobs, new Config(2, 0.25), readers, () -> NOW, () -> UUID.randomUUID()
            .toString());

    private record Config(int uploads, double badShare) implements IngestConfig {
        @Override
        public Duration retryAfter() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Duration idle() {
            return Duration.ofMinutes(1);
        }
    }

    @AfterEach
    void stop() {
        readers.shutdownNow();
    }

    @Test
    void a_file_becomes_a_job_that_runs() {
        Ingest.Submitted made = csv("name;text\r\nx;one\r\ny;\"two\r\nlines\"\r\n");

        assertThat(made.created()).isTrue();
        assertThat(made.job().state()).isEqualTo(JobState.RUNNING);
        assertThat(made.job().counts()).isEqualTo(new Job.Counts(2, 0, 0, 0));
        assertThat(made.job().file())
                .isEqualTo(new JobFile("csv", null, null, List.of("name", "text"), ";", true, false));
        assertThat(rows(made.job()))
                .extracting(JobStore.Row::id, JobStore.Row::line, JobStore.Row::cells)
                .containsExactly(tuple("1", 2L, "[\"x\",\"one\"]"), tuple("2", 3L, "[\"y\",\"two\\r\\nlines\"]"));
    }

    @Test
    void json_lines_keep_their_members() {
        Order order = order(JobFile.asked(JobFile.NDJSON, "text", "id", null), "key");
        Ingest.Submitted made = await(ingest.submit(
                order,
                Customer.ANYONE,
                labels(),
                bytes("{\"id\":7,\"text\":\"x\",\"n\":1.50}\n\n{\"id\":8}\n"
                        + "{\"id\":9,\"text\":\"y\"}\n{\"id\":10,\"text\":\"z\"}\n"),
                Runnable::run));

        assertThat(rows(made.job())).extracting(JobStore.Row::id).containsExactly("7", "8", "9", "10");
        assertThat(rows(made.job()).get(0).cells()).isEqualTo("{\"id\":7,\"text\":\"x\",\"n\":1.50}");
        assertThat(codes(made.job())).containsExactly("", "empty_text", "", "");
    }

    @Test
    void a_template_is_filled() {
        Prepared task = task(LABELS + ",\"input\":\"{title}: {text}\"}");
        Job job = await(ingest.submit(
                        order(csvFile(null, null), null),
                        Customer.ANYONE,
                        task,
                        bytes("text,title\na,b\n"),
                        Runnable::run))
                .job();
        Job same = await(ingest.submit(
                        order(csvFile(null, null), null),
                        Customer.ANYONE,
                        task,
                        bytes("text,title\na,b\na,b\n"),
                        Runnable::run))
                .job();

        jobs.answer(same.id(), 1, new Answer.OneLabel("A"));
        assertThat(codes(same)).containsExactly("A", "A");
        assertThat(job.counts().total()).isEqualTo(1);
    }

    @Test
    void bad_rows_are_values_with_their_lines() {
        String good = IntStream.range(0, 30)
                .mapToObj(i -> "g" + i + ",text " + i + "\n")
                .collect(Collectors.joining());
        Job job = submit("id,text\na,\nb\n,x\na,again\na,twice\nc,\"half\0\"\n" + good, csvFile("text", "id"), null)
                .job();

        assertThat(job.state()).isEqualTo(JobState.RUNNING);
        assertThat(codes(job).subList(0, 6))
                .containsExactly("empty_text", "column_count", "no_id", "duplicate_id", "duplicate_id", "invalid_text");
        assertThat(message(job, 1)).isEqualTo("line 3 has 1 columns where the header has 2");
        assertThat(job.counts()).isEqualTo(new Job.Counts(36, 0, 6, 6));
    }

    @Test
    void a_text_that_fits_no_pack_is_a_bad_row() {
        Prepared task = task(LABELS + ",\"packing\":{\"maxTokens\":200}}");
        String text = "word ".repeat(300);
        Job job = await(ingest.submit(
                        order(csvFile(null, null), null),
                        Customer.ANYONE,
                        task,
                        bytes("text\n" + text + "\na\nb\nc\n"),
                        Runnable::run))
                .job();

        assertThat(codes(job)).containsExactly("item_too_long", "", "", "");
    }

    @Test
    void more_bad_rows_than_allowed_end_the_job() {
        Job job = csv("text,n\na,1\n\"\",2\nb,3\n\"\",4\n").job();

        assertThat(job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.reason()).satisfies(reason -> {
            assertThat(reason.code()).isEqualTo("too_many_bad_rows");
            assertThat(reason.message())
                    .isEqualTo("2 of the first 4 rows cannot be asked about, more than a share of 0.25."
                            + " line 3 has no text. line 5 has no text. Nothing was sent.");
        });
    }

    @Test
    void a_long_file_that_is_bad_is_given_up_on_the_way() {
        AtomicInteger read = new AtomicInteger();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return "text,n\n".length() > read.get()
                        ? "text,n\n".charAt(read.getAndIncrement())
                        : ",1\n".charAt(read.getAndIncrement() % 3);
            }
        };

        Job job = await(ingest.submit(
                        order(csvFile("text", null), null), Customer.ANYONE, labels(), endless, Runnable::run))
                .job();

        assertThat(job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.counts().total()).isLessThanOrEqualTo(8_000);
    }

    @Test
    void many_rows_are_taken_in_in_their_order() {
        String rows =
                IntStream.range(0, 25_000).mapToObj(i -> "row " + i + "\n").collect(Collectors.joining());

        Job job = csv("text\n" + rows).job();

        assertThat(job.counts().total()).isEqualTo(25_000);
        assertThat(jobs.rows(job, 24_998, 10).await().indefinitely())
                .extracting(JobStore.Row::cells)
                .containsExactly("[\"row 24998\"]", "[\"row 24999\"]");
    }

    @ParameterizedTest
    @CsvSource({
        "'',             ,     empty_file",
        "'a,b\nc,d\n',   ,     no_text_column",
        "'a,b\nc,d\n',   text, no_such_column",
    })
    void a_file_that_cannot_be_read_makes_no_job(String file, @Nullable String text, String code) {
        assertThatThrownBy(() -> submit(file, csvFile(text, null), "key"))
                .isInstanceOfSatisfying(
                        UnfitFile.class, unfit -> assertThat(unfit.code()).isEqualTo(code));
        assertThat(all()).isEmpty();
    }

    @Test
    void the_same_order_again_gives_the_same_job() {
        Job first = submit("text\na\n", csvFile(null, null), "key").job();
        Ingest.Submitted again = submit("text\na\n", csvFile(null, null), "key");

        assertThat(again).isEqualTo(new Ingest.Submitted(first, false));
    }

    @Test
    void another_order_under_the_same_key_is_refused() {
        Job first = submit("text\na\n", csvFile(null, null), "key").job();

        assertThatThrownBy(() -> submit("text,b\na,b\n", csvFile(null, null), "key"))
                .isInstanceOfSatisfying(
                        KeyTaken.class, taken -> assertThat(taken.job()).isEqualTo(first.id()));
        assertThatThrownBy(() -> submit("text\na\n", csvFile("text", null), "key"))
                .isInstanceOf(KeyTaken.class);
    }

    @Test
    void a_job_that_has_its_file_is_known_by_the_order_alone() {
        Order order = order(csvFile(null, null), "key");
        assertThat(await(ingest.known(order, "mood"))).isEmpty();
        Job first = submit("text\na\n", csvFile(null, null), "key").job();

        assertThat(await(ingest.known(order, first.task()))).contains(new Ingest.Submitted(first, false));
        assertThat(await(ingest.known(order(csvFile(null, null), null), first.task())))
                .isEmpty();
        assertThatThrownBy(() -> await(ingest.known(order, "another-task"))).isInstanceOf(KeyTaken.class);
        assertThatThrownBy(() -> await(ingest.known(order(csvFile("text", null), "key"), first.task())))
                .isInstanceOf(KeyTaken.class);
    }

    @Test
    void a_job_whose_file_is_still_to_come_is_not_known() {
        Order order = order(csvFile(null, null), "key");
        String task = labels().task().name();
        List<Optional<Ingest.Submitted>> midway = new CopyOnWriteArrayList<>();
        String rows = "text\n" + "a line of some length\n".repeat(20_000);
        InputStream breaking = new SequenceInputStream(bytes(rows), new InputStream() {
            @Override
            public int read() throws IOException {
                midway.add(await(ingest.known(order, task)));
                throw new IOException("The connection broke.");
            }
        });

        assertThatThrownBy(() -> await(ingest.submit(order, Customer.ANYONE, labels(), breaking, Runnable::run)))
                .hasRootCauseInstanceOf(IOException.class);

        assertThat(all()).extracting(Job::state).containsExactly(JobState.FAILED);
        assertThat(midway).isNotEmpty().containsOnly(Optional.empty());
        assertThat(await(ingest.known(order, task))).isEmpty();
    }

    @Test
    void a_file_that_breaks_off_can_come_again_under_its_key() {
        InputStream broken = new SequenceInputStream(bytes("text\na\nb\n"), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("The connection broke.");
            }
        });
        assertThatThrownBy(() -> await(ingest.submit(
                        order(csvFile(null, null), "key"), Customer.ANYONE, labels(), broken, Runnable::run)))
                .hasRootCauseInstanceOf(IOException.class);
        assertThat(all()).allSatisfy(job -> assertThat(job.state()).isEqualTo(JobState.FAILED));

        Ingest.Submitted again = submit("text\na\nb\nc\n", csvFile(null, null), "key");

        assertThat(again.created()).isTrue();
        assertThat(again.job().counts().total()).isEqualTo(3);
        assertThat(all()).hasSize(1);
    }

    @Test
    void no_more_files_are_read_at_once_than_allowed() throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        List<Uni<Ingest.Submitted>> held = IntStream.range(0, 2)
                .mapToObj(i -> ingest.submit(
                        order(csvFile(null, null), null),
                        Customer.ANYONE,
                        labels(),
                        waiting(reading, go),
                        Runnable::run))
                .toList();
        var first = held.get(0).subscribeAsCompletionStage();
        var second = held.get(1).subscribeAsCompletionStage();
        reading.await();

        assertThatThrownBy(() -> csv("text\na\n"))
                .isInstanceOfSatisfying(TooManyUploads.class, refused -> assertThat(refused.retryAfter())
                        .isEqualTo(Duration.ofSeconds(5)));
        go.countDown();
        assertThat(List.of(first.join(), second.join())).allMatch(Ingest.Submitted::created);
        assertThat(csv("text\na\n").created()).isTrue();
    }

    @Test
    void a_caller_who_gives_up_frees_its_place_and_its_body_is_closed() throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        var upload = ingest.submit(
                        order(csvFile(null, null), null),
                        Customer.ANYONE,
                        labels(),
                        waiting(reading, closed),
                        Runnable::run)
                .subscribe()
                .with(any -> {});
        reading.await();

        upload.cancel();

        closed.await();
        assertThat(csv("text\na\n").created()).isTrue();
    }

    @Test
    void who_cancels_a_job_frees_the_reader_that_waits_for_more_of_it() throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Order order = order(csvFile(null, null), null);
        var upload = ingest.submit(
                        order,
                        Customer.ANYONE,
                        labels(),
                        new SequenceInputStream(bytes("text\n" + "a\n".repeat(10_000)), waiting(reading, closed)),
                        Runnable::run)
                .subscribeAsCompletionStage();
        reading.await();
        String job = await(jobs.list(order.tenant(), JobState.INGESTING, null, 1))
                .get(0)
                .id();
        await(jobs.cancel(order.tenant(), job));

        ingest.giveUp(job);

        assertThat(upload.join().job().state()).isEqualTo(JobState.CANCELLED);
        closed.await();
    }

    /** Waits at its begin; closing it ends that. */
    private static InputStream waiting(CountDownLatch reading, CountDownLatch go) {
        return new SequenceInputStream(
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        reading.countDown();
                        try {
                            go.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                        return -1;
                    }

                    @Override
                    public void close() {
                        go.countDown();
                    }
                },
                bytes("text\na\n"));
    }

    private Ingest.Submitted csv(String file) {
        return submit(file, csvFile(null, null), null);
    }

    private Ingest.Submitted submit(String file, JobFile asked, @Nullable String key) {
        return await(ingest.submit(order(asked, key), Customer.ANYONE, labels(), bytes(file), Runnable::run));
    }

    private static JobFile csvFile(@Nullable String text, @Nullable String id) {
        return JobFile.asked(JobFile.CSV, text, id, null);
    }

    private static Order order(JobFile file, @Nullable String key) {
        return new Order("tenant", key, Lane.BATCH, file, null, null, null, null);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static <T> T await(Uni<T> asked) {
        try {
            return asked.subscribeAsCompletionStage().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static Prepared labels() {
        return task(LABELS + "}");
    }

    private static Prepared task(String definition) {
        var reader = new DefinitionReader(new TaskDefaults("gpt-4o-mini", 8_000, 4_000, Duration.ZERO));
        var read = reader.read(dev.sheaf.rows.Json.lenient(definition.getBytes(StandardCharsets.UTF_8)));
        return Prepared.of(new Task("tenant", "mood", "v1", read.definition().orElseThrow(), NOW), Set.of());
    }

    private List<Job> all() {
        return jobs.list("tenant", null, null, 100).await().indefinitely();
    }

    private List<JobStore.Row> rows(Job job) {
        return jobs.rows(job, 0, 1_000).await().indefinitely();
    }

    /** The code of each row's reason, or its label. */
    private List<String> codes(Job job) {
        return rows(job).stream()
                .map(row -> row.answer()
                        .map(answer -> answer instanceof Answer.NoAnswer none
                                ? none.code()
                                : String.valueOf(((Answer.OneLabel) answer).label()))
                        .orElse(""))
                .toList();
    }

    private String message(Job job, int at) {
        return ((Answer.NoAnswer) rows(job).get(at).answer().orElseThrow()).message();
    }
}
