package dev.sheaf.pack;

import dev.sheaf.model.ModelProfile;
import dev.sheaf.model.Structured;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskDefinition;
import java.util.Set;

/** A version of a task with all that it needs at work. Immutable and shared by all its callers. */
public record Prepared(Task task, ModelProfile model, Packer packer, Prompt prompt, ReplyReader reader) {

    /** By what is known of its model by the name alone. */
    public static Prepared of(Task task, Set<Structured> offered) {
        return of(task, offered, ModelProfile.of(task.definition().model()));
    }

    /** @param model what is known of its model */
    public static Prepared of(Task task, Set<Structured> offered, ModelProfile model) {
        TaskDefinition definition = task.definition();
        TokenCounter tokens = TokenCounter.of(model.encoding());
        Prompt prompt = Prompt.of(definition, offered, tokens);
        Packer packer = new Packer(definition, prompt, model.contextTokens(), tokens);
        return new Prepared(task, model, packer, prompt, new ReplyReader(definition));
    }
}
