package dev.sheaf.simulator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Understands what is asked of each item, from the words and the schema. */
final class QuestionReader {
    private static final Pattern LINES = Pattern.compile(
            "(?i)\\bown line\\b|\\bone (?:item |answer |label )?(?:a|per) line\\b|\\[(?:number|n|id|slot)\\] ?(?:label|<|\\{)");
    private static final Pattern JSON = Pattern.compile("(?i)\\bjson\\b");
    private static final Pattern ARRAY = Pattern.compile("(?i)json (?:array|list)|(?:array|list) of (?:json )?objects");
    private static final Pattern BRACKETS = Pattern.compile("(?i)\\[(?:number|n|id|slot|\\d{1,4})\\]");
    private static final Pattern SEVERAL = Pattern.compile(
            "(?i)label \\| label|several labels|one or more|multiple labels|(?:all|every|any) (?:of )?(?:the )?(?:labels?|tags?|themes?)"
                    + "(?: that)? (?:that )?(?:apply|applies|fits?)|all that (?:apply|fit)");
    private static final Pattern NONE = Pattern.compile("\\bNONE\\b");
    private static final Pattern ECHO_END = Pattern.compile("\\bwords?\\s+(\\S{1,3})\\s+LABEL\\b");
    private static final Pattern ECHO = Pattern.compile("(?i)\\bfirst (?:(\\d{1,2}|two|three|four|five) )?words?\\b");
    private static final Pattern DATA = Pattern.compile("\\[\\d|[-*•] ");
    private static final List<String> NUMBERS = List.of("", "one", "two", "three", "four", "five");
    private static final Set<String> IDS =
            Set.of("slot", "id", "number", "index", "item", "item_id", "itemId", "n", "nr", "no");

    private final ObjectMapper json;

    QuestionReader(ObjectMapper json) {
        this.json = json;
    }

    Question read(Prompt prompt, long seed) {
        List<Label> labels = LabelFinder.find(prompt.words());
        if (prompt.held() instanceof Held.ToTool tool) {
            return held(prompt, tool.parameters(), labels, seed);
        }
        if (prompt.held() instanceof Held.ToSchema schema) {
            return held(prompt, schema.schema(), labels, seed);
        }
        return inWords(prompt, labels, seed);
    }

    /** Without examples and lists of labels: words in them ask for nothing. */
    private static String rules(String words) {
        return words.lines().filter(line -> !DATA.matcher(line).lookingAt()).collect(Collectors.joining("\n"));
    }

    private static int echoWords(String words) {
        Matcher echo = ECHO.matcher(words);
        if (!echo.find()) {
            return 0;
        }
        String count = echo.group(1);
        if (count == null) {
            return 1;
        }
        int named = NUMBERS.indexOf(count.toLowerCase(java.util.Locale.ROOT));
        return named > 0 ? named : Math.max(1, Integer.parseInt(count));
    }

    private Question inWords(Prompt prompt, List<Label> labels, long seed) {
        String words = rules(prompt.words());
        int echo = echoWords(words);
        boolean asJson = prompt.held() instanceof Held.ToJson
                || JSON.matcher(words).find() && !LINES.matcher(words).find();
        JsonNode schema = asJson ? schemaIn(prompt.words()) : null; // its words are no labels
        if (labels.isEmpty() && schema == null && !prompt.numbered()) {
            return talk(asJson);
        }
        Field field = schema != null
                ? new FieldCompiler(schema, Map.of(), Math.max(1, echo), seed).compile("", schema)
                : labels.isEmpty() ? new Leaf.Text(null, 0, 60) : labelled(words, labels, seed);
        return new Question(form(prompt, asJson), field, echo, true);
    }

    private static Question talk(boolean asJson) {
        JsonNode sentence = JsonNodeFactory.instance.textNode(Simulator.NO_MODEL);
        AnswerForm form = asJson ? new AnswerForm.Whole() : new AnswerForm.Bare();
        return new Question(form, new Field.Fixed(sentence), 0, false);
    }

    private static Field labelled(String words, List<Label> labels, long seed) {
        boolean none = NONE.matcher(words).find()
                && labels.stream().noneMatch(label -> label.name().equals("NONE"));
        Field.Choice choice = Field.Choice.of(new LabelSet(labels, seed));
        return SEVERAL.matcher(words).find() ? new Field.Several(choice, none, 0, Integer.MAX_VALUE) : choice;
    }

