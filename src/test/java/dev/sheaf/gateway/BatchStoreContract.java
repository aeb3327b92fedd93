package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.Lane;
import dev.sheaf.gateway.Batch.Counts;
import dev.sheaf.gateway.Batch.Result;
import dev.sheaf.gateway.Batch.State;
import dev.sheaf.model.RemoteBatch.Problem;
import dev.sheaf.model.Usage;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store of batches does. Nobody else's batches are in it. */
public abstract class BatchStoreContract {
    protected static final Duration LEASE = Duration.ofMinutes(3);
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final List<Problem> ERRORS = List.of(
            new Problem("invalid_json_line", "This line is \"no\" JSON.", null, 7L),
            new Problem("file_not_found", "None.", "input_file_id", null));
    private static final Result DONE =
            new Result(List.of(), new Counts(5, 3, 2), "file-o", "file-e", new Usage(70, 20, 9, 4));

    protected final String tenant = UUID.randomUUID().toString();

    /** As the replica of this name has it. */
    protected abstract BatchStore batches(String replica);

    /** Lets time pass for all batches. */
    protected abstract void pass(Duration time);

    /** The store's own now. */
    protected abstract Instant now();

    private static <T> T await(Uni<T> asked) {
        return asked.await().atMost(BOUND);
    }

    private BatchStore batches() {
        return batches("first");
    }

    private Batch.Order order(@Nullable Duration expiry) {
        Map<String, String> metadata = Map.of("of", "ours\u0000", "Größe", "\"1\"");
        return new Batch.Order("file-1", "/v1/embeddings", Lane.ONLINE, metadata, expiry);
    }

    private Batch add(String id) {
        return add(tenant, id, now());
    }

    private Batch add(String owner, String id, Instant at) {
        Batch batch = Batch.ordered(owner, id, order(null), at.truncatedTo(ChronoUnit.MICROS));
        await(batches().add(batch, null));
        return batch;
    }

    private Batch find(Batch batch) {
        return await(batches().find(batch.tenant(), batch.id())).orElseThrow();
    }

    private List<String> list(@Nullable String after, int limit) {
        return await(batches().list(tenant, after, limit)).stream()
                .map(Batch::id)
                .toList();
    }

    private List<String> claim(String replica, String... underWay) {
        return await(batches(replica).claim(100, Set.of(underWay))).stream()
                .map(Batch::id)
                .toList();
    }

    /** One that the first replica holds, in this state. */
    private Batch held(State state) {
        Batch batch = add("batch_" + state.word());
        claim("first");
        switch (state) {
            case VALIDATING -> {}
            case FAILED -> await(batches().refuse(batch, ERRORS));
            case IN_PROGRESS -> await(batches().begin(batch, "m"));
            case FINALIZING -> {
                await(batches().begin(batch, "m"));
                await(batches().finalizing(batch));
            }
            case CANCELLING -> await(batches().cancel(tenant, batch.id()));
            case COMPLETED, EXPIRED -> {
                await(batches().begin(batch, "m"));
                await(batches().finalizing(batch));
                await(batches().end(find(batch), state, DONE));
            }
            case CANCELLED -> {
                await(batches().cancel(tenant, batch.id()));
                await(batches().end(find(batch), state, DONE));
            }
        }
        assertThat(find(batch).state()).isEqualTo(state);
        return find(batch);
    }

    // what is found

    @Test
    void a_batch_is_found_as_it_was_ordered() {
        Instant at = now().truncatedTo(ChronoUnit.MICROS);
        Batch batch = Batch.ordered(tenant, "batch_1", order(Duration.ofHours(2)), at);

        await(batches().add(batch, null));

        assertThat(await(batches().find(tenant, "batch_1"))).contains(batch);
        assertThat(await(batches().list(tenant, null, 10))).containsExactly(batch);
        assertThat(await(batches().claim(10, Set.of()))).containsExactly(batch);
        assertThat(batch.job()).isEqualTo("job_1");
    }

