package dev.sheaf.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.task.DefinitionJson;
import dev.sheaf.task.DefinitionReader;
import dev.sheaf.task.TaskDefinition;
import org.junit.jupiter.api.Test;

class QualityMembersTest {
    private static final String EXAMPLE = "'examples':[{'text':'I love it','label':'POSITIVE'}]";

    @Test
    void what_is_not_used_is_not_written_and_changes_no_address() {
        TaskDefinition plain = Tasks.sentiment();
        TaskDefinition said = Tasks.sentiment("'quality':{'votes':1,'isolate':true,'canary':false}");

        assertThat(DefinitionJson.write(plain).path("quality").toString()).isEqualTo("{\"minAgreement\":0.95}");
        assertThat(DefinitionJson.version(said)).isEqualTo(DefinitionJson.version(plain));
    }

    @Test
    void what_is_used_is_read_again() {
        TaskDefinition all = Tasks.sentiment(EXAMPLE, "'quality':{'votes':5,'isolate':false,'canary':true}");
        DefinitionReader.Result again = new TaskIntake(Tasks.DEFAULTS).accept(DefinitionJson.write(all));

        assertThat(again.definition()).contains(all);
        assertThat(DefinitionJson.version(all)).isNotEqualTo(DefinitionJson.version(Tasks.sentiment(EXAMPLE)));
    }

    @Test
    void a_canary_needs_labels_and_an_example() {
        assertThat(violation("'labels':['A','B'],'quality':{'canary':true}")).contains("needs an example");
        assertThat(violation(
                        "'schema':{'type':'object','properties':{'a':{'type':'string'}}},'quality':{'canary':true}"))
                .contains("needs labels");
        assertThat(violation("'labels':['A','B'],'quality':{'votes':16}")).contains("from 1 to 15");
    }

    private static String violation(String members) {
        return new TaskIntake(Tasks.DEFAULTS)
                .accept(Tasks.json("{'instructions':'x'," + members + "}"))
                .violations()
                .toString();
    }
}
