package dev.sheaf.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.task.Answer;
import dev.sheaf.task.Item;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store of jobs does. */
public abstract class JobStoreContract {
    protected static final Duration HOLD = Duration.ofMinutes(2);
    private static final Instant BEGIN = Instant.parse("2026-08-01T12:00:00Z");
    private static final int AT_ONCE = 8;
    private static final Answer YES = new Answer.OneLabel("YES");
    private static final Answer NO = new Answer.OneLabel("NO");
    private static final Answer REFUSED = new Answer.NoAnswer("answer_refused", "The model refused to answer.");

    /** Of its own for each test: a database is shared. */
    protected final String tenant = UUID.randomUUID().toString();

    protected abstract JobStore jobs();

    protected abstract <T> T await(Supplier<Uni<T>> asked);

    /** What the work on a job that has begun does with one of its items. */
    protected abstract void answer(Job job, long seq, Answer answer);

    /** What the work does with a job when nothing of it waits any more. */
    protected abstract void complete(Job job);

    /** Lets time pass for what the store remembers. */
    protected abstract void pass(Duration time);

    // keys

    @Test
    void a_job_is_found_as_it_was_opened() {
        Job job = knowing(job("key", BEGIN.plusSeconds(3_600)), Duration.ofDays(30));
        JobStore.Opened opened = open(job);

        assertThat(opened.begun()).isTrue();
        assertThat(opened.job())
                .usingRecursiveComparison()
                .ignoringFields("createdAt")
                .isEqualTo(job);
        assertThat(find(job)).contains(opened.job());
    }

    @Test
    void the_same_key_again_gives_the_same_job() {
        Job first = open(job("key")).job();
        begin(first, row(1, "a", "one"));

        JobStore.Opened again = open(job("key"));

        assertThat(again.begun()).isFalse();
        assertThat(again.job().id()).isEqualTo(first.id());
        assertThat(again.job().counts().total()).isEqualTo(1);
        assertThat(list(null, null, 10)).hasSize(1);
    }

    @Test
    void a_key_is_its_tenants_own() {
        Job first = open(job("key")).job();
        Job other = jobOf("another-" + tenant, "key", null);

        assertThat(open(other).begun()).isTrue();
        assertThat(find(first)).contains(first);
        assertThat(await(() -> jobs().list(other.tenant(), null, null, 9)))
                .extracting(Job::id)
                .containsExactly(other.id());
    }

    @Test
    void a_job_is_found_by_its_key_among_its_tenants_own() {
        Job first = open(job("key")).job();
        open(job(null));
        open(jobOf("another-" + tenant, "key", null));

        assertThat(await(() -> jobs().findByKey(tenant, "key"))).contains(first);
        assertThat(await(() -> jobs().findByKey(tenant, "other"))).isEmpty();
    }

    @Test
    void jobs_without_a_key_are_jobs_of_their_own() {
        assertThat(open(job(null)).begun()).isTrue();
        assertThat(open(job(null)).begun()).isTrue();
        assertThat(list(null, null, 10)).hasSize(2);
    }

