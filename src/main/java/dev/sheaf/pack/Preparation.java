package dev.sheaf.pack;

import dev.sheaf.model.ModelProfile;
import dev.sheaf.model.Structured;
import dev.sheaf.task.Task;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes versions ready for work.
 *
 * @param offered forms of reply that the server offers
 * @param models what is known of a model by its name
 */
public record Preparation(Set<Structured> offered, Function<String, ModelProfile> models) {
    public Preparation {
        offered = Set.copyOf(offered);
    }

    /** By what is known of models by their names alone. */
    public static Preparation of(Set<Structured> offered) {
        return new Preparation(offered, ModelProfile::of);
    }

    /** Counts the tokens of instructions, which takes its time where they are long. */
    public Prepared prepare(Task task) {
        return Prepared.of(task, offered, models.apply(task.definition().model()));
    }
}
