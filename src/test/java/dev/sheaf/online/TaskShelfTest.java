package dev.sheaf.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.pack.Preparation;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Tasks;
import dev.sheaf.quality.PackGuard;
import dev.sheaf.task.MemoryCatalog;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskCatalog;
import dev.sheaf.task.TaskDefinition;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TaskShelfTest {
    private static final Duration FRESHNESS = Duration.ofSeconds(1);
    private static final TaskDefinition FIRST = Tasks.sentiment();
    private static final TaskDefinition SECOND = Tasks.sentiment("'reasoning':true");

    private final TaskCatalog tasks = new MemoryCatalog(InstantSource.fixed(Instant.EPOCH));
    private final AtomicLong now = new AtomicLong();
    private final List<UniEmitter<? super Optional<Task>>> looks = new ArrayList<>();
    private final List<Runnable> work = new ArrayList<>();
    private final TaskShelf shelf =
            new TaskShelf(new Looked(), Preparation.of(Set.of()), FRESHNESS, PackGuard.NONE, work::add, now::get);

    @Test
    void a_look_begins_only_when_somebody_waits_for_it() {
        Uni<Optional<Prepared>> found = shelf.find("t", "movies");
        assertThat(looks).isEmpty();
        found.subscribe().with(task -> {});
        assertThat(looks).hasSize(1);
    }

    @Test
    void callers_who_come_while_one_looks_share_the_look() {
        put("movies", FIRST);
        var first = find("movies");
        var second = find("movies");
        finish();

        assertThat(looks).hasSize(1);
        assertThat(first.getItem()).isPresent().isEqualTo(second.getItem());
    }

    @Test
    void there_is_one_look_a_freshness() {
        put("movies", FIRST);
        Prepared before = found("movies");
        pass(FRESHNESS.minusNanos(1));
        assertThat(found("movies")).isSameAs(before);
        assertThat(looks).hasSize(1);

        pass(Duration.ofNanos(1));
        found("movies");
        assertThat(looks).hasSize(2);
    }

    @Test
    void what_did_not_change_is_not_made_ready_again() {
        put("movies", FIRST);
        Prepared before = found("movies");
        pass(FRESHNESS);

        assertThat(found("movies")).isSameAs(before);
        assertThat(work).isEmpty();
    }

    @Test
    void a_change_made_elsewhere_shows_after_the_freshness() {
        put("movies", FIRST);
        found("movies");
        put("movies", SECOND);
        assertThat(found("movies").task().definition()).isEqualTo(FIRST);
        pass(FRESHNESS);

        assertThat(found("movies").task().definition()).isEqualTo(SECOND);
    }

    @Test
    void what_is_forgotten_is_looked_for_at_once() {
        put("movies", FIRST);
        found("movies");
        put("movies", SECOND);
        shelf.forget("t", "movies");

        assertThat(found("movies").task().definition()).isEqualTo(SECOND);
    }

    @Test
    void a_look_that_began_before_the_change_is_not_kept_after_it() {
        put("movies", FIRST);
        var early = find("movies");
        Optional<Task> old = current("movies");
        put("movies", SECOND);
        shelf.forget("t", "movies");
        looks.get(0).complete(old);
        runWork();

        assertThat(early.getItem()).get().extracting(TaskShelfTest::definition).isEqualTo(FIRST);
        looks.clear();
        assertThat(found("movies").task().definition()).isEqualTo(SECOND);
    }

    @Test
    void a_failure_reaches_all_who_wait_and_is_not_remembered() {
        put("movies", FIRST);
        var first = find("movies");
        var second = find("movies");
        looks.get(0).fail(new IllegalStateException("no database"));

        first.assertFailedWith(IllegalStateException.class);
        second.assertFailedWith(IllegalStateException.class);
        looks.clear();
        assertThat(found("movies").task().definition()).isEqualTo(FIRST);
    }

    @Test
    void a_failure_that_nobody_waited_for_is_not_remembered() {
        put("movies", FIRST);
        find("movies").cancel();
        looks.get(0).fail(new IllegalStateException("no database"));
        looks.clear();

        assertThat(found("movies").task().definition()).isEqualTo(FIRST);
    }

    @Test
    void names_that_do_not_exist_are_not_kept() {
        for (int i = 0; i < 100; i++) {
            var asked = find("unknown-" + i);
            if (i % 2 == 0) {
                asked.cancel();
            }
        }
        finish();

        assertThat(shelf.size()).isZero();
    }

    @Test
    void a_task_that_was_deleted_is_gone_after_the_freshness() {
        put("movies", FIRST);
        found("movies");
        tasks.delete("t", "movies").await().indefinitely();
        pass(FRESHNESS);
        var asked = find("movies");
        finish();

        assertThat(asked.getItem()).isEmpty();
        assertThat(shelf.size()).isZero();
    }

    @Test
    void tenants_have_tasks_of_their_own() {
        put("movies", FIRST);
        found("movies");
        var theirs = shelf.find("u", "movies").subscribe().withSubscriber(UniAssertSubscriber.create());
        looks.get(looks.size() - 1).complete(Optional.empty());

        assertThat(theirs.getItem()).isEmpty();
    }

    @Test
    void a_caller_who_hangs_up_does_not_take_the_look_from_the_others() {
        put("movies", FIRST);
        var gone = find("movies");
        var stays = find("movies");
        gone.cancel();
        finish();

        assertThat(stays.getItem()).isPresent();
    }

    /** A catalog whose answers come when the test says so. */
    private final class Looked implements TaskCatalog {
        @Override
        public Uni<Optional<Task>> find(String tenant, String name) {
            return Uni.createFrom().emitter(looks::add);
        }

        @Override
        public Uni<Put> put(String tenant, String name, TaskDefinition definition) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<List<Task>> list(String tenant) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<List<Task>> versions(String tenant, String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Optional<Task>> version(String tenant, String name, String version) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Boolean> delete(String tenant, String name) {
            throw new UnsupportedOperationException();
        }
    }

    private void put(String name, TaskDefinition definition) {
        tasks.put("t", name, definition).await().indefinitely();
    }

    private Optional<Task> current(String name) {
        return tasks.find("t", name).await().indefinitely();
    }

    private UniAssertSubscriber<Optional<Prepared>> find(String name) {
        return shelf.find("t", name).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private Prepared found(String name) {
        var asked = find(name);
        finish();
        return asked.getItem().orElseThrow();
    }

    /** Every look ends with what is current now; those that ended already do not mind. */
    private void finish() {
        looks.forEach(look -> look.complete(current("movies")));
        runWork();
    }

    private void runWork() {
        work.forEach(Runnable::run);
        work.clear();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static TaskDefinition definition(Prepared prepared) {
        return prepared.task().definition();
    }
}
