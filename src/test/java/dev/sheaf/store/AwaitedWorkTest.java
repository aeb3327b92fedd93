package dev.sheaf.store;

import static dev.sheaf.store.BulkRun.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.app.Until;
import dev.sheaf.bulk.BulkEvents;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.Works;
import dev.sheaf.events.BatchNews;
import dev.sheaf.events.Post;
import dev.sheaf.events.ProviderHook;
import dev.sheaf.events.Seal;
import dev.sheaf.events.Ticks;
import dev.sheaf.rows.Json;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A replica that works only as long as somebody waits for it, and whose machine stands still behind the answer. */
@ExtendWith(OwnDatabase.class)
class AwaitedWorkTest {
    /** Longer than any wait of a replica here. */
    private static final Duration MUCH_LATER = Duration.ofHours(1);

    private static final JsonNode ENDED = Json.object()
            .put("type", "batch.completed")
            .set("data", Json.object().put("id", "batch_1"));

    private final CompletableFuture<Void> told = new CompletableFuture<>();
    private BulkRun run;
    private Works works;
    private Job job;

    /** Five requests, two at once, which the model answers when it is told to. */
    @BeforeEach
    void begin(Pool pool) {
        run = new BulkRun(pool);
        run.settings.put("sheaf.bulk.online-concurrency", "2");
        run.chat = request -> Uni.createFrom().completionStage(told).map(over -> run.answer(request));
    }

    private Ticks ticks(boolean byItself, InstantSource clock) {
        run.settings.put("sheaf.bulk.work", String.valueOf(byItself));
        works = run.replica();
        job = run.submit(BulkRun.PAIRS, Lane.ONLINE, null, BulkRun.texts(10));
        var leases = new StoredLeases(run.pool, new Replica("ticks", Duration.ofMinutes(1), false), BulkEvents.NONE);
        return new Ticks(works, leases, clock, Duration.ofSeconds(30));
    }

    private static String heard(Ticks ticks) {
        return heard(ticks, BatchNews.Effect.CALLED);
    }

    private static String heard(Ticks ticks, BatchNews.Effect effect) {
        BatchNews news = (message, batch, memory) -> Uni.createFrom().item(effect);
        var hook = new ProviderHook(new Seal(List.of()), news, ticks, InstantSource.system(), Post.NONE);
        return await(hook.heard("wh_1", ENDED));
    }

    /** Time that is over as soon as two requests are under way. */
    private Instant impatient() {
        return run.online.size() < 2 ? Instant.now() : Instant.now().plus(MUCH_LATER);
    }

    /** The replies come, and nothing more is begun; another replica has the rest at once, and nothing is asked twice. */
    private void assertLeft() {
        assertThat(run.online).hasSize(2);
        told.complete(null);
        Until.holds("its step is over", () -> works.running() == 0);
        assertThat(run.online).as("begun for nobody").hasSize(2);
        long steps = works.steps();

        run.finish(job, run.replica());

        run.assertAnswered(job, BulkRun.texts(10));
        assertThat(run.online).hasSize(5);
        assertThat(works.steps()).as("steps that nobody waited for").isEqualTo(steps);
    }

    /** The first of two may have been cut off before it was acted upon. */
    @ParameterizedTest
    @EnumSource(
            value = BatchNews.Effect.class,
            names = {"CALLED", "REPEATED"})
    void a_webhook_is_answered_when_all_is_done(BatchNews.Effect effect) {
        told.complete(null);
        Ticks ticks = ticks(false, InstantSource.system());

        assertThat(heard(ticks, effect)).isEqualToIgnoringCase(effect.name());

        assertThat(works.running()).isZero();
        assertThat(run.find(job).state().isOver()).isTrue();
        run.assertAnswered(job, BulkRun.texts(10));
    }

    @Test
    void a_webhook_whose_time_is_over_is_answered_and_leaves_the_rest_to_others() {
        Ticks ticks = ticks(false, this::impatient);

        assertThat(heard(ticks)).isEqualTo("called");

        assertLeft();
    }

    @Test
    void a_tick_whose_time_is_over_is_answered_and_leaves_the_rest_to_others() {
        Ticks ticks = ticks(false, this::impatient);

        await(ticks.work(Duration.ofSeconds(30)));

        assertLeft();
    }

    @Test
    void who_comes_later_has_what_was_left() {
        Ticks ticks = ticks(false, this::impatient);
        heard(ticks);
        told.complete(null);
        Until.holds("its step is over", () -> works.running() == 0);

        Until.holds("the job is over", () -> {
            await(ticks.work(Duration.ofSeconds(30)));
            return run.find(job).state().isOver();
        });

        run.assertAnswered(job, BulkRun.texts(10));
        assertThat(run.online).hasSize(5);
    }

    @Test
    void who_works_by_itself_answers_a_webhook_at_once_and_goes_on() {
        Ticks ticks = ticks(true, InstantSource.system());

        assertThat(heard(ticks)).isEqualTo("called");
        run.until("two are under way", () -> run.online.size() == 2, works);
        told.complete(null);

        run.finish(job, works);
        run.assertAnswered(job, BulkRun.texts(10));
    }
}
