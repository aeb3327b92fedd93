package dev.sheaf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.openai.OpenAiChatWire;
import dev.sheaf.simulator.BatchCaller;
import dev.sheaf.simulator.FaultPlan;
import dev.sheaf.simulator.Simulator;
import dev.sheaf.simulator.SimulatorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is compiled goes to a provider by means of the user's own, and what comes back is merged. */
class CompileSimulatorTest {
    private static final int ROWS = 90;
    private static final List<String> MOODS = List.of("great", "awful");
    private static final List<String> LABELS = List.of("POSITIVE", "NEGATIVE");

    private final Cli cli = new Cli();
    private Simulator simulator;
    private BatchCaller provider;

    @TempDir
    private Path dir;

    @BeforeEach
    void start() {
        cli.programs.wire = new OpenAiChatWire();
        simulator = Simulator.start(SimulatorOptions.DEFAULT.withSpeed(50));
        provider = BatchCaller.of(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lines", "json", "json_schema", "tool"})
    void a_batch_of_packs_answers_every_row(String format) throws IOException {
        compile("labels: [POSITIVE, NEGATIVE]\nformat: " + format + "\npacking: {maxItems: 20}\n");

        int code = merge(batch("requests-1-001.jsonl"));

        assertThat(answered()).isEqualTo(expected());
        assertThat(Files.readAllLines(compiled("requests-1-001.jsonl"))).hasSize(5);
        assertThat(code).isZero();
    }

    @Test
    void a_batch_of_single_rows_answers_every_row() throws IOException {
        compile("labels: [POSITIVE, NEGATIVE]\n", "--id", "id", "--single");

        int code = merge(batch("requests-1-001.jsonl"));

        assertThat(answered()).isEqualTo(expected());
        assertThat(code).isZero();
    }

    @Test
    void a_batch_fills_in_fields() throws IOException {
        compile("schema: {type: object, properties: {mood: {enum: [GOOD, BAD]}, count: {type: integer}}}\n");

        int code = merge(batch("requests-1-001.jsonl"));

        assertThat(answered().get(0)).isEqualTo("id,text,mood,count,error");
        assertThat(answered().subList(1, ROWS + 1)).allMatch(row -> row.matches("k\\d+,[^,]+,(GOOD|BAD),-?\\d+,"));
        assertThat(code).isZero();
    }

    @Test
    void what_is_missing_from_the_output_is_completed_by_the_next_batch() throws IOException {
        compile("labels: [POSITIVE, NEGATIVE]\npacking: {maxItems: 20}\n");
        Path whole = batch("requests-1-001.jsonl");
        List<String> lines = Files.readAllLines(whole);
        Path some = Files.write(dir.resolve("some.jsonl"), lines.subList(2, lines.size()));

        int first = merge(some);
        assertThat(cli.err()).contains("asked again", "To upload next: " + compiled("requests-2-001.jsonl"));
        assertThat(answered()).hasSameSizeAs(expected()).isNotEqualTo(expected());
        int second = merge(some, batch("requests-2-001.jsonl"));

        assertThat(answered()).isEqualTo(expected());
        assertThat(compiled("requests-3-001.jsonl")).doesNotExist();
        assertThat(first).isEqualTo(1);
        assertThat(second).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void refused_and_lost_lines_are_asked_again_in_further_batches(long seed) throws IOException {
        FaultPlan faults = FaultPlan.parse("batch-nested-error=0.3,batch-lost-line=0.2,batch-cut-line=0.5,missing=0.3");
        simulator.change(simulator.options().withSeed(seed).withFaults(faults));
        compile("labels: [POSITIVE, NEGATIVE]\npacking: {maxItems: 20}\n");

        List<Path> files = new ArrayList<>();
        int round = 1;
        do {
            files.addAll(files("requests-" + round + "-001.jsonl"));
            merge(files.toArray(Path[]::new));
            simulator.change(simulator.options().withFaults(FaultPlan.NONE));
            round++;
        } while (Files.exists(compiled("requests-" + round + "-001.jsonl")));

        assertThat(answered()).isEqualTo(expected());
        assertThat(round).isGreaterThan(2);
    }

    private void compile(String task, String... options) throws IOException {
        Path rows = Files.write(dir.resolve("rows.csv"), rows());
        Path definition = Files.writeString(dir.resolve("mood.yaml"), "instructions: Sentiment?\n" + task);
        List<String> words = new ArrayList<>(List.of("compile", rows.toString(), "--task", definition.toString()));
        words.addAll(List.of("--out", dir.resolve("out").toString()));
        words.addAll(Arrays.asList(options));
        assertThat(cli.run(words.toArray(String[]::new))).as(cli.err()).isZero();
    }

    /** The output of a request file's batch, which is the only file that comes back of it. */
    private Path batch(String requests) throws IOException {
        List<Path> files = files(requests);
        assertThat(files).hasSize(1);
        return files.get(0);
    }

    /** Uploads a request file, orders a batch of it, and keeps its output and error files. */
    private List<Path> files(String requests) throws IOException {
        JsonNode batch = provider.over(provider.ordered(Files.readString(compiled(requests))));
        assertThat(batch.path("status").asText()).isEqualTo("completed");
        List<Path> files = new ArrayList<>();
        for (String kind : List.of("output", "error")) {
            JsonNode id = batch.path(kind + "_file_id");
            if (id.isTextual() && !id.asText().isEmpty()) {
                files.add(Files.writeString(dir.resolve(kind + "-of-" + requests), provider.content(id)));
            }
        }
        return files;
    }

    private int merge(Path... outputs) {
        List<String> words = new ArrayList<>(List.of("merge", dir.resolve("out").toString()));
        words.addAll(Arrays.stream(outputs).map(Path::toString).toList());
        words.addAll(List.of("--out", dir.resolve("answered.csv").toString()));
        return cli.run(words.toArray(String[]::new));
    }

    private Path compiled(String file) {
        return dir.resolve("out").resolve(file);
    }

    private List<String> answered() throws IOException {
        return Files.readAllLines(dir.resolve("answered.csv"));
    }

    private static List<String> rows() {
        return table(row -> "", "id,text");
    }

    private static List<String> expected() {
        return table(row -> "," + LABELS.get(row % 2) + ",", "id,text,label,error");
    }

    private static List<String> table(IntFunction<String> more, String header) {
        List<String> lines = new ArrayList<>(List.of(header));
        IntStream.range(0, ROWS)
                .mapToObj(row -> "k" + row + ",Lamp " + row + " is " + MOODS.get(row % 2) + "." + more.apply(row))
                .forEach(lines::add);
        return lines;
    }
}
