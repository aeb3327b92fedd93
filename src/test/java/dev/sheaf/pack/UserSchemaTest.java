package dev.sheaf.pack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.task.DefinitionReader;
import dev.sheaf.task.Violation;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserSchemaTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{'s':{'type':'string'}} ~ {'s':null} ~ {}",
                "{'s':{'type':['string','null']}} ~ {'s':null} ~ {'s':null}",
                "{'s':{'enum':['a',null]}} ~ {'s':null} ~ {'s':null}",
                "{'s':{'enum':['a']}} ~ {'s':null} ~ {}",
                "{'s':{}} ~ {'s':null} ~ {'s':null}",
                "{'o':{'type':'object','properties':{'p':{'type':'integer'}}}} ~ {'o':{'p':null}} ~ {'o':{}}",
                "{'l':{'type':'array','items':{'type':'object','properties':{'p':{'type':'integer'}}}}} ~ {'l':[{'p':null},{'p':1}]} ~ {'l':[{},{'p':1}]}",
                "{'l':{'type':'array','items':{'type':'array','items':{'$ref':'#/$defs/n'}}}} ~ {'l':[[{'v':1,'next':{'v':2,'next':null}}]]} ~ {'l':[[{'v':1,'next':{'v':2}}]]}",
                "{'r':{'$ref':'#/$defs/n'}} ~ {'r':null} ~ {}",
                "{'c':{'anyOf':[{'$ref':'#/$defs/n'},{'type':'string'}]}} ~ {'c':{'v':1,'next':null}} ~ {'c':{'v':1}}",
                "{'c':{'anyOf':[{'type':'object','properties':{'k':{'const':'x'},'v':{'type':['string','null']}},'required':['k','v']},"
                        + "{'type':'object','properties':{'k':{'const':'y'},'v':{'type':'string'}},'required':['k']}]}}"
                        + " ~ {'c':{'k':'y','v':null}} ~ {'c':{'k':'y'}}",
                "{'c':{'oneOf':[{'type':'string'},{'type':'null'}]}} ~ {'c':null} ~ {'c':null}"
            })
    void nulls_that_strict_mode_fills_in_are_taken_out_again(String properties, String answer, String expected) {
        ObjectNode schema = json(
                "{'type':'object','properties':" + properties
                        + ",'$defs':{'n':{'type':'object','properties':{'v':{'type':'integer'},'next':{'$ref':'#/$defs/n'}},'required':['v']}}}");
        UserSchema user = UserSchema.of(schema);
        ObjectNode restored = user.withoutFilledInNulls(json(answer));
        assertThat(restored).isEqualTo(json(expected));
        assertThat(user.accepts(restored)).isTrue();
    }

    @Test
    void keywords_that_strict_mode_does_not_know_are_held() {
        UserSchema schema = UserSchema.of(
                json(
                        "{'type':'object','properties':{'a':{'type':'string','minLength':2,'pattern':'^x'},"
                                + "'d':{'type':'string','format':'date'},'u':{'type':'array','uniqueItems':true}},'minProperties':1}"));
        assertThat(schema.accepts(json("{'a':'xy','d':'2026-02-28','u':[1,2]}")))
                .isTrue();
        for (String wrong : List.of("{}", "{'a':'x'}", "{'a':'yx'}", "{'d':'2026-02-30'}", "{'u':[1,1]}")) {
            assertThat(schema.accepts(json(wrong))).as(wrong).isFalse();
        }
    }

    @Test
    void an_expression_that_never_ends_matches_nothing() {
        UserSchema schema = UserSchema.of(
                json(
                        "{'type':'object','properties':{'a':{'type':'string','pattern':'^(x+x+)+y'},'b':{'type':'string','pattern':'^(a|b)*c$'}}}"));
        assertThat(schema.accepts(json("{'a':'xxxxy'}"))).isTrue();
        assertThat(schema.accepts(json("{'a':'" + "x".repeat(60) + "'}"))).isFalse();
        assertThat(schema.accepts(json("{'b':'abc'}"))).isTrue();
        assertThat(schema.accepts(json("{'b':'abc\\n'}"))).isFalse();
        assertThat(schema.accepts(json("{'b':'" + "ab".repeat(100_000) + "c'}")))
                .isFalse();
    }

    @Test
    void many_threads_share_one_schema() {
        for (int round = 0; round < 20; round++) {
            UserSchema schema = UserSchema.of(
                    json(
                            "{'type':'object','properties':{'a':{'$ref':'#/$defs/n'}},'$defs':{'n':"
                                    + "{'type':'object','properties':{'next':{'$ref':'#/$defs/n'},'v':{'enum':[1,2]}},'required':['v']}}}"));
            JsonNode right = json("{'a':{'v':1,'next':{'v':2,'next':{'v':1}}}}");
            JsonNode wrong = json("{'a':{'v':1,'next':{'v':2,'next':{'v':3}}}}");
            assertThat(IntStream.range(0, 64).parallel().allMatch(i -> schema.accepts(right) && !schema.accepts(wrong)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{} ~ schema",
                "{'type':'array','items':{'type':'string'}} ~ schema",
                "{'type':'object','properties':{'a':{'type':'strin'}}} ~ schema.properties.a.type",
                "{'type':'object','properties':{'a':5}} ~ schema.properties.a",
                "{'type':'object','required':'a'} ~ schema.required",
                "{'type':'object','properties':{'a':{'anyOf':[{'minLength':-1}]}}} ~ schema.properties.a.anyOf[0].minLength",
                "{'type':'object','properties':{'a':{'type':'string','pattern':'['}}} ~ schema.properties.a.pattern",
                "{'type':'object','properties':{'a':{'$ref':'http://example.com/x'}}} ~ schema.properties.a.$ref",
                "{'type':'object','properties':{'a':{'$ref':'#/$defs/none'}}} ~ schema.properties.a.$ref",
                "{'type':'object','properties':{'a':{'$ref':'#'}}} ~ schema.properties.a.$ref",
                "{'type':'object','properties':{'a':{'$ref':'#/$defs/x'}},'$defs':{'x':7}} ~ schema.properties.a.$ref",
                "{'type':'object','definitions':{}} ~ schema.definitions",
                "{'type':'object','$id':'http://example.com/x'} ~ schema.$id",
                "{'type':'object','$defs':{'x':{'$ref':'#/$defs/y'},'y':{'anyOf':[{'type':'null'},{'$ref':'#/$defs/x'}]}}} ~ schema.$defs.x"
            })
    void a_schema_that_is_none_is_refused_at_its_path(String schema, String path) {
        assertThat(SchemaCheck.violations(json(schema)))
                .extracting(Violation::field)
                .containsExactly(path);
    }

    @Test
    void properties_may_be_called_like_keywords_and_definitions_may_nest() {
        assertThat(SchemaCheck.violations(
                        json("{'type':'object','properties':{'$ref':{'type':'string'},'$id':{'type':'string'},"
                                + "'definitions':{'type':'string'},'tree':{'$ref':'#/$defs/t'}},'$defs':{'t':{'type':'array','items':"
                                + "{'$ref':'#/$defs/t'}}}}")))
                .isEmpty();
    }

    @Test
    void a_schema_of_a_thousand_levels_is_refused_and_breaks_nothing() {
        String deep = "{'type':'array','items':".repeat(400) + "{}" + "}".repeat(400);
        assertThat(SchemaCheck.violations(json("{'type':'object','properties':{'a':" + deep + "}}")))
                .hasSize(1)
                .allSatisfy(violation -> assertThat(violation.message()).contains("deep"));
    }

    @Test
    void what_strict_mode_cannot_say_is_asked_as_a_tool_unless_a_schema_was_asked_for() {
        String open = "'instructions':'E','schema':{'type':'object','properties':{'a':{}}}";
        assertThat(Tasks.definition(open).format().wireName()).isEqualTo("tool");
        assertThat(violations("{" + open + ",'format':'json_schema'}")).containsExactly("schema.properties.a");
    }

    @Test
    void examples_are_held_to_the_schema_and_budgets_to_what_is_asked() {
        String start = "{'instructions':'E','schema':{'type':'object','properties':{'a':{'type':'integer'}}}";
        assertThat(violations(start + ",'examples':[{'text':'t','fields':{'a':1}},{'text':'t','fields':{'a':'x'}}]}"))
                .containsExactly("examples[1].fields");
        assertThat(violations(start + ",'packing':{'maxTokens':30}}")).containsExactly("packing.maxTokens");
        assertThat(violations(start + ",'packing':{'maxOutputTokens':5}}")).containsExactly("packing.maxOutputTokens");
    }

    private static List<String> violations(String definition) {
        DefinitionReader.Result result = new TaskIntake(Tasks.DEFAULTS).accept(json(definition));
        return result.violations().stream().map(Violation::field).toList();
    }

    private static ObjectNode json(String singleQuoted) {
        return (ObjectNode) Tasks.json(singleQuoted);
    }
}
