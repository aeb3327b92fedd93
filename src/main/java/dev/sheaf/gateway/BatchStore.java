package dev.sheaf.gateway;

import dev.sheaf.model.RemoteBatch.Problem;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The batches of all tenants, for those who own them and for the replicas that share their work. Every change of a state
 * repeats the one that it expects: false says that it was another.
 */
public interface BatchStore {

    /**
     * It is due at once.
     *
     * @param key the id of the key that it was ordered with
     */
    Uni<Void> add(Batch batch, @Nullable String key);

    /** Items that the key that it was ordered with may still ask about today; absent where there is no such limit. */
    Uni<Optional<Long>> room(Batch batch);

    /** With what is known of its requests by now. */
    Uni<Optional<Batch>> find(String tenant, String id);

    /** The newest first. @param after the id of the last one that is known; none follow one that there is not */
    Uni<List<Batch>> list(String tenant, @Nullable String after, int limit);

    /** Asks for its end; false where it is over, or ends already. */
    Uni<Boolean> cancel(String tenant, String id);

    /**
     * Takes batches that are due; they are this replica's until its lease runs out.
     *
     * @param underWay those that it still works on
     */
    Uni<List<Batch>> claim(int limit, Set<String> underWay);

    Uni<Boolean> renew(Batch batch);

    /** Gives it back, due again after this time or, where it was cancelled meanwhile, at once: how long that is. */
    Uni<Duration> release(Batch batch, Duration later);

    /** The time until one is due, or somebody's lease runs out; empty where there is nothing to do. */
    Uni<Optional<Duration>> nextDue();

    /** Its file cannot be run: {@link Batch.State#FAILED}. */
    Uni<Boolean> refuse(Batch batch, List<Problem> errors);

    /** Its job runs: {@link Batch.State#IN_PROGRESS}. */
    Uni<Boolean> begin(Batch batch, String model);

    /** Its job is over: {@link Batch.State#FINALIZING}. */
    Uni<Boolean> finalizing(Batch batch);

    /** Its files are written. */
    Uni<Boolean> end(Batch batch, Batch.State state, Batch.Result result);
}
