package dev.sheaf.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.pack.Tasks;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Answer.FieldValues;
import dev.sheaf.task.Answer.ManyLabels;
import dev.sheaf.task.Answer.NoAnswer;
import dev.sheaf.task.Answer.OneLabel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementTest {
    private static final Agreement LABELS = Agreement.of(Tasks.sentiment().shape());
    private static final Agreement FIELDS = Agreement.of(Tasks.facts().shape());

    @Test
    void the_same_label_agrees_and_another_does_not() {
        assertThat(LABELS.agree(new OneLabel("POSITIVE"), new OneLabel("POSITIVE")))
                .isTrue();
        assertThat(LABELS.agree(new OneLabel("POSITIVE"), new OneLabel("NEUTRAL")))
                .isFalse();
        assertThat(LABELS.agree(new OneLabel(null), new OneLabel(null))).isTrue();
    }

    @Test
    void labels_agree_in_any_order() {
        assertThat(LABELS.agree(new ManyLabels(List.of("A", "B")), new ManyLabels(List.of("B", "A"))))
                .isTrue();
        assertThat(LABELS.agree(new ManyLabels(List.of("A", "B")), new ManyLabels(List.of("A"))))
                .isFalse();
    }

    @Test
    void an_item_without_an_answer_agrees_with_nothing() {
        Answer none = new NoAnswer("answer_missing", "It is missing.");
        assertThat(LABELS.agree(none, none)).isFalse();
        assertThat(LABELS.agree(new OneLabel("POSITIVE"), none)).isFalse();
        assertThat(FIELDS.agree(fields("{'mood':'GOOD'}"), none)).isFalse();
        assertThat(FIELDS.agree("mood", none, fields("{'mood':'GOOD'}"))).isFalse();
    }

    @Test
    void fields_are_compared_one_by_one() {
        Answer one = fields("{'mood':'GOOD','stars':4,'parts':['lens']}");
        Answer other = fields("{'mood':'GOOD','stars':5,'parts':['lens']}");
        assertThat(FIELDS.fields()).containsExactly("mood", "stars", "parts", "note");
        assertThat(FIELDS.fields().stream().filter(field -> FIELDS.agree(field, one, other)))
                .containsExactly("mood", "parts", "note");
        assertThat(FIELDS.agree(one, other)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'stars':4}; {'stars':4.0}; true",
                "{'stars':4}; {'stars':4.1}; false",
                "{'note':'Very good.'}; {'note':' very  GOOD'}; true",
                "{'note':'Very good.'}; {'note':'Good'}; false",
                "{'mood':'GOOD'}; {'mood':'good'}; false",
                "{'note':null}; {}; true",
                "{'note':''}; {}; false",
                "{'parts':['lens','Strap']}; {'parts':['strap','lens']}; true",
                "{'parts':['lens','lens']}; {'parts':['lens','strap']}; false",
                "{'parts':['lens','lens']}; {'parts':['lens']}; false",
                "{'other':1}; {'other':2}; false"
            })
    void values_are_the_same_where_they_mean_the_same(String one, String other, boolean same) {
        assertThat(FIELDS.agree(fields(one), fields(other))).isEqualTo(same);
        assertThat(FIELDS.agree(fields(other), fields(one))).isEqualTo(same);
    }

    @Test
    void places_count_where_the_schema_speaks_of_places() {
        var shape = Tasks.definition(
                        "'instructions':'Rank.','schema':{'type':'object','properties':{"
                                + "'rank':{'type':'array','prefixItems':[{'type':'string'}],'items':{'type':'string'}}},'required':['rank']}",
                        "'format':'json'")
                .shape();
        assertThat(Agreement.of(shape).agree(fields("{'rank':['a','b']}"), fields("{'rank':['b','a']}")))
                .isFalse();
    }

    private static Answer fields(String json) {
        return new FieldValues((ObjectNode) Tasks.json(json));
    }
}
