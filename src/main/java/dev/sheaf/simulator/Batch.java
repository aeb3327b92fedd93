package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A batch on its way; safe for several threads. Times are simulated milliseconds since 1970. */
final class Batch {
    /**
     * What stands at its birth.
     *
     * @param sequence rises from batch to batch
     * @param digest of its input file
     * @param chance what its own chance comes from
     * @param pace how long it takes
     * @param expires when its window ends
     * @param listed when it shows in lists
     */
    record Birth(
            String id,
            long sequence,
            BatchOrder order,
            long digest,
            long chance,
            long created,
            long pace,
            long expires,
            long listed,
            Set<Fault> faults) {
        Birth {
            faults = Set.copyOf(faults);
        }
    }

    /** What the check of its file found; lines and tokens of input. */
    record Found(String model, long lines, long tokens) {
        static final Found NOTHING = new Found("", 0, 0);
    }

    /** What is finished. */
    record Counts(long completed, long failed) {
        static final Counts NONE = new Counts(0, 0);
    }

    /**
     * What came of it.
     *
     * @param output absent where there is none
     * @param errors absent where there is none
     */
    record Yield(@Nullable String output, @Nullable String errors, Counts counts, Usage usage) {
        static final Yield NOTHING = new Yield(null, null, Counts.NONE, new Usage(0, 0, 0));
    }

    /** Input and output tokens, cached ones those of the input. */
    record Usage(long input, long cached, long output) {
        Usage plus(Usage more) {
            return new Usage(input + more.input, cached + more.cached, output + more.output);
        }
    }

    private final Birth birth;
    private final Map<BatchStatus, Long> reached = new EnumMap<>(BatchStatus.class);
    private BatchStatus status = BatchStatus.VALIDATING;
    private ArrayNode problems = JsonNodeFactory.instance.arrayNode();
    private Found found = Found.NOTHING;
    private Counts counts = Counts.NONE;
    private Yield yielded = Yield.NOTHING;

    Batch(Birth birth) {
        this.birth = birth;
    }

    Birth birth() {
        return birth;
    }

    String id() {
        return birth.id();
    }

    boolean carries(Fault fault) {
        return birth.faults().contains(fault);
    }

    synchronized BatchStatus status() {
        return status;
    }

    synchronized boolean over() {
        return status.over();
    }

    /** @throws IllegalStateException where its status does not lead there */
    synchronized void move(BatchStatus to, long now) {
        if (!status.leadsTo(to)) {
            throw new IllegalStateException(birth.id() + " is " + status.word() + " and can't be " + to.word());
        }
        status = to;
        reached.put(to, now);
    }

    /** Whether it was still where it was thought to be, and moved on. */
    synchronized boolean move(BatchStatus from, BatchStatus to, long now) {
        if (status != from) {
            return false;
        }
        move(to, now);
        return true;
    }

    synchronized Optional<Long> reached(BatchStatus which) {
        return Optional.ofNullable(reached.get(which));
    }

    synchronized Found found() {
        return found;
    }

    synchronized void found(Found changed) {
        found = changed;
    }

    synchronized ArrayNode problems() {
        return problems.deepCopy();
    }

    synchronized void problems(ArrayNode changed) {
        problems = changed;
    }

    synchronized Counts counts() {
        return counts;
    }

    synchronized void counts(Counts changed) {
        counts = changed;
    }

    synchronized Yield yielded() {
        return yielded;
    }

    synchronized void yielded(Yield changed) {
        yielded = changed;
        counts = changed.counts();
    }

    /** Takes up what an earlier run wrote down. */
    synchronized void restore(BatchStatus known, Map<BatchStatus, Long> times) {
        status = known;
        reached.putAll(times);
    }
}
