package dev.sheaf.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionReaderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SMALL = "'instructions':'Sort.','labels':['A','B']";
    private static final String FULL = "{'instructions':'Sort.','labels':['A',{'name':'B','description':'bee'}],"
            + "'multiple':true,'allowNone':true,'examples':[{'text':'x','labels':['B','A']},{'text':'y','label':'A'}],"
            + "'input':'{title}: {body}','model':'gpt-4.1','format':'tool','packing':{'maxItems':7,'maxTokens':900,"
            + "'maxOutputTokens':300,'maxWait':'PT0.5S','shuffle':true,'echo':true},'quality':{'minAgreement':0.9},"
            + "'reasoning':false,'parameters':{'temperature':0.2,'serviceTier':'flex','seed':7,'stop':['x']}}";

    private final DefinitionReader reader =
            new DefinitionReader(new TaskDefaults("gpt-4o-mini", 8_000, 4_000, Duration.ofMillis(20)));

    @Test
    void what_is_left_out_holds_its_default() {
        TaskDefinition task = definition("{" + SMALL + "}");
        assertThat(task)
                .isEqualTo(new TaskDefinition(
                        "Sort.",
                        new AnswerShape.Labels(List.of(new Label("A", null), new Label("B", null)), false, false),
                        List.of(),
                        null,
                        "gpt-4o-mini",
                        AnswerFormat.LINES,
                        new PackingPolicy(20, 8_000, 4_000, Duration.ofMillis(20), false, false),
                        new QualityPolicy(0.95),
                        false,
                        Map.of()));
    }

    @Test
    void fields_have_eight_items_and_a_strict_schema_and_reasoning_has_one_item() {
        TaskDefinition fields = definition(
                "{'instructions':'Extract.','schema':{'$schema':'http://json-schema.org/draft-07/schema#','type':'object'}}");
        assertThat(fields.format()).isEqualTo(AnswerFormat.JSON_SCHEMA);
        assertThat(fields.packing().maxItems()).isEqualTo(8);
        assertThat(((AnswerShape.Fields) fields.shape()).schema()).isEqualTo(json("{'type':'object'}"));
        assertThat(definition("{" + SMALL + ",'reasoning':true}").packing().maxItems())
                .isEqualTo(1);
    }

    @Test
    void whatever_is_given_is_kept() {
        TaskDefinition task = definition(FULL);
        assertThat(task.shape())
                .isEqualTo(new AnswerShape.Labels(List.of(new Label("A", null), new Label("B", "bee")), true, true));
        assertThat(task.examples())
                .containsExactly(
                        new Example("x", new Answer.ManyLabels(List.of("B", "A"))),
                        new Example("y", new Answer.ManyLabels(List.of("A"))));
        assertThat(task.input()).contains(new InputTemplate("{title}: {body}"));
        assertThat(task.packing()).isEqualTo(new PackingPolicy(7, 900, 300, Duration.ofMillis(500), true, true));
        assertThat(task.quality()).isEqualTo(new QualityPolicy(0.9));
        assertThat(task.parameters()).containsOnlyKeys("temperature", "service_tier", "seed", "stop");
    }

    @Test
    void what_was_written_is_read_back_the_same() {
        for (String given : List.of(
                "{" + SMALL + "}",
                FULL,
                "{'instructions':'E','schema':{'type':'object','properties':{'a':{}}},'examples':[{'text':'t','fields':{'a':1}}]}")) {
            TaskDefinition task = definition(given);
            DefinitionReader.Result again = reader.read(DefinitionJson.write(task));
            assertThat(again.violations()).isEmpty();
            assertThat(again.definition()).contains(task);
        }
    }

    @Test
    void everything_wrong_with_a_hopeless_definition_is_said_at_once() {
        assertThat(violations("{'instructions':' ','labels':['A','A','','x|y',{'description':'no name'},7,"
                        + "{'name':'C','colour':'red'}],'schema':{},'multiple':'yes','allowNone':0,"
                        + "'examples':[{'label':'A'},{'text':'x','label':'Z','note':1},'y'],'input':'no column',"
                        + "'model':'','format':'xml','packing':{'maxItems':0,'maxTokens':1.5,'maxOutputTokens':'9',"
                        + "'maxWait':'20ms','shuffle':1,'echo':null,'size':3},'quality':{'minAgreement':95},"
                        + "'reasoning':'deep','parameters':{'messages':[],'temperature':3,'serviceTier':'flex',"
                        + "'service_tier':'auto','seed':'x','top_p':null},'label':['A']}"))
                .containsExactlyInAnyOrder(
                        "schema",
                        "multiple",
                        "allowNone",
                        "instructions",
                        "examples[0].text",
                        "examples[0].fields",
                        "examples[1].fields",
                        "examples[0].label",
                        "examples[1].label",
                        "examples[1].note",
                        "examples[2]",
                        "examples[2].text",
                        "examples[2].fields",
                        "input",
                        "model",
                        "format",
                        "packing.maxItems",
                        "packing.maxTokens",
                        "packing.maxOutputTokens",
                        "packing.maxWait",
                        "packing.shuffle",
                        "packing.size",
                        "quality.minAgreement",
                        "reasoning",
                        "parameters.messages",
                        "parameters.temperature",
                        "parameters.service_tier",
                        "parameters.seed",
                        "label");
    }

    @Test
    void every_wrong_label_is_named() {
        assertThat(violations("{'instructions':'S','labels':['A','A','','x|y',' b','c\\n',{'description':'no name'},7,"
                        + "{'name':'C','colour':'red'},'\\u00a0d','\\u200b']}"))
                .containsExactlyInAnyOrder(
                        "labels",
                        "labels[2]",
                        "labels[3]",
                        "labels[4]",
                        "labels[5]",
                        "labels[6].name",
                        "labels[7]",
                        "labels[8].colour",
                        "labels[9]",
                        "labels[10]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{'labels':['A']} ~ instructions",
                "{'instructions':'S'} ~ labels",
                "{'instructions':'S','labels':[]} ~ labels",
                "{'instructions':'S','labels':'A'} ~ labels",
                "{'instructions':'S','schema':[]} ~ schema",
                "{'instructions':'S','schema':{},'multiple':true} ~ multiple",
                "{'instructions':'S','schema':{},'format':'lines'} ~ format",
                "{'instructions':'S','labels':['A'],'reasoning':true,'packing':{'maxItems':2}} ~ packing.maxItems",
                "{'instructions':'S','labels':['A'],'packing':{'maxItems':99999999999}} ~ packing.maxItems",
                "{'instructions':'S','labels':['A'],'packing':[]} ~ packing",
                "{'instructions':'S','labels':['A'],'packing':{'maxWait':'-PT1S'}} ~ packing.maxWait",
                "{'instructions':'S','labels':['A'],'packing':{'maxWait':'PT2H'}} ~ packing.maxWait",
                "{'instructions':'S','labels':['A'],'packing':{'maxWait':'P99999999999999999999D'}} ~ packing.maxWait",
                "{'instructions':'S','labels':['A'],'parameters':{'max_tokens':0}} ~ parameters.max_tokens",
                "{'instructions':'S','labels':['A'],'parameters':{'topP':1.1}} ~ parameters.topP",
                "{'instructions':'S','labels':['A'],'parameters':{'seed':1e30}} ~ parameters.seed",
                "{'instructions':'S','labels':['A'],'examples':[{'text':'t','label':5}]} ~ examples[0].label",
                "[1] ~ body",
                "'x' ~ body",
                "null ~ body"
            })
    void one_slip_is_one_violation(String text, String field) {
        assertThat(violations(text)).containsExactly(field);
    }

    @Test
    void a_message_never_repeats_a_long_text() {
        String longText = "x".repeat(150_000);
        String longName = "x".repeat(40_000);
        DefinitionReader.Result result = reader.read(json("{'instructions':'" + longText + longText
                + "','labels':['A','"
                + longText + "',{'name':'" + longText + "'}],'multiple':true,'examples':[{'text':'t','labels':['"
                + longText
                + "']}],'" + longName + "':1,'parameters':{'" + longName + "':'" + longText + "'},'model':'" + longText
                + "','format':'" + longText + "'}"));
        assertThat(result.violations()).hasSizeGreaterThan(6).allSatisfy(violation -> {
            assertThat(violation.field()).hasSizeLessThan(200);
            assertThat(violation.message()).hasSizeLessThan(600);
        });
    }

    @Test
    void lists_have_bounds() {
        String labels = "['" + String.join("','", Collections.nCopies(1_001, "A")) + "']";
        assertThat(violations("{'instructions':'S','labels':" + labels + "}")).containsExactly("labels");
        String examples = String.join(",", Collections.nCopies(100, "{'text':'t','label':'A'}"));
        assertThat(violations("{" + SMALL + ",'examples':[" + examples + "]}")).containsExactly("examples");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void the_order_of_members_changes_no_version(long seed) {
        JsonNode full = json(FULL);
        assertThat(version(shuffled(full, new Random(seed)))).isEqualTo(version(full));
    }

    @Test
    void defaults_that_are_spelt_out_change_no_version() {
        assertThat(version(json(
                        "{" + SMALL + ",'format':'lines','packing':{'maxItems':20},'multiple':false,'parameters':{}}")))
                .isEqualTo(version(json("{" + SMALL + "}")));
        assertThat(version(json("{" + SMALL + ",'parameters':{'serviceTier':'flex','seed':null}}")))
                .isEqualTo(version(json("{" + SMALL + ",'parameters':{'service_tier':'flex'}}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'instructions':'Sort!','labels':['A','B']}",
                "{'instructions':'Sort.','labels':['B','A']}",
                "{'instructions':'Sort.','labels':['A',{'name':'B','description':'b'}]}",
                "{'instructions':'Sort.','labels':['A','B'],'allowNone':true}",
                "{'instructions':'Sort.','labels':['A','B'],'format':'json'}",
                "{'instructions':'Sort.','labels':['A','B'],'model':'gpt-4.1'}",
                "{'instructions':'Sort.','labels':['A','B'],'packing':{'echo':true}}",
                "{'instructions':'Sort.','labels':['A','B'],'quality':{'minAgreement':0.9}}",
                "{'instructions':'Sort.','labels':['A','B'],'parameters':{'seed':1}}",
                "{'instructions':'Sort.','labels':['A','B'],'input':'{a}'}",
                "{'instructions':'Sort.','labels':['A','B'],'examples':[{'text':'t','label':'A'}]}"
            })
    void every_other_difference_changes_the_version(String other) {
        assertThat(version(json(other))).hasSize(16).isNotEqualTo(version(json("{" + SMALL + "}")));
    }

    @Test
    void the_order_of_a_schemas_properties_is_part_of_the_version() {
        String start = "{'instructions':'E','schema':{'type':'object','properties':{";
        assertThat(version(json(start + "'a':{'type':'string'},'b':{'type':'string'}}}}")))
                .isNotEqualTo(version(json(start + "'b':{'type':'string'},'a':{'type':'string'}}}}")));
    }

    private TaskDefinition definition(String text) {
        DefinitionReader.Result result = reader.read(json(text));
        assertThat(result.violations()).isEmpty();
        return result.definition().orElseThrow();
    }

    private List<String> violations(String text) {
        DefinitionReader.Result result = reader.read(json(text));
        assertThat(result.definition()).isEmpty();
        return result.violations().stream().map(Violation::field).toList();
    }

    private String version(JsonNode json) {
        return DefinitionJson.version(reader.read(json).definition().orElseThrow());
    }

    private static JsonNode shuffled(JsonNode node, Random random) {
        if (!node.isObject()) {
            return node;
        }
        Map<String, JsonNode> members = new TreeMap<>();
        node.properties().forEach(member -> members.put(member.getKey(), shuffled(member.getValue(), random)));
        var names = new ArrayList<>(members.keySet());
        Collections.shuffle(names, random);
        var copy = JSON.createObjectNode();
        names.forEach(name -> copy.set(name, members.get(name)));
        return copy;
    }

    private static JsonNode json(String singleQuoted) {
        try {
            return JSON.readTree(singleQuoted.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(singleQuoted, e);
        }
    }
}
