package dev.sheaf.ask;

import dev.sheaf.model.Usage;
import dev.sheaf.pack.Reading.Anomaly;
import dev.sheaf.pack.Trouble;
import java.util.Set;

/** Hears what happens while packs are asked, for metrics. */
public interface AskEvents {
    AskEvents NONE = new AskEvents() {};

    /** A call came back with a reply. */
    default void replied(int items, Usage usage, Set<Anomaly> anomalies) {}

    /** An item is asked again because of a trouble. */
    default void repaired(Trouble trouble) {}

    /** An item is left without an answer. */
    default void gaveUp(String code) {}
}
