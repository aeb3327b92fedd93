package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.app.Until;
import dev.sheaf.model.BatchModel;
import dev.sheaf.model.BatchModel.RemoteFile;
import dev.sheaf.model.ModelFailure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files to and from a provider over HTTP. */
@QuarkusTest
@TestProfile(WithoutDatabase.class)
class FileWireTest {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String FILE =
            "{\"id\":\"file-1\",\"object\":\"file\",\"bytes\":12,\"filename\":\"part-7.jsonl\","
                    + "\"purpose\":\"batch\",\"created_at\":1767225600,\"status\":\"processed\"}";
    private static final int BLOCKS = 4_096;
    /**
     * Of 256 MB that pass; what a client keeps on the way is far less, what it would keep without care far more. The
     * room left is for the other tests of this process, whose caches come and go by tens of megabytes.
     */
    private static final long LITTLE = 96L << 20;

    private static final long LOOK = 32L << 20;

    @Inject
    Vertx vertx;

    @TempDir
    Path directory;

    private BatchModel model(URI base) {
        return model(TestConfig.at(base));
    }

    private BatchModel model(TestConfig config) {
        return new OpenAiModels().batchModel(config, vertx, new SimpleMeterRegistry());
    }

    private static Throwable failure(Uni<?> call) {
        return call.onItem()
                .<Object>transform(item -> item)
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create())
                .awaitFailure(BOUND)
                .getFailure();
    }

    private Path file(String content) {
        try {
            return Files.writeString(directory.resolve("spooled"), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void reply(HttpServerRequest request, int status, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(body);
    }

    @Test
    void a_file_goes_up_as_a_form_with_its_name_and_purpose() {
        try (ProviderStub provider = new ProviderStub()) {
            provider.answers(200, FILE);
            RemoteFile uploaded = model(provider.base())
                    .upload("part-7.jsonl", file("{\"a\":\"é\"}\n"))
                    .await()
                    .atMost(BOUND);

            assertThat(uploaded).isEqualTo(new RemoteFile("file-1", "part-7.jsonl", Optional.of(12L)));
            ProviderStub.Asked asked = provider.only();
            String type = asked.headers().get("Content-Type");
            String boundary = type.replace("multipart/form-data; boundary=", "");
            assertThat(asked.how()).isEqualTo("HTTP_1_1 POST");
            assertThat(asked.uri()).isEqualTo("/v1/files");
            assertThat(asked.headers())
                    .containsEntry("Authorization", "Bearer sk-test-1234567890")
                    .containsEntry(
                            "Content-Length", String.valueOf(asked.body().getBytes(StandardCharsets.UTF_8).length));
            assertThat(asked.body())
                    .isEqualTo("--" + boundary + "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
                            + "--" + boundary
                            + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"part-7.jsonl\"\r\n"
                            + "Content-Type: application/jsonl\r\n\r\n{\"a\":\"é\"}\n\r\n--" + boundary + "--\r\n");
        }
    }

    @Test
    void a_server_reads_the_form_as_one() {
        CompletableFuture<String> read = new CompletableFuture<>();
        try (FileStub provider = new FileStub(request -> {
            request.setExpectMultipart(true);
            Buffer content = Buffer.buffer();
            request.uploadHandler(part -> part.handler(content::appendBuffer)
                    .endHandler(end -> read.complete(part.name() + "|" + part.filename() + "|" + content)));
            request.endHandler(end -> reply(request, 200, FILE));
        })) {
            model(provider.base())
                    .upload("part-7.jsonl", file("line\n"))
                    .await()
                    .atMost(BOUND);

            assertThat(read.join()).isEqualTo("file|part-7.jsonl|line\n");
        }
    }

    @Test
    void an_empty_file_goes_up() {
        try (ProviderStub provider = new ProviderStub()) {
            provider.answers(200, FILE);
            model(provider.base()).upload("x", file("")).await().atMost(BOUND);

            assertThat(provider.only().body()).contains("application/jsonl\r\n\r\n\r\n--");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\"b", "a\r\nb", "../a", "ä"})
    void a_name_that_would_break_the_form_is_refused(String name) {
        assertThatThrownBy(() -> model(URI.create("http://127.0.0.1:1/v1")).upload(name, file("")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** What is on the heap and beside it after a collection, watched while a file passes. */
    private static final class Memory {
        private final long before = used();
        private final AtomicLong most = new AtomicLong();

        void look() {
            most.accumulateAndGet(used() - before, Math::max);
        }

        private static long used() {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            long beside = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
            return runtime.totalMemory() - runtime.freeMemory() + beside;
        }
    }

    @Test
    void a_large_file_goes_up_through_little_memory() throws IOException {
        Path large = directory.resolve("large");
        MessageDigest sent = FileStub.digest();
        try (OutputStream out = Files.newOutputStream(large)) {
            for (int i = 0; i < BLOCKS; i++) {
                byte[] block = FileStub.block(i).getBytes();
                sent.update(block);
                out.write(block);
            }
        }
        MessageDigest received = FileStub.digest();
        Memory memory = new Memory();
        try (FileStub provider = new FileStub(request -> receive(request, received, memory))) {
            model(provider.base()).upload("part-7.jsonl", large).await().atMost(BOUND);
        }

        assertThat(received.digest()).isEqualTo(sent.digest());
        assertThat(memory.most.get()).isLessThan(LITTLE);
    }

    // takes a block a millisecond: a client that minds nothing has read all of the file long before
    private void receive(HttpServerRequest request, MessageDigest digest, Memory memory) {
        request.setExpectMultipart(true);
        long[] bytes = {0};
        request.uploadHandler(part -> part.handler(more -> {
            digest.update(more.getBytes());
            bytes[0] += more.length();
            if (bytes[0] / LOOK != (bytes[0] - more.length()) / LOOK) {
                memory.look();
            }
            if (bytes[0] / FileStub.BLOCK != (bytes[0] - more.length()) / FileStub.BLOCK) {
                request.pause();
                vertx.setTimer(1, later -> request.resume());
            }
        }));
        request.endHandler(end -> reply(request, 200, FILE));
    }

    @Test
    void a_large_file_comes_down_through_little_memory() throws IOException {
        Path to = directory.resolve("large");
        MessageDigest sent = FileStub.digest();
        Memory memory = new Memory();
        Consumer<HttpServerRequest> how = request -> {
            request.response().setChunked(true);
            FileStub.pour(request, BLOCKS, number -> {
                sent.update(FileStub.block(number).getBytes());
                if (number % (LOOK / FileStub.BLOCK) == 0) {
                    memory.look();
                }
            });
        };
        long bytes;
        try (FileStub provider = new FileStub(how)) {
            bytes = model(provider.base()).fetch("file-1", to).await().atMost(BOUND);
        }

        assertThat(bytes).isEqualTo((long) BLOCKS * FileStub.BLOCK).isEqualTo(Files.size(to));
        assertThat(to).hasDigest(FileStub.digest(), sent.digest());
        assertThat(memory.most.get()).isLessThan(LITTLE);
    }

    @Test
    void content_takes_the_place_of_what_was_there() throws IOException {
        Path to = Files.writeString(directory.resolve("out"), "something older and longer");
        try (ProviderStub provider = new ProviderStub()) {
            provider.answers(200, "{\"custom_id\":\"1\"}\n");

            assertThat(model(provider.base()).fetch("file/1", to).await().atMost(BOUND))
                    .isEqualTo(18);
            assertThat(provider.only().uri()).isEqualTo("/v1/files/file%2F1/content");
            assertThat(provider.only().headers())
                    .containsEntry("Authorization", "Bearer sk-test-1234567890")
                    .containsEntry("Accept-Encoding", "identity");
        }
        assertThat(to).hasContent("{\"custom_id\":\"1\"}\n");
        assertThat(directory.toFile().list()).containsExactly("out");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void half_a_file_is_none(boolean announced) throws IOException {
        Path to = Files.writeString(directory.resolve("out"), "older");
        try (FileStub provider = new FileStub(request -> {
            if (announced) {
                request.response().putHeader("Content-Length", "1000");
            } else {
                request.response().setChunked(true);
            }
            request.response().write("half").onComplete(written -> request.connection()
                    .close());
        })) {
            assertThat(failure(model(provider.base()).fetch("file-1", to)))
                    .isInstanceOf(ModelFailure.Unreachable.class);
        }
        assertThat(to).hasContent("older");
        Until.holds("what came of it is gone", () -> List.of("out")
                .equals(List.of(directory.toFile().list())));
    }

    @ParameterizedTest
    @CsvSource({
        "401,provider_unauthorized",
        "404,provider_rejected",
        "413,provider_rejected",
        "429,provider_rate_limited",
        "500,provider_unavailable",
        "302,provider_rejected",
    })
    void every_bad_status_is_a_failure_of_its_kind(int status, String expected) {
        try (ProviderStub provider = new ProviderStub()) {
            provider.answers(status, "{\"error\":{\"message\":\"No.\",\"code\":null}}");
            BatchModel model = model(provider.base());

            assertThat(((ModelFailure) failure(model.fetch("file-1", directory.resolve("out")))).code())
                    .isEqualTo(expected);
            assertThat(((ModelFailure) failure(model.upload("x", file("content")))).code())
                    .isEqualTo(expected);
            assertThat(directory.toFile().list()).containsExactly("spooled");
        }
    }

    @Test
    void a_refusal_that_comes_before_the_whole_file_was_sent_is_heard() throws IOException {
        Path large = directory.resolve("large");
        Files.write(large, new byte[8 << 20]);
        try (FileStub provider = new FileStub(request -> {
            request.pause();
            reply(request, 413, "{\"error\":{\"message\":\"Too large.\",\"code\":null}}");
        })) {
            ModelFailure.Rejected failure =
                    (ModelFailure.Rejected) failure(model(provider.base()).upload("x", large));

            assertThat(failure.status()).isEqualTo(413);
            assertThat(failure).hasMessageEndingWith("Too large.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "<html>", "[]"})
    void an_upload_that_is_answered_with_something_else_has_failed_for_now(String body) {
        try (ProviderStub provider = new ProviderStub()) {
            provider.answers(200, body);

            assertThat(failure(model(provider.base()).upload("x", file("content"))))
                    .isInstanceOf(ModelFailure.Unavailable.class);
        }
    }

    @Test
    void a_connection_that_breaks_is_unreachable() {
        try (FileStub provider = new FileStub(request -> request.connection().close())) {
            BatchModel model = model(provider.base());

            assertThat(failure(model.upload("x", file("content")))).isInstanceOf(ModelFailure.Unreachable.class);
            assertThat(failure(model.fetch("file-1", directory.resolve("out"))))
                    .isInstanceOf(ModelFailure.Unreachable.class);
        }
    }

    @Test
    void a_host_that_has_no_address_is_unreachable() {
        BatchModel model = model(URI.create("http://nobody.invalid/v1"));

        assertThat(failure(model.upload("x", file("content")))).isInstanceOf(ModelFailure.Unreachable.class);
        assertThat(failure(model.fetch("file-1", directory.resolve("out"))))
                .isInstanceOf(ModelFailure.Unreachable.class);
    }

    @Test
    void a_provider_that_stands_still_is_given_up_and_told_so() {
        Set<String> hungUp = ConcurrentHashMap.newKeySet();
        try (FileStub provider = new FileStub(request -> {
            request.connection().closeHandler(closed -> hungUp.add(request.uri()));
            if (request.uri().endsWith("half/content")) {
                request.response().setChunked(true).write("half");
            }
        })) {
            BatchModel model = model(TestConfig.at(provider.base()).withBatchTimeout(Duration.ofMillis(100)));

            Path file = file("content");
            Until.holds("one of each kind that it took is hung up on", () -> {
                for (Uni<?> call : List.of(
                        model.upload("x", file),
                        model.fetch("file-1", directory.resolve("out")),
                        model.fetch("half", directory.resolve("out")))) {
                    assertThat(failure(call)).isInstanceOf(ModelFailure.TimedOut.class);
                }
                return hungUp.size() == 3;
            });
        }
        assertThat(directory.toFile().list()).containsExactly("spooled");
    }

    @Test
    void a_caller_who_hangs_up_ends_the_transfer_and_leaves_nothing_behind() throws InterruptedException {
        CountDownLatch hungUp = new CountDownLatch(1);
        Path beside = directory.resolve("out.part");
        try (FileStub provider = new FileStub(request -> {
            request.connection().closeHandler(closed -> hungUp.countDown());
            request.response().setChunked(true).write("half");
        })) {
            Cancellable caller = model(provider.base())
                    .fetch("file-1", directory.resolve("out"))
                    .subscribe()
                    .with(bytes -> {});
            Until.holds("the file has begun", () -> Files.exists(beside));
            caller.cancel();

            assertThat(hungUp.await(30, TimeUnit.SECONDS)).isTrue();
            Until.holds("the file is gone", () -> !Files.exists(beside));
        }
    }

    @Test
    void a_file_that_is_not_there_is_no_fault_of_the_providers() {
        try (ProviderStub provider = new ProviderStub()) {
            assertThat(failure(model(provider.base()).upload("x", directory.resolve("none"))))
                    .isInstanceOf(UncheckedIOException.class);
            assertThat(provider.asked).isEmpty();
        }
    }

    @Test
    void a_place_that_cannot_be_written_is_no_fault_of_the_providers() {
        try (ProviderStub provider = new ProviderStub()) {
            provider.answers(200, "content");

            assertThat(failure(model(provider.base()).fetch("file-1", directory.resolve("none/out"))))
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void many_files_travel_at_once() {
        try (ProviderStub provider = new ProviderStub()) {
            provider.answers(200, FILE);
            BatchModel model = model(provider.base());
            Path file = file("content");
            var all = IntStream.range(0, 30)
                    .mapToObj(i -> model.upload("part-" + i, file))
                    .toList();

            assertThat(Uni.join().all(all).andFailFast().await().atMost(BOUND)).hasSize(30);
            assertThat(provider.asked.stream()
                            .map(asked -> asked.headers().get("Content-Type"))
                            .distinct())
                    .hasSize(30);
        }
    }

    @Test
    void a_pace_grows_with_the_bytes() {
        Pace pace = new Pace(Duration.ofSeconds(60));

        assertThat(pace.allowed(0)).isEqualTo(Duration.ofSeconds(60));
        assertThat(pace.allowed(200_000_000)).isBetween(Duration.ofMinutes(20), Duration.ofMinutes(30));
        assertThat(Arrays.asList(1L, 1L << 20, 1L << 40))
                .isSortedAccordingTo((a, b) -> pace.allowed(a).compareTo(pace.allowed(b)));
    }
}
