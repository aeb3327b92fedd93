package dev.sheaf.bulk;

import java.util.List;
import java.util.Optional;

/** Hears what has been written down of jobs, for metrics; what another replica had written before is not told. */
public interface BulkEvents {
    BulkEvents NONE = new BulkEvents() {};

    /** So many jobs ended so. */
    default void ended(JobState state, int jobs) {}

    /** A part was closed. @param failure what it came to, where it was something out of the usual */
    default void closed(Lane lane, Optional<String> failure) {}

    /** Requests came back. */
    default void settled(Lane lane, List<Settlement> settlements) {}
}
