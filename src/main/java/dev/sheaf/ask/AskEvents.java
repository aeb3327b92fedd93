package dev.sheaf.ask;

import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.Reading.Anomaly;
import dev.sheaf.pack.Trouble;
import java.util.Set;

/** Hears what happens while packs are asked, for metrics and for who books calls. */
public interface AskEvents {
    AskEvents NONE = new AskEvents() {};

    /** A call came back with a reply. */
    default void replied(int items, Usage usage, Set<Anomaly> anomalies) {}

    /** A call was bought: its reply came, whatever it says. */
    default void bought(ChatRequest call, int items, Usage usage) {}

    /** A call has no reply. It {@link ModelFailure#mayBeBought may be billed} all the same. */
    default void lost(ChatRequest call, int items, ModelFailure failure) {}

    /** An item is asked again because of a trouble. */
    default void repaired(Trouble trouble) {}

    /** An item is left without an answer. */
    default void gaveUp(String code) {}
}
