package dev.sheaf.store;

import static dev.sheaf.store.BulkRun.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.PlainWire;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.pack.Tasks;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How large parts are, and the files that they become. */
@ExtendWith(OwnDatabase.class)
class PartLimitsTest {
    private BulkRun run;

    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
    }

    private final Map<String, String> uploaded = new ConcurrentHashMap<>();

    private void keepFiles() {
        run.provider.after = call -> {
            if (call.equals("upload")) {
                run.provider.names.forEach((id, name) -> uploaded.put(id, run.provider.files.get(id)));
            }
            return Optional.empty();
        };
    }

    @Test
    void parts_hold_no_more_requests_than_they_may() {
        run.settings.put("sheaf.bulk.max-requests", "3");
        Job job = run.submit(BulkRun.PAIRS, Lane.BATCH, null, BulkRun.texts(20));

        run.finish(job, run.replica());

        assertThat(run.parts(job)).extracting(part -> part.size().requests()).containsExactly(3, 3, 3, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"plain text", "äöü ß ☃ \ud83d\ude00 \u2028", "\"quoted\" \\ and\nbroken\r\nlines\t\u0001", "長い文章"
            })
    void files_are_never_larger_than_they_may_be(String text) {
        keepFiles();
        run.settings.put("sheaf.bulk.max-bytes", "4000");
        List<String> texts = IntStream.range(0, 60)
                .mapToObj(i -> i + " " + text.repeat(i % 7))
                .toList();
        Job job = run.submit(BulkRun.PAIRS, Lane.BATCH, null, texts);

        run.finish(job, run.replica());

        assertThat(run.parts(job)).hasSizeGreaterThan(2);
        assertThat(uploaded.values()).allSatisfy(file -> assertThat(file.getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(4_000));
        run.assertAnswered(job, texts);
    }

    @Test
    void another_replica_writes_a_parts_file_again_byte_for_byte() {
        keepFiles();
        run.settings.put("sheaf.bulk.lease", "PT2S"); // the dead one's runs out, and no living one's does
        Job job = run.submit(Tasks.sentiment("'packing':{'shuffle':true}"), Lane.BATCH, null, BulkRun.texts(600));
        Life life = new Life("uploaded");
        run.until("it is uploaded", life::isOver, run.replica(life));
        run.provider.names.replaceAll((id, name) -> "mislaid");

        run.finish(job, run.replica());

        assertThat(uploaded).hasSize(2);
        assertThat(Set.copyOf(uploaded.values())).hasSize(1);
    }

    @Test
    void a_large_job_is_planned_in_stretches_into_full_packs() {
        run.settings.put("sheaf.bulk.max-requests", "1000");
        Job job = run.submit(Tasks.sentiment(), Lane.BATCH, null, BulkRun.texts(60_000));

        Job done = run.finish(job, run.replica());

        assertThat(done.counts().answered()).isEqualTo(60_000);
        assertThat(run.parts(job)).extracting(part -> part.size().items()).containsExactly(20_000, 20_000, 20_000);
        assertThat(run.provider.bill).hasSize(3_000).doesNotHaveDuplicates();
    }

    @Test
    void a_request_file_is_read_no_further_than_a_page_ahead_of_its_writing() {
        Job job = run.submit(Tasks.sentiment("'packing':{'maxItems':1}"), Lane.BATCH, null, BulkRun.texts(5_000));
        Life life = new Life();
        AtomicInteger ahead = new AtomicInteger();
        run.wire = new PlainWire() {
            @Override
            public ObjectNode body(ChatRequest request) {
                // the first line takes its time: a reader that does not wait for it would be at the end
                if (request.id().endsWith("-1") && ahead.get() == 0) {
                    LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                    ahead.set(life.count("requests"));
                }
                return super.body(request);
            }
        };

        run.finish(job, run.replica(life));

        assertThat(life.count("requests")).isEqualTo(21);
        assertThat(ahead.get()).as("pages that are held at once").isBetween(1, 4);
    }

    @Test
    void a_stretch_that_is_planned_is_let_go() {
        Job job = run.submit(Tasks.sentiment(), Lane.BATCH, null, BulkRun.texts(50_000));
        Life life = new Life();
        List<WeakReference<Object>> stretches = new ArrayList<>();
        AtomicBoolean gone = new AtomicBoolean();
        life.heard = (call, items) -> {
            if (call.equals("waiting")) {
                stretches.add(new WeakReference<>(items));
                gone.compareAndSet(false, stretches.size() == 8 && areGone(stretches.subList(0, 4)));
            }
        };

        run.finish(job, run.replica(life));

        assertThat(gone).isTrue();
    }

    @Test
    void of_long_texts_fewer_are_held_at_once() {
        String length = "very, ".repeat(1_000);
        List<String> texts = IntStream.range(0, 2_000)
                .mapToObj(i -> "Comment " + i + " is " + length + "good")
                .toList();
        Job job = run.submit(Tasks.sentiment("'packing':{'maxItems':20,'maxTokens':100000}"), Lane.BATCH, null, texts);
        Life life = new Life();
        List<Integer> planned = new ArrayList<>();
        List<Integer> written = new ArrayList<>();
        life.heard = (call, page) -> {
            if (call.equals("waiting")) {
                planned.add(((List<?>) page).size());
            } else if (call.equals("requests")) {
                written.add(((List<?>) page).size());
            }
        };

        Job done = run.finish(job, run.replica(life));

        assertThat(done.counts().answered()).isEqualTo(2_000);
        assertThat(planned.subList(1, planned.size())).isNotEmpty().allMatch(items -> items * 6_000L < 5 << 20);
        assertThat(written).isNotEmpty().allMatch(requests -> requests * 20 * 6_000L < 3 << 20);
        assertThat(run.provider.bill).hasSize(100);
    }

    private static boolean areGone(List<WeakReference<Object>> all) {
        for (int i = 0; i < 20; i++) {
            System.gc();
            if (all.stream().allMatch(one -> one.get() == null)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void work_is_found_by_the_indexes_made_for_it() {
        Job job = run.submit(BulkRun.PAIRS, Lane.BATCH, null, BulkRun.texts(3_000));
        await(run.pool.query("analyze").execute());

        assertThat(plan(PlanSql.WAITING_NEW, Tuple.of(job.id(), 100)))
                .contains("item_pkey")
                .doesNotContain("Sort");
        assertThat(plan(PlanSql.WAITING_AGAIN, Tuple.of(job.id(), 2, 100)))
                .contains("item_waiting")
                .doesNotContain("Sort");
        assertThat(plan(PartSql.ASKED_BETWEEN, Tuple.of(job.id(), 100L, 200L))).contains("item_pkey");
        assertThat(plan(PlanSql.ROUND_WAITING, Tuple.of(job.id())))
                .contains("item_waiting", "item_pkey")
                .doesNotContain("Seq Scan on item");
        assertThat(plan(JobSql.ROWS, Tuple.of(job.id(), 2_000L, 100)))
                .contains("item_pkey")
                .doesNotContain("Sort");
    }

    /** An array is made before all else; a mere subquery may be run again and again, and then claims more than it may. */
    @Test
    void what_is_due_is_looked_for_once() {
        Tuple jobs = Tuple.of("owner", 1.0, 3).addArrayOfString(new String[0]);
        assertThat(plan(LeaseSql.CLAIM_JOBS, jobs)).contains("InitPlan");
        assertThat(plan(BatchSql.CLAIM, jobs)).contains("InitPlan");
        Tuple parts = Tuple.of("owner", 1.0, 3).addArrayOfLong(new Long[0]);
        assertThat(plan(LeaseSql.CLAIM_PARTS, parts)).contains("InitPlan");
        assertThat(plan(FileSql.SWEEP, Tuple.of(3))).contains("InitPlan");
    }

    private String plan(String sql, Tuple values) {
        StringBuilder plan = new StringBuilder();
        await(run.pool.preparedQuery("explain " + sql).execute(values))
                .forEach(row -> plan.append(row.getString(0)).append('\n'));
        return plan.toString();
    }
}
