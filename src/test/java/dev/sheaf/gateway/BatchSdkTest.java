package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.batches.BatchListParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FilePurpose;
import dev.sheaf.app.SimulatorResource;
import dev.sheaf.app.Until;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The official client's files and batches, against the service with the simulator behind it. */
@QuarkusTest
@WithTestResource(SimulatorResource.class)
class BatchSdkTest {
    private static final String TASK = "sheaf/sdk-batch";
    private static final int LINES = 30;
    private static final List<String> MOODS = List.of("great", "awful");
    private static final List<String> LABELS = List.of("POSITIVE", "NEGATIVE");

    @TestHTTPResource
    URI service;

    @TempDir
    Path directory;

    private OpenAIClient client;

    @BeforeEach
    void connect() throws IOException, InterruptedException {
        client = Sdk.client(service);
        String task =
                "{\"instructions\":\"Classify the comment by its sentiment.\",\"labels\":[\"POSITIVE\",\"NEGATIVE\"]}";
        var put = HttpRequest.newBuilder(service.resolve("/tasks/sdk-batch"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(task))
                .build();
        assertThat(HttpClient.newHttpClient().send(put, BodyHandlers.ofString()).statusCode())
                .isIn(200, 201);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private FileCreateParams file(String model) {
        try {
            Path file = Files.write(directory.resolve("requests.jsonl"), lines(model));
            return FileCreateParams.builder()
                    .file(file)
                    .purpose(FilePurpose.BATCH)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(String model) {
        return IntStream.range(0, LINES)
                .mapToObj(i -> """
                        {"custom_id":"c-%d","method":"POST","url":"/v1/chat/completions","body":{"model":"%s",\
                        "messages":[{"role":"user","content":"Lamp %d is %s."}]}}""".formatted(i, model, i, MOODS.get(i % 2)))
                .toList();
    }

    private static BatchCreateParams.Builder order(String file) {
        return BatchCreateParams.builder()
                .inputFileId(file)
                .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                .completionWindow(BatchCreateParams.CompletionWindow._24H);
    }

    private static BatchCreateParams.Metadata lane(String lane) {
        return BatchCreateParams.Metadata.builder()
                .putAdditionalProperty("sheaf_lane", JsonValue.from(lane))
                .build();
    }

    private Batch ended(Batch batch) {
        Until.holds("the batch is over", () -> isOver(client.batches().retrieve(batch.id())));
        return client.batches().retrieve(batch.id()).validate();
    }

    private static boolean isOver(Batch batch) {
        return List.of(Batch.Status.COMPLETED, Batch.Status.FAILED, Batch.Status.EXPIRED, Batch.Status.CANCELLED)
                .contains(batch.status());
    }

    private Map<String, JsonNode> output(Batch batch) {
        try (HttpResponse content = client.files().content(batch.outputFileId().orElseThrow())) {
            Map<String, JsonNode> lines = new LinkedHashMap<>();
            new String(content.body().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Json::of)
                    .forEach(line -> lines.put(line.path("custom_id").asText(), line));
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertAnswered(Batch done, String model) {
        assertThat(done.status()).as("%s", done).isEqualTo(Batch.Status.COMPLETED);
        assertThat(done.requestCounts().orElseThrow().completed()).isEqualTo(LINES);
        assertThat(done.model()).contains(model);
        Map<String, JsonNode> output = output(done);
        assertThat(output).hasSize(LINES);
        long tokens = 0;
        for (int i = 0; i < LINES; i++) {
            JsonNode response = output.get("c-" + i).path("response");
            assertThat(response.path("status_code").asInt()).isEqualTo(200);
            assertThat(response.at("/body/choices/0/message/content").isTextual())
                    .isTrue();
            tokens += response.at("/body/usage/total_tokens").asLong();
        }
        assertThat(tokens).isPositive().isEqualTo(done.usage().orElseThrow().totalTokens());
    }

    @ParameterizedTest
    @CsvSource({"sheaf/sdk-batch, batch", "sheaf/sdk-batch, online", "gpt-4o-mini, batch", "gpt-4o-mini, online"})
    void a_file_of_questions_is_uploaded_run_and_its_answers_are_matched(String model, String lane) {
        String file = client.files().create(file(model)).validate().id();

        Batch ordered = client.batches().create(order(file).metadata(lane(lane)).build());

        assertThat(ordered.validate().status()).isEqualTo(Batch.Status.VALIDATING);
        assertAnswered(ended(ordered), model);
    }

    @Test
    void a_task_has_its_labels_in_the_output() {
        Batch done = ended(client.batches()
                .create(order(client.files().create(file(TASK)).id()).build()));

        Map<String, JsonNode> output = output(done);

        for (int i = 0; i < LINES; i++) {
            assertThat(output.get("c-" + i)
                            .at("/response/body/choices/0/message/content")
                            .asText())
                    .isEqualTo(LABELS.get(i % 2));
        }
    }

    @Test
    void all_of_it_goes_without_blocking() {
        var async = client.async();
        CompletableFuture<Batch> ordered = async.files().create(file(TASK)).thenCompose(file -> async.batches()
                .create(order(file.id()).build()));
        Batch batch = ordered.orTimeout(60, TimeUnit.SECONDS).join();
        Until.holds(
                "the batch is over",
                () -> isOver(async.batches()
                        .retrieve(batch.id())
                        .orTimeout(60, TimeUnit.SECONDS)
                        .join()));

        assertAnswered(async.batches().retrieve(batch.id()).join(), TASK);
    }

    @Test
    void a_batch_that_cannot_be_run_says_which_line_is_wrong() throws IOException {
        Path bad = Files.writeString(directory.resolve("bad.jsonl"), lines(TASK).get(0) + "\n{\n");
        String file = client.files()
                .create(FileCreateParams.builder()
                        .file(bad)
                        .purpose(FilePurpose.BATCH)
                        .build())
                .id();

        Batch failed = ended(client.batches().create(order(file).build()));

        assertThat(failed.status()).isEqualTo(Batch.Status.FAILED);
        assertThat(failed.errors().orElseThrow().data().orElseThrow())
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.code()).contains("invalid_json_line");
                    assertThat(error.line()).contains(2L);
                });
    }

    @Test
    void batches_are_listed_page_by_page() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(0, client.batches().create(order("file-none").build()).id());
        }

        List<String> listed = client
                .batches()
                .list(BatchListParams.builder().limit(2).build())
                .autoPager()
                .stream()
                .map(Batch::id)
                .limit(5)
                .toList();

        assertThat(listed).isEqualTo(made);
    }

    @Test
    void a_batch_is_cancelled_and_then_no_more() {
        String file = client.files().create(file(TASK)).id();
        Batch ordered = client.batches().create(order(file).build());

        assertThat(client.batches().cancel(ordered.id()).validate().status()).isEqualTo(Batch.Status.CANCELLING);

        assertThat(ended(ordered).status()).isEqualTo(Batch.Status.CANCELLED);
        assertThatThrownBy(() -> client.batches().cancel(ordered.id()))
                .asInstanceOf(type(UnexpectedStatusCodeException.class))
                .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(409));
    }

    @Test
    void what_is_wrong_is_an_exception_that_says_what() {
        assertThatThrownBy(() -> client.batches()
                        .create(order("file-1")
                                .completionWindow(BatchCreateParams.CompletionWindow.of("1h"))
                                .build()))
                .asInstanceOf(type(BadRequestException.class))
                .satisfies(wrong -> assertThat(wrong.param()).contains("completion_window"));
        assertThatThrownBy(() -> client.batches().retrieve("batch_none")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> client.batches().cancel("batch_none")).isInstanceOf(NotFoundException.class);
    }
}