    @Test
    void of_callers_who_come_at_once_with_one_key_one_begins() {
        List<CompletableFuture<JobStore.Opened>> calls = IntStream.range(0, AT_ONCE)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> open(job("key")), JobStoreContract::onItsOwn))
                .toList();
        List<JobStore.Opened> opened =
                calls.stream().map(CompletableFuture::join).toList();

        assertThat(opened).filteredOn(JobStore.Opened::begun).hasSize(1);
        assertThat(opened)
                .extracting(each -> each.job().id())
                .containsOnly(opened.get(0).job().id());
    }

    /** A common pool's threads do not see the test's classes. */
    private static void onItsOwn(Runnable work) {
        new Thread(work, "caller").start();
    }

    @Test
    void an_upload_that_is_under_way_is_nobody_elses() {
        Job first = open(job("key")).job();
        pass(HOLD.minusSeconds(1));
        add(first, row(1, "a", "one"));
        pass(HOLD.minusSeconds(1));

        assertThat(open(job("key")).begun()).isFalse();
    }

    @Test
    void an_upload_whose_reader_is_gone_is_begun_anew_under_its_id() {
        Job first = open(job("key")).job();
        add(first, row(1, "a", "one"), row(2, "b", "two"));
        pass(HOLD.plusSeconds(1));

        JobStore.Opened again = open(job("key"));

        assertThat(again.begun()).isTrue();
        assertThat(again.job().id()).isEqualTo(first.id());
        assertThat(again.job().counts()).isEqualTo(Job.Counts.NONE);
        assertThat(add(again.job(), row(1, "a", "three"))).isZero();
        assertThat(rows(again.job())).extracting(JobStore.Row::id).containsExactly("a");
    }

    @Test
    void an_upload_whose_reader_gives_it_back_is_begun_anew_at_once() {
        Job first = open(job("key")).job();
        add(first, row(1, "a", "one"));
        await(() -> jobs().letGo(first));

        JobStore.Opened again = open(job("key"));

        assertThat(again.begun()).isTrue();
        assertThat(again.job().id()).isEqualTo(first.id());
        await(() -> jobs().letGo(first));
        assertThat(open(job("key")).begun()).isFalse();
    }

    @Test
    void a_reason_may_repeat_whatever_stood_in_the_file() {
        Job job = open(job(null)).job();

        Job failed =
                await(() -> jobs().fail(job, new Job.Failure("too_many_bad_rows", "found \0 behind \uD83C\uDF3E")));

        assertThat(failed.reason()).isNotNull();
        assertThat(failed.reason().message()).startsWith("found ").endsWith(" behind \uD83C\uDF3E");
    }

    @Test
    void a_job_that_runs_cannot_be_given_back_by_its_reader() {
        Job job = begin(open(job("key")).job(), row(1, "a", "one"));

        await(() -> jobs().letGo(job));

        assertThat(open(job("key")).begun()).isFalse();
        assertThat(found(job).state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void an_upload_that_broke_off_is_begun_anew_as_the_new_call_says() {
        Job first = open(job("key")).job();
        add(first, row(1, "a", "one"));
        fail(first, Job.Failure.UPLOAD_INCOMPLETE);
        Job other = job("key", BEGIN.plusSeconds(60));

        JobStore.Opened again = open(other);

        assertThat(again.begun()).isTrue();
        assertThat(again.job().id()).isEqualTo(first.id());
        assertThat(again.job().state()).isEqualTo(JobState.INGESTING);
        assertThat(again.job().reason()).isNull();
        assertThat(again.job().endedAt()).isNull();
        assertThat(again.job().deadlineAt()).isEqualTo(other.deadlineAt());
        assertThat(rows(again.job())).isEmpty();
    }

    @Test
    void a_job_whose_file_was_bad_keeps_its_key() {
        Job first = open(job("key")).job();
        Job failed = fail(first, Job.Failure.TOO_MANY_BAD_ROWS);

        assertThat(failed.state()).isEqualTo(JobState.FAILED);
        assertThat(failed.reason()).isEqualTo(new Job.Failure(Job.Failure.TOO_MANY_BAD_ROWS, "why"));
        assertThat(failed.endedAt()).isNotNull();
        assertThat(open(job("key"))).isEqualTo(new JobStore.Opened(failed, false));
    }

    // rows

    @Test
    void rows_come_in_the_order_of_the_file_and_page_by_page() {
        Job job = open(job(null)).job();
        add(job, row(1, "c", "one"), row(2, "a", "two"));
        add(job, row(3, "b", "three"));

        assertThat(rows(job)).extracting(JobStore.Row::id).containsExactly("c", "a", "b");
        assertThat(await(() -> jobs().rows(job, 1, 1)))
                .containsExactly(new JobStore.Row(2, "a", 3, "[\"two\"]", Optional.empty(), null));
        assertThat(await(() -> jobs().rows(job, 3, 10))).isEmpty();
    }

    @Test
    void many_rows_are_all_there() {
        Job job = open(job(null)).job();
        for (int block = 0; block < 5; block++) {
            int from = block * 1_000;
            add(
                    job,
                    IntStream.rangeClosed(from + 1, from + 1_000)
                            .mapToObj(i -> row(i, "id" + i, "text " + i))
                            .toArray(NewItem[]::new));
        }
        Job begun = begin(job);

        assertThat(begun.counts()).isEqualTo(new Job.Counts(5_000, 0, 0, 0));
        List<Long> seen = new ArrayList<>();
        for (long after = 0; after < 5_000; after += 700) {
            long behind = after;
            await(() -> jobs().rows(begun, behind, 700)).forEach(row -> seen.add(row.seq()));
        }
        assertThat(seen)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 5_000).boxed().toList());
    }

    @Test
    void what_stands_in_a_row_comes_back_as_it_went_in() {
        String odd = "[\"a\\\"b\\u0000\",\"\ud83d\ude00\",\"'; drop table item; --\",\"{1,2}\"]";
        Job job = open(job(null)).job();
        add(job, new NewItem(1, "id ,\"{}\\\ud83d\ude00", 7, odd, "NULL", null));
        begin(job);

        assertThat(rows(job))
                .containsExactly(new JobStore.Row(1, "id ,\"{}\\\ud83d\ude00", 7, odd, Optional.empty(), null));
    }

    @Test
    void a_sample_is_of_rows_that_could_be_asked_about_and_the_same_for_the_same_seed() {
        Job job = open(job(null)).job();
        NewItem[] rows = IntStream.range(2, 60)
                .mapToObj(i -> row(i, "r" + i, "text " + i))
                .toArray(NewItem[]::new);
        add(job, bad(1, "", "no_id"));
        add(job, rows);
        Job begun = begin(job, row(60, "last", "the last"));

        List<Item> all = await(() -> jobs().sample(begun, 100, 1));
        assertThat(all).hasSize(59).contains(new Item("r2", "text 2"), new Item("last", "the last"));
        List<Item> some = await(() -> jobs().sample(begun, 10, 1));
        assertThat(some).hasSize(10).doesNotHaveDuplicates().isSubsetOf(all);
        assertThat(await(() -> jobs().sample(begun, 10, 1))).isEqualTo(some);
        assertThat(await(() -> jobs().sample(begun, 10, 2))).isNotEqualTo(some);
    }

    @Test
    void a_bad_row_has_its_reason_and_stops_no_other() {
        Job job = open(job(null)).job();
        add(job, bad(1, "", "no_id"), bad(2, "", "empty_text"), row(3, "c", "three"), bad(4, "d", "empty_text"));
        Job begun = begin(job);

        assertThat(begun.counts()).isEqualTo(new Job.Counts(4, 0, 3, 3));
        assertThat(rows(job))
                .extracting(JobStoreContract::shown)
                .containsExactly("!no_id", "!empty_text", "c", "d!empty_text");
    }

    @Test
    void an_id_that_the_job_has_already_makes_a_bad_row() {
        Job job = open(job(null)).job();
        assertThat(add(job, row(1, "a", "one"), row(2, "b", "two"), row(3, "a", "three")))
                .isEqualTo(1);
        assertThat(add(job, row(4, "b", "four"), row(5, "b", "five"), row(6, "c", "six")))
                .isEqualTo(2);
        Job begun = begin(job);

        assertThat(begun.counts()).isEqualTo(new Job.Counts(6, 0, 3, 3));
        assertThat(rows(job))
                .extracting(row -> code(row).orElse("open"))
                .containsExactly("open", "open", "duplicate_id", "duplicate_id", "duplicate_id", "open");
        assertThat(story(job, "a")).get().extracting(story -> story.row().seq()).isEqualTo(1L);
    }

    @Test
    void another_jobs_ids_do_not_matter() {
        Job first = open(job(null)).job();
        Job second = open(job(null)).job();

        assertThat(add(first, row(1, "a", "one"))).isZero();
        assertThat(add(second, row(1, "a", "one"))).isZero();
    }

    // work

    @Test
    void a_file_without_rows_begins_as_well() {
        Job begun = begin(open(job(null)).job());

        assertThat(begun.state()).isEqualTo(JobState.RUNNING);
        assertThat(begun.counts()).isEqualTo(Job.Counts.NONE);
    }

    @Test
    void answers_and_reasons_are_counted() {
        Job job = begin(open(job(null)).job(), row(1, "a", "one"), row(2, "b", "two"), row(3, "c", "three"));
        answer(job, 1, YES);
        answer(job, 2, REFUSED);

        assertThat(found(job).counts()).isEqualTo(new Job.Counts(3, 1, 1, 0));
        assertThat(found(job).counts().open()).isEqualTo(1);
        assertThat(rows(job)).extracting(JobStoreContract::shown).containsExactly("a=YES", "b!answer_refused", "c");
    }

    @Test
    void identical_texts_are_answered_together_and_counted_each() {
        Job job = begin(
                open(job(null)).job(),
                row(1, "a", "same"),
                row(2, "b", "other"),
                row(3, "c", "same"),
                row(4, "d", "same"));
        answer(job, 1, YES);

        assertThat(found(job).counts()).isEqualTo(new Job.Counts(4, 3, 0, 0));
        assertThat(rows(job)).extracting(JobStoreContract::shown).containsExactly("a=YES", "b", "c=YES", "d=YES");
        assertThat(story(job, "d")).get().extracting(JobStore.Story::askedAs).isEqualTo(1L);
        assertThat(story(job, "b")).get().extracting(JobStore.Story::askedAs).isEqualTo(2L);
    }

    @Test
    void answers_that_are_known_are_taken_over_where_that_is_wanted() {
        Job first = begin(open(job(null)).job(), row(1, "a", "known"), row(2, "b", "refused"), row(3, "c", "new"));
        answer(first, 1, YES);
        answer(first, 2, REFUSED);
        complete(first);
        pass(Duration.ofMinutes(10));

        Job second = open(knowing(job(null), Duration.ofMinutes(11))).job();
        add(second, row(1, "x", "known"), row(2, "y", "refused"), row(3, "z", "known"), row(4, "n", "never"));
        Job begun = begin(second);

        assertThat(begun.counts()).isEqualTo(new Job.Counts(4, 2, 0, 0));
        assertThat(rows(begun)).extracting(JobStoreContract::shown).containsExactly("x=YES", "y", "z=YES", "n");
    }

    @Test
    void answers_that_are_older_or_of_another_version_or_tenant_are_not_taken_over() {
        Job first = begin(open(job(null)).job(), row(1, "a", "known"));
        answer(first, 1, YES);
        pass(Duration.ofMinutes(10));
        Duration day = Duration.ofDays(1);
        Job late = knowing(job(null), Duration.ofMinutes(9));
        Job other = knowing(version(job(null), "v2"), day);
        Job stranger = knowing(jobOf("another-" + tenant, null, null), day);

        assertThat(Stream.of(late, other, stranger)
                        .map(job -> begin(open(job).job(), row(1, "a", "known")).counts()))
                .containsOnly(new Job.Counts(1, 0, 0, 0));
    }

    @Test
    void a_job_that_is_begun_anew_takes_over_what_it_wants_by_now() {
        open(knowing(job("key"), Duration.ofDays(1)));
        pass(HOLD.plusSeconds(1));

        JobStore.Opened again = open(knowing(job("key"), Duration.ofMillis(1_500)));

        assertThat(again.begun()).isTrue();
        assertThat(again.job().knownAnswers()).isEqualTo(Duration.ofMillis(1_500));
    }

    @Test
    void known_answers_are_left_alone_where_nobody_wants_them() {
        Job first = begin(open(job(null)).job(), row(1, "a", "known"));
        answer(first, 1, YES);

        Job second = begin(open(job(null)).job(), row(1, "a", "known"));

        assertThat(second.counts()).isEqualTo(new Job.Counts(1, 0, 0, 0));
    }

    // what its owner does

    @Test
    void a_job_is_paused_and_resumed() {
        Job job = begin(open(job(null)).job(), row(1, "a", "one"));

        assertThat(await(() -> jobs().resume(tenant, job.id()))).isFalse();
        assertThat(await(() -> jobs().pause(tenant, job.id()))).isTrue();
        assertThat(found(job).state()).isEqualTo(JobState.PAUSED);
        assertThat(await(() -> jobs().pause(tenant, job.id()))).isFalse();
        assertThat(await(() -> jobs().resume(tenant, job.id()))).isTrue();
        assertThat(found(job).state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void a_job_that_is_read_cannot_be_paused() {
        Job job = open(job(null)).job();

        assertThat(await(() -> jobs().pause(tenant, job.id()))).isFalse();
        assertThat(found(job).state()).isEqualTo(JobState.INGESTING);
    }

    @Test
    void a_cancelled_job_keeps_its_answers() {
        Job job = begin(open(job(null)).job(), row(1, "a", "one"), row(2, "b", "two"));
        answer(job, 1, YES);

        assertThat(await(() -> jobs().cancel(tenant, job.id()))).isTrue();
        assertThat(found(job).cancelling() || found(job).state() == JobState.CANCELLED)
                .isTrue();
        assertThat(rows(job)).extracting(JobStoreContract::shown).contains("a=YES");
    }

    @Test
    void a_job_that_is_cancelled_while_it_is_read_does_not_begin() {
        Job job = open(job(null)).job();
        add(job, row(1, "a", "one"));
        await(() -> jobs().cancel(tenant, job.id()));

        assertThatThrownBy(() -> begin(job, row(2, "b", "two"))).isNotNull();
        assertThatThrownBy(() -> begin(job)).isNotNull();
        assertThatThrownBy(() -> fail(job, Job.Failure.UPLOAD_INCOMPLETE)).isNotNull();
        assertThat(found(job).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void a_reader_whose_job_was_begun_anew_changes_nothing_of_it() {
        Job first = open(job("key")).job();
        add(first, row(1, "a", "one"));
        pass(HOLD.plusSeconds(1));
        Job again = open(job("key")).job();

        assertThatThrownBy(() -> begin(first, row(2, "b", "two"))).isNotNull();
        assertThatThrownBy(() -> begin(first)).isNotNull();
        assertThat(begin(again, row(1, "x", "three")).counts().total()).isEqualTo(1);
    }

    @Test
    void a_job_that_is_over_is_not_ended_again() {
        Job job = begin(open(job(null)).job());
        complete(job);

        assertThat(found(job).state()).isEqualTo(JobState.COMPLETED);
        assertThat(found(job).endedAt()).isNotNull();
        assertThat(await(() -> jobs().cancel(tenant, job.id()))).isFalse();
        assertThat(await(() -> jobs().pause(tenant, job.id()))).isFalse();
        assertThat(await(() -> jobs().resume(tenant, job.id()))).isFalse();
        assertThat(found(job).state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void what_has_a_reason_is_asked_again_and_nothing_else() {
        Job job = open(job(null)).job();
        add(job, row(1, "a", "one"), bad(2, "", "empty_text"), row(3, "c", "three"), row(4, "d", "three"));
        Job begun = await(() -> jobs().begin(job));
        answer(begun, 1, YES);
        answer(begun, 3, REFUSED);
        complete(begun);

        assertThat(retry(begun)).isEqualTo(2);
        assertThat(found(job).state()).isEqualTo(JobState.RUNNING);
        assertThat(found(job).endedAt()).isNull();
        assertThat(found(job).counts()).isEqualTo(new Job.Counts(4, 1, 1, 1));
        answer(begun, 3, NO);
        assertThat(rows(job))
                .extracting(JobStoreContract::shown)
                .containsExactly("a=YES", "!empty_text", "c=NO", "d=NO");
    }

    @Test
    void a_job_without_reasons_stays_over() {
        Job job = begin(open(job(null)).job(), row(1, "a", "one"));
        answer(job, 1, YES);
        complete(job);

        assertThat(retry(job)).isZero();
        assertThat(found(job).state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void a_job_that_failed_has_nothing_to_ask_again() {
        Job job = open(job(null)).job();
        add(job, row(1, "a", "one"));
        fail(job, Job.Failure.TOO_MANY_BAD_ROWS);

        assertThat(retry(found(job))).isZero();
        assertThat(found(job).state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void a_job_that_is_over_is_deleted_with_its_rows_and_its_key() {
        Job job = begin(open(job("key")).job(), row(1, "a", "one"));
        assertThat(delete(job)).isFalse();
        complete(job);

        assertThat(delete(job)).isTrue();
        assertThat(find(job)).isEmpty();
        assertThat(rows(job)).isEmpty();
        assertThat(story(job, "a")).isEmpty();
        assertThat(delete(job)).isFalse();
        assertThat(open(job("key")).begun()).isTrue();
    }

    @Test
    void the_key_of_a_job_that_was_deleted_is_remembered() {
        Job job = begin(open(job("key")).job(), row(1, "a", "one"));
        complete(job);
        assertThat(wasDeleted("key")).isFalse();

        assertThat(delete(job)).isTrue();

        assertThat(wasDeleted("key")).isTrue();
        assertThat(wasDeleted("other")).isFalse();
        assertThat(await(() -> jobs().wasDeleted("another tenant", "key"))).isFalse();
    }

    private boolean wasDeleted(String key) {
        return await(() -> jobs().wasDeleted(tenant, key));
    }

    // looking

    @Test
    void jobs_are_listed_newest_first_and_page_by_page() {
        List<String> ids = IntStream.range(0, 5).mapToObj(i -> opened()).toList();

        List<Job> first = list(null, null, 2);
        List<Job> second = list(null, first.get(1).id(), 2);
        List<Job> third = list(null, second.get(1).id(), 2);

        assertThat(Stream.of(first, second, third).flatMap(List::stream).map(Job::id))
                .containsExactly(ids.get(4), ids.get(3), ids.get(2), ids.get(1), ids.get(0));
        assertThat(list(null, third.get(0).id(), 2)).isEmpty();
        assertThat(list(null, "nothing", 2)).isEmpty();
    }

    @Test
    void jobs_of_one_instant_are_listed_each_once() {
        List<String> ids =
                IntStream.range(0, 5).mapToObj(i -> open(job(null)).job().id()).toList();
        List<String> seen = new ArrayList<>();
        String after = null;
        for (int page = 0; page < 5; page++) {
            Job job = list(null, after, 1).get(0);
            seen.add(job.id());
            after = job.id();
        }

        assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void jobs_are_listed_by_state() {
        String reading = opened();
        Job running = begin(open(job(null)).job());
        pass(Duration.ofSeconds(1));
        Job failed = fail(open(job(null)).job(), Job.Failure.TOO_MANY_BAD_ROWS);

        assertThat(list(JobState.INGESTING, null, 9)).extracting(Job::id).containsExactly(reading);
        assertThat(list(JobState.RUNNING, null, 9)).extracting(Job::id).containsExactly(running.id());
        assertThat(list(JobState.FAILED, null, 9)).extracting(Job::id).containsExactly(failed.id());
        assertThat(list(JobState.COMPLETED, null, 9)).isEmpty();
    }

    @Test
    void an_item_that_was_not_asked_has_no_askings() {
        Job job = begin(open(job(null)).job(), row(1, "a", "one"));

        assertThat(story(job, "a")).get().satisfies(story -> {
            assertThat(story.row().id()).isEqualTo("a");
            assertThat(story.askings()).isEmpty();
        });
        assertThat(story(job, "b")).isEmpty();
    }

    @Test
    void a_job_without_calls_has_cost_nothing_and_has_no_parts() {
        Job job = open(job(null)).job();

        assertThat(await(() -> jobs().parts(job))).isEmpty();
        assertThat(await(() -> jobs().spent(job))).satisfies(spent -> {
            assertThat(spent.calls()).isZero();
            assertThat(spent.cost()).isZero();
        });
    }

    @Test
    void other_tenants_see_and_do_nothing() {
        Job job = begin(open(job("key")).job(), row(1, "a", "one"));
        String other = "another-" + tenant;

        assertThat(await(() -> jobs().find(other, job.id()))).isEmpty();
        assertThat(await(() -> jobs().list(other, null, null, 9))).isEmpty();
        assertThat(await(() -> jobs().list(other, null, job.id(), 9))).isEmpty();
        assertThat(await(() -> jobs().cancel(other, job.id()))).isFalse();
        assertThat(await(() -> jobs().pause(other, job.id()))).isFalse();
        assertThat(await(() -> jobs().resume(other, job.id()))).isFalse();
        assertThat(find(job)).contains(job);
    }

    @ParameterizedTest
    @EnumSource
    void how_a_file_is_written_is_kept(Lane lane) {
        Job made = job(null);
        JobFile file = new JobFile("csv", "text", "id", List.of("id", "text", "a \"b\""), ";", true, true);
        Job job = new Job(
                tenant,
                made.id(),
                null,
                "mood",
                "v1",
                lane,
                file,
                null,
                Map.of(),
                JobState.INGESTING,
                false,
                null,
                Job.Counts.NONE,
                500,
                BEGIN,
                null,
                null);
        open(job);

        assertThat(found(job).file()).isEqualTo(file);
        assertThat(found(job).lane()).isEqualTo(lane);
    }

    // words of these tests

    protected Job job(@Nullable String key) {
        return job(key, null);
    }

    private Job job(@Nullable String key, @Nullable Instant deadline) {
        return jobOf(tenant, key, deadline);
    }

    private Job jobOf(String tenant, @Nullable String key, @Nullable Instant deadline) {
        return new Job(
                tenant,
                UUID.randomUUID().toString(),
                key,
                "mood",
                "v1",
                Lane.BATCH,
                JobFile.asked(JobFile.CSV, "text", null, ','),
                null,
                Map.of(),
                JobState.INGESTING,
                false,
                null,
                Job.Counts.NONE,
                50_000,
                BEGIN,
                deadline,
                null);
    }

    private static Job version(Job job, String version) {
        return like(job, version, job.knownAnswers());
    }

    private static Job knowing(Job job, Duration answers) {
        return like(job, job.version(), answers);
    }

    private static Job like(Job job, String version, @Nullable Duration knownAnswers) {
        return new Job(
                job.tenant(),
                job.id(),
                job.key(),
                job.task(),
                version,
                job.lane(),
                job.file(),
                knownAnswers,
                Map.of(),
                job.state(),
                false,
                null,
                job.counts(),
                job.partRequests(),
                job.createdAt(),
                job.deadlineAt(),
                null);
    }

    protected static NewItem row(long seq, String id, String text) {
        return new NewItem(seq, id, seq + 1, "[\"" + text + "\"]", text, null);
    }

    private static NewItem bad(long seq, String id, String code) {
        return new NewItem(seq, id, seq + 1, "[\"\"]", "", new Job.Failure(code, "why"));
    }

    private static String shown(JobStore.Row row) {
        return row.id() + row.answer().map(JobStoreContract::shown).orElse("");
    }

    private static String shown(Answer answer) {
        return answer instanceof Answer.NoAnswer none ? "!" + none.code() : "=" + ((Answer.OneLabel) answer).label();
    }

    private static Optional<String> code(JobStore.Row row) {
        return row.answer().map(answer -> ((Answer.NoAnswer) answer).code());
    }

    private String opened() {
        String id = open(job(null)).job().id();
        pass(Duration.ofSeconds(1));
        return id;
    }

    protected JobStore.Opened open(Job job) {
        return await(() -> jobs().open(job, HOLD));
    }

    protected int add(Job job, NewItem... rows) {
        return await(() -> jobs().add(job, List.of(rows), HOLD));
    }

    protected Job begin(Job job, NewItem... rows) {
        if (rows.length > 0) {
            add(job, rows);
        }
        return await(() -> jobs().begin(job));
    }

    private Job fail(Job job, String code) {
        return await(() -> jobs().fail(job, new Job.Failure(code, "why")));
    }

    private long retry(Job job) {
        return await(() -> jobs().retry(job));
    }

    private boolean delete(Job job) {
        return await(() -> jobs().delete(job));
    }

    private Optional<Job> find(Job job) {
        return await(() -> jobs().find(job.tenant(), job.id()));
    }

    private Job found(Job job) {
        return find(job).orElseThrow();
    }

    private List<Job> list(@Nullable JobState state, @Nullable String after, int limit) {
        return await(() -> jobs().list(tenant, state, after, limit));
    }

    private List<JobStore.Row> rows(Job job) {
        return await(() -> jobs().rows(job, 0, 100));
    }

    private Optional<JobStore.Story> story(Job job, String item) {
        return await(() -> jobs().story(job, item));
    }
}