    @Test
    void a_batch_is_its_tenants_alone() {
        Batch ours = add("batch_ours");
        String other = UUID.randomUUID().toString();
        Batch theirs = add(other, "batch_theirs", now());

        assertThat(await(batches().find(other, ours.id()))).isEmpty();
        assertThat(await(batches().cancel(other, ours.id()))).isFalse();
        assertThat(find(ours).state()).isEqualTo(State.VALIDATING);
        assertThat(list(null, 10)).containsExactly(ours.id());
        assertThat(list(theirs.id(), 10)).isEmpty();
    }

    @Test
    void an_id_that_no_database_can_hold_is_of_no_batch() {
        add("batch_1");

        assertThat(await(batches().find(tenant, "batch_\0"))).isEmpty();
        assertThat(await(batches().cancel(tenant, "batch_\0"))).isFalse();
        assertThat(list("batch_\0", 10)).isEmpty();
    }

    @Test
    void a_file_that_no_database_can_hold_may_be_ordered() {
        var order = new Batch.Order("file-\0", "/v1/embeddings", Lane.BATCH, Map.of(), null);

        await(batches().add(Batch.ordered(tenant, "batch_1", order, now()), null));

        assertThat(await(batches().find(tenant, "batch_1"))).isPresent();
    }

    @Test
    void the_newest_are_listed_first_a_page_at_a_time() {
        Instant begin = now();
        for (int i = 1; i <= 5; i++) {
            add(tenant, "batch_" + i, begin.plusMillis(i / 2));
        }

        assertThat(list(null, 2)).containsExactly("batch_5", "batch_4");
        assertThat(list("batch_4", 2)).containsExactly("batch_3", "batch_2");
        assertThat(list("batch_2", 2)).containsExactly("batch_1");
        assertThat(list("batch_1", 2)).isEmpty();
        assertThat(list("batch_none", 2)).isEmpty();
    }

    // who works on it

    @Test
    void a_batch_is_due_at_once_and_claimed_by_one() {
        Batch batch = add("batch_1");
        assertThat(await(batches().nextDue())).contains(Duration.ZERO);

        assertThat(claim("first")).containsExactly(batch.id());

        assertThat(claim("first")).isEmpty();
        assertThat(claim("second")).isEmpty();
        assertThat(await(batches().nextDue())).get().satisfies(next -> assertThat(next)
                .isBetween(LEASE.minusMinutes(1), LEASE));
    }

    @Test
    void a_claim_takes_no_more_than_it_is_told_and_what_is_due_longest() {
        add("batch_3");
        pass(Duration.ofSeconds(1));
        add("batch_1");
        pass(Duration.ofSeconds(1));
        add("batch_2");

        assertThat(await(batches().claim(2, Set.of())))
                .extracting(Batch::id)
                .containsExactlyInAnyOrder("batch_3", "batch_1");
    }

    @Test
    void a_lease_that_ran_out_is_taken_over_and_its_holder_can_do_no_more() {
        Batch batch = add("batch_1");
        claim("first");
        pass(LEASE.plusSeconds(1));

        assertThat(claim("second")).containsExactly(batch.id());

        assertThat(await(batches("first").renew(batch))).isFalse();
        assertThat(await(batches("first").begin(batch, "m"))).isFalse();
        assertThat(await(batches("first").refuse(batch, ERRORS))).isFalse();
        assertThat(await(batches("first").release(batch, Duration.ofMinutes(1))))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(claim("third")).isEmpty();
        assertThat(await(batches("second").begin(batch, "m"))).isTrue();
        assertThat(await(batches("first").finalizing(batch))).isFalse();
        assertThat(await(batches("second").finalizing(batch))).isTrue();
        assertThat(await(batches("first").end(find(batch), State.COMPLETED, DONE)))
                .isFalse();
        assertThat(find(batch).state()).isEqualTo(State.FINALIZING);
    }

