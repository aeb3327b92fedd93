package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Usage;
import dev.sheaf.openai.OpenAiChatWire;
import dev.sheaf.pack.Pack;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Spread;
import dev.sheaf.pack.Tasks;
import dev.sheaf.simulator.Simulator;
import dev.sheaf.simulator.SimulatorOptions;
import dev.sheaf.task.Item;
import dev.sheaf.task.TaskDefinition;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is booked for a call whose reply never came is near to what the provider bills for it. */
class UsualCostTest {
    private static final Percentage NEAR = Percentage.withPercentage(15);
    /** Of a few tokens nobody can be near. */
    private static final Offset<Long> FEW = Offset.offset(10L);

    private static final String FIELDS = """
            'instructions':'Read the review.','format':'json_schema','schema':{'type':'object','properties':{
            'sentiment':{'type':'string','enum':['positive','negative','neutral']},
            'product':{'type':['string','null']},'parts':{'type':'array','items':{'type':'string'}},
            'stars':{'type':['integer','null'],'minimum':1,'maximum':5},'faulty':{'type':'boolean'},
            'language':{'type':'string','maxLength':2}},
            'required':['sentiment','product','parts','stars','faulty','language'],'additionalProperties':false}
            """;

    private static Simulator simulator;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        simulator = Simulator.start(SimulatorOptions.DEFAULT.withSpeed(1_000));
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({
        "lines, 20, false",
        "lines, 20, true",
        "lines, 1, false",
        "lines, 3, true",
        "json, 20, false",
        "json, 20, true",
        "json, 1, false",
        "json_schema, 20, false",
        "json_schema, 20, true",
        "json_schema, 1, false",
        "tool, 20, false",
        "tool, 20, true",
        "tool, 1, false",
    })
    void a_call_for_a_label_costs_as_much_as_is_estimated(String format, int items, boolean echo) throws Exception {
        assertNear(
                Tasks.sentiment("'format':'" + format + "'", "'packing':{'maxItems':20,'echo':" + echo + "}"), items);
    }

    static Stream<String> formats() {
        return Stream.of("json", "json_schema", "tool");
    }

    /** Of texts that a schema leaves open nobody knows the length; it lies within what the estimate says. */
    @ParameterizedTest
    @MethodSource("formats")
    void a_call_for_fields_costs_what_such_fields_usually_take(String format) throws Exception {
        TaskDefinition definition = Tasks.definition(FIELDS.replace("json_schema", format));
        Prepared task = Tasks.prepared(definition);
        Pack pack = task.prompt().lay(items(8), 7);
        Spread spread = task.prompt().spread();

        long usual = task.prompt().usual(pack).outputTokens();

        long billed =
                billed(task.prompt().ask(pack, "one", Priority.BULK, "test")).outputTokens();
        assertThat(usual).isCloseTo(billed, Percentage.withPercentage(35));
        assertThat(billed).isBetween(usual - 8L * spread.less(), usual + 8L * spread.more());
    }

    private void assertNear(TaskDefinition definition, int items) throws Exception {
        Prepared task = Tasks.prepared(definition);
        Pack pack = task.prompt().lay(items(items), 7);

        Usage estimate = task.prompt().usual(pack);

        Usage billed = billed(task.prompt().ask(pack, "one", Priority.BULK, "test"));
        assertThat(estimate.inputTokens()).isCloseTo(billed.inputTokens(), NEAR);
        if (items > 1) {
            assertThat(estimate.outputTokens()).isCloseTo(billed.outputTokens(), NEAR);
        } else {
            assertThat(estimate.outputTokens()).isCloseTo(billed.outputTokens(), FEW);
        }
    }

    private static List<Item> items(int count) {
        List<String> moods = List.of("great", "awful", "blue");
        return IntStream.range(0, count)
                .mapToObj(i -> new Item("i" + i, "Lamp " + i + " of our order is " + moods.get(i % 3) + "."))
                .toList();
    }

    private Usage billed(ChatRequest request) throws IOException, InterruptedException {
        URI address = URI.create(simulator.baseUrl().toString().replaceAll("/v1/?$", "") + "/v1/chat/completions");
        HttpRequest post = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer none")
                .POST(BodyPublishers.ofString(new OpenAiChatWire().body(request).toString()))
                .build();
        JsonNode reply = new ObjectMapper()
                .readTree(http.send(post, BodyHandlers.ofString()).body());
        JsonNode usage = reply.path("usage");
        return new Usage(
                usage.path("prompt_tokens").asLong(),
                0,
                usage.path("completion_tokens").asLong(),
                0);
    }
}
