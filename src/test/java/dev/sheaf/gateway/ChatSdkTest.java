package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonField;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.models.Model;
import com.openai.models.models.ModelListParams;
import dev.sheaf.app.SimulatorResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official client, unchanged but for its base URL, against the service with the simulator behind it. */
@QuarkusTest
@WithTestResource(SimulatorResource.class)
class ChatSdkTest {
    private static final String TASK = "sheaf/sdk-mood";

    @TestHTTPResource
    URI service;

    private OpenAIClient client;

    @BeforeEach
    void connect() throws IOException, InterruptedException {
        client = Sdk.client(service);
        String task = """
                {"instructions":"Classify the comment by its sentiment.","labels":["POSITIVE","NEGATIVE","NEUTRAL"]}""";
        var put = HttpRequest.newBuilder(service.resolve("/tasks/sdk-mood"))
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

    private static ChatCompletionCreateParams.Builder ask(String text) {
        return ChatCompletionCreateParams.builder()
                .model(TASK)
                .addSystemMessage("Ignored: a task has its own instructions.")
                .addUserMessage(text);
    }

    /** The typed builder knows one conversation only. */
    private static ChatCompletionCreateParams list(String model, String... texts) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .messages(JsonField.ofNullable(null))
                .putAdditionalBodyProperty(
                        "messages",
                        JsonValue.from(Stream.of(texts)
                                .map(text -> List.of(Map.of("role", "user", "content", text)))
                                .toList()))
                .build();
    }

    private static String content(ChatCompletion completion) {
        return completion.choices().get(0).message().content().orElseThrow();
    }

    @Test
    void tasks_are_listed_and_found_as_models() {
        Model listed = client.models().list().data().stream()
                .filter(model -> model.id().equals(TASK))
                .findFirst()
                .orElseThrow();
        assertThat(listed.validate().ownedBy()).isEqualTo("sheaf");
        assertThat(client.models().retrieve(TASK)).isEqualTo(listed);
    }

    @Test
    void the_providers_models_are_listed_and_found_beside_them() {
        assertThat(client.models().list().data()).extracting(Model::id).contains("gpt-4o-mini", TASK);
        assertThat(client.models().retrieve("gpt-4o-mini").validate().id()).isEqualTo("gpt-4o-mini");
    }

    @Test
    void a_model_of_the_provider_is_asked_alone_and_in_a_list() {
        ChatCompletion alone = client.chat()
                .completions()
                .create(ask("great").model("gpt-4o-mini").build());
        assertThat(alone.validate().choices()).hasSize(1);
        ChatCompletion list = client.chat().completions().create(list("gpt-4o-mini", "great", "awful", "dull"));
        assertThat(list.validate().choices())
                .extracting(ChatCompletion.Choice::index)
                .containsExactly(0L, 1L, 2L);
        assertThat(list.choices())
                .allSatisfy(choice -> assertThat(choice.message().content()).isPresent());
        assertThat(list.usage().orElseThrow().totalTokens())
                .isGreaterThan(alone.usage().orElseThrow().totalTokens());
    }

    @Test
    void a_task_is_asked_as_a_model() {
        ChatCompletion completion =
                client.chat().completions().create(ask("great").temperature(0.5).build());
        assertThat(completion.validate().model()).isEqualTo(TASK);
        assertThat(content(completion)).isEqualTo("POSITIVE");
        assertThat(completion.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(completion.usage().orElseThrow().totalTokens())
                .isEqualTo(completion.usage().get().promptTokens()
                        + completion.usage().get().completionTokens())
                .isPositive();
        assertThat(completion._additionalProperties()).containsKey("sheaf");
    }

    @Test
    void many_at_once_share_calls() {
        List<CompletableFuture<ChatCompletion>> asking = Stream.of("great", "awful", "a great joy", "dull and bad")
                .map(text ->
                        client.async().chat().completions().create(ask(text).build()))
                .toList();
        assertThat(asking.stream()
                        .map(one -> content(one.orTimeout(60, TimeUnit.SECONDS).join())))
                .containsExactly("POSITIVE", "NEGATIVE", "POSITIVE", "NEGATIVE");
    }

    @Test
    void a_task_is_streamed() {
        var params = ask("awful")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(params)) {
            List<ChatCompletionChunk> all =
                    chunks.stream().map(ChatCompletionChunk::validate).toList();
            assertThat(all.stream()
                            .flatMap(chunk -> chunk.choices().stream())
                            .flatMap(choice -> choice.delta().content().stream()))
                    .containsExactly("", "NEGATIVE");
            assertThat(all.get(all.size() - 1).usage().orElseThrow().totalTokens())
                    .isPositive();
        }
    }

    @Test
    void a_list_of_conversations_is_answered_choice_by_choice() {
        ChatCompletion completion = client.chat().completions().create(list(TASK, "great", "awful"));
        assertThat(completion.choices().stream()
                        .map(choice -> choice.message().content().orElseThrow()))
                .containsExactly("POSITIVE", "NEGATIVE");
    }

    @Test
    void what_is_wrong_is_an_exception_that_says_what() {
        assertThatThrownBy(() ->
                        client.chat().completions().create(ask("great").n(2).build()))
                .asInstanceOf(type(BadRequestException.class))
                .satisfies(wrong -> assertThat(wrong.param()).contains("n"));
    }

    @Test
    void a_model_that_is_not_there_is_an_exception() {
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(ask("great").model("sheaf/none").build()))
                .asInstanceOf(type(NotFoundException.class))
                .satisfies(missing -> assertThat(missing.code()).contains("model_not_found"));
        assertThatThrownBy(() -> client.models().retrieve("sheaf/none")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void without_a_key_there_is_an_exception() {
        var nobody = ModelListParams.builder()
                .replaceAdditionalHeaders("Authorization", "Basic eDp5")
                .build();
        assertThatThrownBy(() -> client.models().list(nobody)).isInstanceOf(UnauthorizedException.class);
    }
}
