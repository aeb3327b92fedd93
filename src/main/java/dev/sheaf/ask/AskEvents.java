package dev.sheaf.ask;

import dev.sheaf.model.Usage;
import dev.sheaf.pack.Reading.Anomaly;
import dev.sheaf.pack.Trouble;
import java.util.Set;

/** Hears what happens while packs are asked, for metrics and for who books calls. */
public interface AskEvents {
    AskEvents NONE = new AskEvents() {};

    /** A call came back with a reply. */
    default void replied(int items, Usage usage, Set<Anomaly> anomalies) {}

    /** To be booked, once: a call that came back, or an attempt whose reply never came. */
    default void bought(Bought call) {}

    /** An item is asked again because of a trouble. */
    default void repaired(Trouble trouble) {}

    /** An item of a pack that was not trusted has its answer. @param kept whether that pack had said the same of it */
    default void compared(boolean kept) {}

    /** An item is left without an answer. */
    default void gaveUp(String code) {}
}
