package dev.sheaf.pack;

import dev.sheaf.model.ModelProfile;
import dev.sheaf.model.Structured;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskDefinition;
import java.util.Set;

/** A version of a task with all that it needs at work. Immutable and shared by all its callers. */
public record Prepared(Task task, Packer packer, Prompt prompt, ReplyReader reader) {

    public static Prepared of(Task task, Set<Structured> offered) {
        TaskDefinition definition = task.definition();
        TokenCounter tokens =
                TokenCounter.of(ModelProfile.of(definition.model()).encoding());
        Prompt prompt = Prompt.of(definition, offered, tokens);
        return new Prepared(task, new Packer(definition, prompt, tokens), prompt, new ReplyReader(definition));
    }
}