    @Test
    void what_is_still_under_way_is_not_claimed_again_even_after_its_lease() {
        Batch batch = add("batch_1");
        claim("first");
        pass(LEASE.plusSeconds(1));

        assertThat(claim("first", batch.id())).isEmpty();
        assertThat(claim("first")).containsExactly(batch.id());
    }

    @Test
    void a_lease_that_is_renewed_holds() {
        Batch batch = add("batch_1");
        claim("first");
        for (int i = 0; i < 3; i++) {
            pass(LEASE.multipliedBy(2).dividedBy(3));
            assertThat(await(batches("first").renew(batch))).isTrue();
            assertThat(claim("second")).isEmpty();
        }
    }

    @Test
    void what_is_given_back_is_due_later() {
        Batch batch = add("batch_1");
        claim("first");

        Duration due = await(batches("first").release(batch, Duration.ofMinutes(10)));

        assertThat(due).isEqualTo(Duration.ofMinutes(10));
        assertThat(await(batches().nextDue())).get().satisfies(next -> assertThat(next)
                .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10)));
        pass(Duration.ofMinutes(9));
        assertThat(claim("second")).isEmpty();
        pass(Duration.ofMinutes(2));
        assertThat(claim("second")).containsExactly(batch.id());
    }

    @Test
    void one_that_is_cancelled_is_due_at_once() {
        Batch waiting = add("batch_1");
        claim("first");
        await(batches("first").release(waiting, Duration.ofMinutes(10)));

        assertThat(await(batches().cancel(tenant, waiting.id()))).isTrue();

        assertThat(claim("second")).containsExactly(waiting.id());
    }

    @Test
    void one_that_is_cancelled_during_a_step_is_due_when_the_step_ends() {
        Batch batch = add("batch_1");
        claim("first");
        await(batches().cancel(tenant, batch.id()));
        assertThat(claim("second")).isEmpty();
        await(batches("first").renew(batch));

        Duration due = await(batches("first").release(batch, Duration.ofMinutes(10)));

        assertThat(due).isZero();

        assertThat(claim("second")).containsExactly(batch.id());
    }

    @Test
    void replicas_that_claim_at_once_never_hold_the_same() {
        List<String> all = IntStream.range(0, 40).mapToObj(i -> "batch_" + i).toList();
        all.forEach(this::add);

        List<CompletableFuture<List<Batch>>> claims = IntStream.range(0, 10)
                .mapToObj(i -> batches("replica-" + i).claim(6, Set.of()).subscribeAsCompletionStage())
                .toList();
        List<String> claimed = new ArrayList<>(claims.stream()
                .flatMap(claim -> claim.join().stream())
                .map(Batch::id)
                .toList());
        claimed.addAll(claim("last"));

        assertThat(claimed).containsExactlyInAnyOrderElementsOf(all);
    }

    // what becomes of it

    @Test
    void nothing_is_due_where_all_is_over() {
        assertThat(await(batches().nextDue())).isEmpty();
        for (State state : State.values()) {
            if (state.isOver()) {
                await(batches().release(held(state), Duration.ZERO));
            }
        }

        assertThat(await(batches().nextDue())).isEmpty();
        assertThat(claim("second")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void only_what_is_not_near_its_end_is_cancelled(State state) {
        Batch batch = held(state);
        boolean open = state == State.VALIDATING || state == State.IN_PROGRESS;

        assertThat(await(batches().cancel(tenant, batch.id()))).isEqualTo(open);

        Batch now = find(batch);
        assertThat(now.state()).isEqualTo(open ? State.CANCELLING : state);
        assertThat(now.times()).isEqualTo(open ? with(batch, now, State.CANCELLING) : batch.times());
    }

    private static Map<State, Instant> with(Batch before, Batch now, State state) {
        Map<State, Instant> times = new EnumMap<>(before.times());
        times.put(state, now.time(state).orElseThrow());
        return times;
    }

    private enum Change {
        REFUSE(State.FAILED, State.VALIDATING, State.IN_PROGRESS, State.FINALIZING),
        BEGIN(State.IN_PROGRESS, State.VALIDATING),
        FINALIZING(State.FINALIZING, State.IN_PROGRESS);

        final State to;
        final Set<State> from;

        Change(State to, State... from) {
            this.to = to;
            this.from = Set.of(from);
        }

        Uni<Boolean> on(BatchStore store, Batch batch) {
            return switch (this) {
                case REFUSE -> store.refuse(batch, ERRORS);
                case BEGIN -> store.begin(batch, "m");
                case FINALIZING -> store.finalizing(batch);
            };
        }
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void a_change_expects_the_state_that_it_comes_from(State state) {
        for (Change change : Change.values()) {
            if (change == Change.BEGIN && state == State.CANCELLING) {
                continue; // has a test of its own
            }
            Batch batch = held(state);
            boolean expected = change.from.contains(state);

            assertThat(await(change.on(batches(), batch)))
                    .as("%s of one that is %s", change, state)
                    .isEqualTo(expected);

            Batch now = find(batch);
            assertThat(now.state()).isEqualTo(expected ? change.to : state);
            assertThat(now.times()).isEqualTo(expected ? with(batch, now, change.to) : batch.times());
            clear();
        }
    }

    /** Leaves nothing behind. */
    protected abstract void clear();

    @Test
    void what_is_refused_says_why() {
        Batch batch = held(State.VALIDATING);

        await(batches().refuse(batch, ERRORS));

        assertThat(find(batch).result().errors()).isEqualTo(ERRORS);
    }

    @Test
    void what_begins_names_its_model() {
        Batch batch = held(State.VALIDATING);

        await(batches().begin(batch, "sheaf/mood"));

        assertThat(find(batch).model()).isEqualTo("sheaf/mood");
    }

    @Test
    void what_was_cancelled_before_it_began_stays_so() {
        Batch batch = held(State.CANCELLING);

        assertThat(await(batches().begin(batch, "m"))).isTrue();

        assertThat(find(batch).state()).isEqualTo(State.CANCELLING);
        assertThat(find(batch).model()).isEqualTo("m");
        assertThat(find(batch).times()).isEqualTo(batch.times());
    }

    @Test
    void what_was_cancelled_keeps_the_time_at_which_it_began() {
        Batch batch = held(State.IN_PROGRESS);
        await(batches().cancel(tenant, batch.id()));

        await(batches().begin(batch, "m"));

        assertThat(find(batch).time(State.IN_PROGRESS)).isEqualTo(batch.time(State.IN_PROGRESS));
    }

    private static Stream<State> ends() {
        return Stream.of(State.values()).filter(state -> state.isOver() && state != State.FAILED);
    }

    @Test
    void what_ends_has_what_came_of_it() {
        ends().forEach(end -> {
            Batch batch = held(State.FINALIZING);

            assertThat(await(batches().end(batch, end, DONE))).isTrue();

            Batch now = find(batch);
            assertThat(now.state()).isEqualTo(end);
            assertThat(now.result()).isEqualTo(DONE);
            assertThat(now.times()).isEqualTo(with(batch, now, end));
            assertThat(now.time(end).orElseThrow())
                    .isAfterOrEqualTo(batch.time(State.FINALIZING).orElseThrow());
            clear();
        });
    }

    @Test
    void what_ends_without_files_has_none() {
        Batch batch = held(State.CANCELLING);

        await(batches().end(batch, State.CANCELLED, Result.NONE));

        assertThat(find(batch).result()).isEqualTo(Result.NONE);
    }

    @Test
    void what_changed_meanwhile_does_not_end() {
        Batch batch = held(State.IN_PROGRESS);
        await(batches().cancel(tenant, batch.id()));

        assertThat(await(batches().end(batch, State.COMPLETED, DONE))).isFalse();

        assertThat(find(batch).state()).isEqualTo(State.CANCELLING);
        assertThat(Optional.ofNullable(find(batch).result().outputFile())).isEmpty();
    }
}