    private static AnswerForm form(Prompt prompt, boolean asJson) {
        if (!prompt.numbered()) {
            return asJson ? new AnswerForm.Whole() : new AnswerForm.Bare();
        }
        Marker marker = prompt.marker();
        boolean rows = ARRAY.matcher(rules(prompt.words())).find() && !(prompt.held() instanceof Held.ToJson);
        if (rows && asJson || !asJson && marker == null) {
            return new AnswerForm.Rows(null, "id", true, List.of("id"), Map.of());
        }
        if (asJson || marker == null) {
            return new AnswerForm.ByNumber();
        }
        boolean brackets = BRACKETS.matcher(prompt.words()).find();
        Matcher echoEnd = ECHO_END.matcher(prompt.words());
        return new AnswerForm.Lines(brackets ? Marker.BRACKET : marker, echoEnd.find() ? echoEnd.group(1) : "|");
    }

    /** A JSON Schema that stands in the instructions. */
    private @Nullable JsonNode schemaIn(String words) {
        int at = words.indexOf('{');
        for (int tries = 0; at >= 0 && tries < 20; tries++) {
            try (JsonParser parser = json.createParser(words.substring(at))) {
                JsonNode node = json.reader()
                        .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .readTree(parser);
                if (node.path("properties").isObject()) {
                    return node;
                }
            } catch (IOException e) {
                // a brace that opens no JSON
            }
            at = words.indexOf('{', at + 1);
        }
        return null;
    }

    private Question held(Prompt prompt, JsonNode root, List<Label> labels, long seed) {
        Map<String, String> descriptions = new HashMap<>();
        labels.forEach(label -> descriptions.put(label.name(), label.description()));
        int echo = Math.max(Math.max(1, echoWords(rules(prompt.words()))), echoWords(root.toString()));
        FieldCompiler compiler = new FieldCompiler(root, descriptions, echo, seed);
        for (Map.Entry<String, JsonNode> member : members(root)) {
            JsonNode row = resolved(root, resolved(root, member.getValue()).path("items"));
            String id = id(row);
            if (id != null && prompt.numbered()) {
                return rows(root, member.getKey(), id, row, compiler);
            }
        }
        return whole(prompt, root, compiler);
    }

    private static List<Map.Entry<String, JsonNode>> members(JsonNode schema) {
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>();
        schema.path("properties").fields().forEachRemaining(members::add);
        return members;
    }

    private static JsonNode resolved(JsonNode root, JsonNode schema) {
        String reference = schema.path("$ref").asText();
        return reference.startsWith("#/") ? root.at(reference.substring(1)) : schema;
    }

    private static @Nullable String id(JsonNode row) {
        for (Map.Entry<String, JsonNode> member : members(row)) {
            if (IDS.contains(member.getKey())) {
                return member.getKey();
            }
        }
        return null;
    }

    private static Question rows(JsonNode root, String within, String id, JsonNode row, FieldCompiler compiler) {
        Map<String, Field> fields = new LinkedHashMap<>();
        List<String> order = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : members(row)) {
            order.add(member.getKey());
            if (!member.getKey().equals(id)) {
                fields.put(member.getKey(), compiler.compile(member.getKey(), member.getValue()));
            }
        }
        Map<String, Field> beside = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : members(root)) {
            if (!member.getKey().equals(within)) {
                beside.put(member.getKey(), compiler.compile(member.getKey(), member.getValue()));
            }
        }
        boolean number = !row.path("properties").path(id).path("type").asText().equals("string");
        AnswerForm form = new AnswerForm.Rows(within, id, number, order, beside);
        return new Question(form, new Field.Record(fields), 0, true);
    }

    private static Question whole(Prompt prompt, JsonNode root, FieldCompiler compiler) {
        List<Map.Entry<String, JsonNode>> members = members(root);
        if (prompt.many() && members.size() == 1) {
            JsonNode only = resolved(root, members.get(0).getValue());
            if (only.path("type").asText().equals("array")) {
                String name = members.get(0).getKey();
                return new Question(new AnswerForm.Column(name), compiler.compile(name, only.path("items")), 0, true);
            }
        }
        return new Question(new AnswerForm.Whole(), compiler.compile("", root), 0, true);
    }
}
