package dev.sheaf.bulk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.ask.Votes;
import dev.sheaf.cost.Money;
import dev.sheaf.model.Usage;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Item;
import io.smallrye.mutiny.Uni;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The jobs of all tenants, for those who own them; every call names whose. */
public interface JobStore {

    /**
     * Begins a job, unless its key belongs to one already. One whose file never came whole, and whose reader is gone (it
     * failed with {@link Job.Failure#UPLOAD_INCOMPLETE}, or its hold ran out while it was read), is begun anew: empty, as
     * the given job says, under its old id.
     *
     * @param hold how long the reading may pause before somebody else may begin anew; each {@link #add} holds again
     */
    Uni<Opened> open(Job job, Duration hold);

    /** The job under this key, and whether its file is to be read now. */
    record Opened(Job job, boolean begun) {}

    /** Adds rows; those whose id the job has already become bad rows (duplicate_id). How many became so. */
    Uni<Integer> add(Job job, List<NewItem> rows, Duration hold);

    /** Its reader failed and gives its hold back: the job can be begun anew at once. Of one that is read no longer, nothing. */
    Uni<Void> letGo(Job job);

    /**
     * The file is read: identical texts are joined (requests that are sent as they stand are not), the answers that it knows taken over, and work begins. Fails
     * where it is read no longer, as {@link #add} and {@link #fail} do, and with {@link TooManyRows} where the key that it was
     * ordered with has no room for its rows today.
     */
    Uni<Job> begin(Job job);

    /** The file cannot be used: the job ends, and nothing was bought. Fails where it is read no longer. */
    Uni<Job> fail(Job job, Job.Failure reason);

    Uni<Optional<Job>> find(String tenant, String id);

    /** The job that a key belongs to. */
    Uni<Optional<Job>> findByKey(String tenant, String key);

    /** Jobs, newest first. @param after the id of the last one that is known; none follow one that there is not */
    Uni<List<Job>> list(String tenant, @Nullable JobState state, @Nullable String after, int limit);

    Uni<List<Part>> parts(Job job);

    /** What the job's calls came to. */
    Uni<Spent> spent(Job job);

    /**
     * @param cost in US dollars of those calls whose model has a price
     * @param unpriced calls whose model has none
     * @param unconfirmed calls whose reply never came or could not be read: their figures are estimates
     * @param confirmed what the others came to
     */
    record Spent(
            long calls,
            long input,
            long cached,
            long output,
            BigDecimal cost,
            long unpriced,
            long unconfirmed,
            Usage confirmed) {}

    /** What a job may spend in all, in the place of what it might before. It does not begin to ask again by that. */
    Uni<Void> cap(Job job, Money most);

    /** Since when its rows, answers and replies are gone, since they were kept long enough; absent while they are there. */
    Uni<Optional<Instant>> purgedAt(Job job);

    /** Says whose order it is, for what its items cost. @param key the id of a key of the job's tenant */
    Uni<Void> orderedBy(Job job, String key);

    /** Absent where it may spend what it takes. */
    Uni<Optional<Money>> cap(Job job);

    /** Who is told of its end, and of parts that fail. */
    Uni<Void> callback(Job job, URI address);

    /** Asks for its end; false where it is over already, or there is none. */
    Uni<Boolean> cancel(String tenant, String id);

    /** Nothing new is bought until {@link #resume}; false where it is not running. */
    Uni<Boolean> pause(String tenant, String id);

    Uni<Boolean> resume(String tenant, String id);

    /** Asks again, in a job that is over, for what has a reason instead of an answer, bad rows aside; how many items. */
    Uni<Long> retry(Job job);

    /**
     * Deletes a job that is over, with all that is kept of it but what it cost, and its key, which is remembered for a while;
     * false where it is not over.
     */
    Uni<Boolean> delete(Job job);

    /** Whether a job with this key was deleted, as far as that is remembered. The key is free again all the same. */
    Uni<Boolean> wasDeleted(String tenant, String key);

    /** Rows in the order of the file, behind this one. */
    Uni<List<Row>> rows(Job job, long after, int limit);

    /**
     * A row with what came of it.
     *
     * @param answer absent: it is still open
     * @param votes how it came by its answer, where it voted
     */
    record Row(
            long seq,
            String id,
            long line,
            String cells,
            Optional<Answer> answer,
            @Nullable Votes votes) {

        /** The caller's view of its answer; empty where it is still open. */
        public Optional<ObjectNode> view() {
            return answer.map(given -> {
                ObjectNode view = JsonNodeFactory.instance.objectNode();
                given.writeTo(view);
                if (votes != null) {
                    votes.writeTo(view);
                }
                return view;
            });
        }
    }

    /** Some of the items that could be asked about, drawn by chance; the same ones for the same seed. */
    Uni<List<Item>> sample(Job job, int size, long seed);

    /** Why an item has its answer; empty where the job has no such item. */
    Uni<Optional<Story>> story(Job job, String item);

    /** @param askedAs the sequence number of the item that was asked in its place */
    record Story(Row row, long askedAs, int round, List<Asking> askings) {}

    /** One request in which the item stood. */
    record Asking(
            String request,
            int round,
            Lane lane,
            @Nullable String batch,
            List<String> packMates,
            @Nullable String requestId,
            @Nullable String trouble,
            @Nullable String reply) {}
}
