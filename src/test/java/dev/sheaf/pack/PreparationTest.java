package dev.sheaf.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.ModelProfile;
import dev.sheaf.model.ModelProfile.Encoding;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskDefinition;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said of a model is what its packs are made by. */
class PreparationTest {
    private static final String BUDGET = "'model':'ours','packing':{'maxTokens':50000,'maxOutputTokens':1000}";

    /** The older encoding takes more tokens for it. */
    private static final String FOREIGN = "'examples':[{'text':'नमस्ते, आप कैसे हैं?','label':'POSITIVE'}]";

    private static Prepared prepared(int context, Encoding encoding) {
        TaskDefinition definition = Tasks.sentiment(BUDGET, FOREIGN);
        var preparation = new Preparation(Set.of(), name -> new ModelProfile(encoding, context, false));
        return preparation.prepare(new Task("tenant", "mood", "v1", definition, Instant.EPOCH));
    }

    @Test
    void packs_are_held_to_the_context_that_is_said() {
        Prepared small = prepared(9_000, Encoding.O200K);
        Prepared large = prepared(20_000, Encoding.O200K);

        assertThat(small.packer().budget() + small.prompt().fixedTokens()).isEqualTo(8_000);
        assertThat(large.packer().budget() - small.packer().budget()).isEqualTo(11_000);
    }

    @Test
    void tokens_are_counted_by_the_encoding_that_is_said() {
        assertThat(prepared(9_000, Encoding.CL100K).prompt().fixedTokens())
                .isGreaterThan(prepared(9_000, Encoding.O200K).prompt().fixedTokens());
    }

    @Test
    void a_task_is_let_in_by_the_context_that_is_said() {
        var narrow = new TaskIntake(Tasks.DEFAULTS, name -> new ModelProfile(Encoding.O200K, 1_010, false));
        var definition = dev.sheaf.task.DefinitionJson.write(Tasks.sentiment(BUDGET));

        assertThat(new TaskIntake(Tasks.DEFAULTS).accept(definition).violations())
                .isEmpty();
        assertThat(narrow.accept(definition).violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.field()).isEqualTo("packing.maxTokens"));
    }
}
