package dev.sheaf.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictSchemaTest {

    @Test
    void objects_are_closed_and_all_their_properties_required() throws StrictSchema.Unfit {
        assertThat(strict("{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'object','properties':"
                        + "{'c':{'type':'null'}},'required':['c']}},'required':['a','b']}"))
                .isEqualTo(
                        json("{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'object','properties':"
                                + "{'c':{'type':'null'}},'required':['c'],'additionalProperties':false}},'required':['a','b'],"
                                + "'additionalProperties':false}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                // what is optional can be null
                "{'type':'string'} ~ {'type':['string','null']}",
                "{'type':['string','null']} ~ {'type':['string','null']}",
                "{'type':['string','integer']} ~ {'anyOf':[{'type':['string','integer']},{'type':'null'}]}",
                "{'type':'string','enum':['a']} ~ {'type':['string','null'],'enum':['a',null]}",
                "{'type':['string','null'],'enum':['a']} ~ {'type':['string','null'],'enum':['a',null]}",
                "{'enum':['a','b']} ~ {'enum':['a','b',null],'type':['string','null']}",
                "{'enum':['a',null]} ~ {'enum':['a',null],'type':['null','string']}",
                "{'const':5} ~ {'anyOf':[{'const':5,'type':'integer'},{'type':'null'}]}",
                "{'$ref':'#/$defs/d'} ~ {'anyOf':[{'$ref':'#/$defs/d'},{'type':'null'}]}",
                "{'anyOf':[{'type':'string'},{'type':'number'}]} ~ {'anyOf':[{'type':'string'},{'type':'number'},{'type':'null'}]}",
                // what strict mode does not know is left to us
                "{'type':'string','minLength':3,'pattern':'a','default':'x','examples':['y'],'format':'uri'} ~ {'type':['string','null']}",
                "{'type':'string','format':'date','description':'d','title':'t'} ~ {'type':['string','null'],'format':'date','description':'d','title':'t'}",
                "{'type':'integer','minimum':1,'multipleOf':2} ~ {'type':['integer','null'],'minimum':1,'multipleOf':2}",
                "{'type':'array','items':{'type':'string'},'uniqueItems':true,'maxItems':3} ~ {'type':['array','null'],'maxItems':3,'items':{'type':'string'}}",
                "{'oneOf':[{'type':'string'},{'type':'null'}]} ~ {'anyOf':[{'type':'string'},{'type':'null'},{'type':'null'}]}",
                "{'$ref':'#/$defs/d','description':'beside'} ~ {'anyOf':[{'$ref':'#/$defs/d'},{'type':'null'}]}"
            })
    void an_optional_property_becomes(String property, String expected) throws StrictSchema.Unfit {
        ObjectNode strict =
                strict("{'type':'object','properties':{'p':" + property + "},'$defs':{'d':{'type':'string'}}}");
        assertThat(strict.at("/properties/p")).isEqualTo(json(expected));
        assertThat(strict.get("required")).hasSize(1);
    }

    @Test
    void definitions_are_made_fit_and_stay_at_the_root() throws StrictSchema.Unfit {
        assertThat(strict(
                                "{'type':'object','properties':{'a':{'$ref':'#/$defs/node'}},'required':['a'],'$defs':{'node':"
                                        + "{'type':'object','properties':{'next':{'$ref':'#/$defs/node'},'v':{'enum':[1,2.5]}},'required':['v']}}}")
                        .at("/$defs/node"))
                .isEqualTo(
                        json(
                                "{'type':'object','properties':{'next':{'anyOf':[{'$ref':'#/$defs/node'},{'type':'null'}]},"
                                        + "'v':{'enum':[1,2.5],'type':['integer','number']}},'required':['next','v'],'additionalProperties':false}"));
    }

    @Test
    void the_users_own_schema_stays_as_it_is() throws StrictSchema.Unfit {
        String text = "{'type':'object','properties':{'a':{'type':'string','enum':['x'],'minLength':1}},'$defs':{}}";
        ObjectNode own = json(text);
        StrictSchema.of(own);
        assertThat(own).isEqualTo(json(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{'type':'object'} ~ schema",
                "{'type':'object','properties':{}} ~ schema",
                "{'type':'object','properties':{'a':{}}} ~ schema.properties.a",
                "{'type':'object','properties':{'a':true}} ~ schema.properties.a",
                "{'type':'object','properties':{'a':{'type':'array'}}} ~ schema.properties.a",
                "{'type':'object','properties':{'a':{'type':'array','items':{'allOf':[]}}}} ~ schema.properties.a.items",
                "{'type':'object','properties':{'a':{'anyOf':[{'type':'string'},{}]}}} ~ schema.properties.a.anyOf[1]",
                "{'type':'object','properties':{'a':{'type':'object','additionalProperties':{'type':'string'}}}} ~ schema.properties.a",
                "{'type':'object','properties':{'a':{'type':'string'}},'additionalProperties':true} ~ schema",
                "{'type':'object','properties':{'a':{'type':'string'}},'patternProperties':{'x':{}}} ~ schema",
                "{'type':'object','properties':{'a':{'type':'array','prefixItems':[]}}} ~ schema.properties.a",
                "{'type':'object','properties':{'a':{'type':'string'}},'anyOf':[{'required':['a']}]} ~ schema",
                "{'type':'object','properties':{'a':{'$ref':'#/$defs/d'}},'$defs':{'d':{'minimum':1}}} ~ schema.$defs.d"
            })
    void what_cannot_be_said_strictly_names_its_path(String schema, String path) {
        assertThatExceptionOfType(StrictSchema.Unfit.class)
                .isThrownBy(() -> strict(schema))
                .satisfies(unfit -> assertThat(unfit.path()).isEqualTo(path))
                .satisfies(unfit -> assertThat(unfit.why()).isNotBlank());
    }

    @Test
    void strict_modes_bounds_are_kept() {
        String deep = "{'type':'array','items':".repeat(8) + "{'type':'string'}" + "}".repeat(8);
        assertUnfit("{'type':'object','properties':{'a':" + deep + "}}", "deeper");
        assertUnfit("{'type':'object','properties':{'a':{'type':'string','enum':" + words(1_001, "v") + "}}}", "1000");
        assertUnfit(
                "{'type':'object','properties':{'a':{'type':'string','enum':" + words(300, "v".repeat(60)) + "}}}",
                "long");
        String many = IntStream.range(0, 5_001)
                .mapToObj(i -> "'p" + i + "':{'type':'null'}")
                .collect(Collectors.joining(","));
        assertUnfit("{'type':'object','properties':{" + many + "}}", "5000");
    }

    private static void assertUnfit(String schema, String why) {
        assertThatExceptionOfType(StrictSchema.Unfit.class)
                .isThrownBy(() -> strict(schema))
                .satisfies(unfit -> assertThat(unfit.why()).contains(why));
    }

    private static String words(int count, String start) {
        return IntStream.range(0, count)
                .mapToObj(i -> "'" + start + i + "'")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static ObjectNode strict(String schema) throws StrictSchema.Unfit {
        return StrictSchema.of(json(schema));
    }

    private static ObjectNode json(String singleQuoted) {
        return (ObjectNode) Tasks.json(singleQuoted);
    }
}
