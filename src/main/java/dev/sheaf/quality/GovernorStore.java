package dev.sheaf.quality;

import dev.sheaf.task.Task;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** What replicas know together of the sizes of packs. */
public interface GovernorStore {

    /** Whose size it is: another version, or another model behind it, begins anew. */
    record Key(String tenant, String task, String version, String model) {
        public static Key of(Task task) {
            return new Key(
                    task.tenant(),
                    task.name(),
                    task.version(),
                    task.definition().model());
        }
    }

    /**
     * What is known.
     *
     * @param revision how often it was written
     */
    record Kept(Governed governed, CheckSpend spent, long revision) {
        public Kept {
            if (revision < 1) {
                throw new IllegalArgumentException("what is kept was written at least once: " + revision);
            }
        }
    }

    /** May be called on any thread. */
    Uni<Optional<Kept>> find(Key key);

    /**
     * Writes the next revision down. False where it is not the next one: another replica came first, and what it wrote
     * stands.
     */
    Uni<Boolean> write(Key key, Kept next);
}
