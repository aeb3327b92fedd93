package dev.sheaf.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilesTest {
    Simulator simulator;
    Caller caller;
    BatchCaller batches;

    @BeforeEach
    void start() {
        simulator = Simulator.start(SimulatorOptions.DEFAULT.withLatency(Latency.NONE));
        caller = new Caller(simulator);
        batches = new BatchCaller(caller);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void a_file_comes_back_as_it_was_sent_under_the_providers_members() throws IOException {
        String content = BatchCaller.lines(3) + "ä €\n";
        JsonNode file = Caller.json(batches.uploading("my requests.jsonl", content));
        assertThat(file.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "object",
                        "id",
                        "purpose",
                        "filename",
                        "bytes",
                        "created_at",
                        "expires_at",
                        "status",
                        "status_details");
        assertThat(file.get("id").asText()).matches("file-[0-9a-f]{24}");
        assertThat(file.get("filename").asText()).isEqualTo("my requests.jsonl");
        assertThat(file.get("purpose").asText()).isEqualTo("batch");
        assertThat(file.get("bytes").asInt()).isEqualTo(content.getBytes(StandardCharsets.UTF_8).length);
        assertThat(file.get("expires_at").isNull()).isTrue();
        assertThat(caller.get("/v1/files/" + file.get("id").asText()).body()).isEqualTo(file.toString());
        assertThat(batches.content(file.get("id"))).isEqualTo(content);
    }

    @Test
    void a_file_of_many_megabytes_comes_back_whole() throws IOException {
        String content = ("x".repeat(1023) + "\n").repeat(20 * 1024);
        JsonNode id = Caller.json(batches.uploading("big.jsonl", content)).get("id");
        assertThat(batches.content(id).equals(content)).isTrue();
    }

    @Test
    void a_deleted_file_is_404() throws IOException {
        String id = batches.upload(BatchCaller.lines(1));
        HttpResponse<String> deleted =
                caller.send(caller.request("/v1/files/" + id).DELETE());
        assertThat(deleted.body()).isEqualTo("{\"object\":\"file\",\"deleted\":true,\"id\":\"" + id + "\"}");
        for (String path : List.of("", "/content")) {
            HttpResponse<String> gone = caller.get("/v1/files/" + id + path);
            assertThat(gone.statusCode()).isEqualTo(404);
            assertThat(Caller.json(gone).at("/error/message").asText()).isEqualTo("No such File object: " + id);
        }
        assertThat(caller.send(caller.request("/v1/files/" + id).DELETE()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void files_are_listed_newest_first_by_purpose_and_in_pages() throws IOException {
        String one = batches.upload("1");
        String two = batches.upload("2");
        String other = Caller.json(
                        batches.form(BatchCaller.part("purpose", "user_data"), BatchCaller.file("a.txt", "x")))
                .get("id")
                .asText();
        assertThat(listed("")).containsExactly(other, two, one);
        assertThat(listed("?purpose=batch")).containsExactly(two, one);
        assertThat(listed("?order=asc&limit=2")).containsExactly(one, two);
        assertThat(listed("?after=" + two)).containsExactly(one);
        JsonNode page = Caller.json(caller.get("/v1/files?limit=1"));
        assertThat(page.get("has_more").asBoolean()).isTrue();
        assertThat(page.get("first_id").asText()).isEqualTo(other);
        assertThat(page.get("last_id").asText()).isEqualTo(other);
        assertThat(Caller.json(caller.get("/v1/files?after=" + two))
                        .get("has_more")
                        .asBoolean())
                .isFalse();
    }

    private List<String> listed(String query) throws IOException {
        return Caller.json(caller.get("/v1/files" + query)).get("data").findValuesAsText("id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?limit=0", "?limit=x", "?limit=10001", "?order=up", "?after=file-0"})
    void a_page_that_makes_no_sense_is_refused(String query) throws IOException {
        assertThat(caller.get("/v1/files" + query).statusCode()).isEqualTo(400);
    }

    @Test
    void a_file_expires_when_it_was_to() throws IOException {
        JsonNode file = Caller.json(batches.form(
                BatchCaller.part("purpose", "batch"),
                BatchCaller.part("expires_after[anchor]", "created_at"),
                BatchCaller.part("expires_after[seconds]", "3600"),
                BatchCaller.file("a.jsonl", "x")));
        assertThat(file.get("expires_at").asLong())
                .isEqualTo(file.get("created_at").asLong() + 3600);
        simulator.change(simulator.options().withSpeed(1_000_000));
        String path = "/v1/files/" + file.get("id").asText();
        int status = 200;
        for (int i = 0; i < 1_000 && status == 200; i++) {
            status = caller.get(path).statusCode();
        }
        assertThat(status).isEqualTo(404);
    }

    @Test
    void what_is_wrong_with_a_form_is_said() throws IOException {
        String file = BatchCaller.file("a.jsonl", "x");
        String batch = BatchCaller.part("purpose", "batch");
        assertThat(refused("file", batch)).isEqualTo("file");
        assertThat(refused("purpose", file)).isEqualTo("purpose");
        assertThat(refused("purpose", BatchCaller.part("purpose", "fun"), file)).isEqualTo("purpose");
        assertThat(refused("file", batch, BatchCaller.file("a.csv", "x"))).isEqualTo("file");
        assertThat(refused("seconds", batch, BatchCaller.part("expires_after[seconds]", "60"), file))
                .isEqualTo("expires_after.anchor");
        assertThat(refused(
                        "seconds",
                        batch,
                        BatchCaller.part("expires_after[anchor]", "created_at"),
                        BatchCaller.part("expires_after[seconds]", "60"),
                        file))
                .isEqualTo("expires_after.seconds");
        assertThat(listed("")).isEmpty();
    }

    private String refused(String what, String... parts) throws IOException {
        HttpResponse<String> response = batches.form(parts);
        assertThat(response.statusCode()).as(what + response.body()).isEqualTo(400);
        return Caller.json(response).at("/error/param").asText();
    }

    @Test
    void a_file_beyond_the_bound_is_413_and_not_kept() throws IOException {
        simulator.change(simulator.options().withBatches(BatchSettings.DEFAULT.withMaxFileBytes(1_000)));
        assertThat(batches.uploading("a.jsonl", "x".repeat(1_000)).statusCode()).isEqualTo(200);
        assertThat(batches.uploading("b.jsonl", "x".repeat(1_001)).statusCode()).isEqualTo(413);
        assertThat(listed("")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "multipart/form-data",
                "multipart/form-data; boundary=other",
                "text/plain; boundary=x"
            })
    void what_is_no_form_is_400(String type) throws IOException {
        HttpResponse<String> response = caller.send(caller.request("/v1/files")
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(BatchCaller.part("purpose", "batch") + "rubbish")));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(Caller.json(response).at("/error/message").asText()).isNotBlank();
    }

    private static List<String> drafts(Path data) {
        String[] names = data.resolve("files").toFile().list((directory, name) -> name.endsWith(".draft"));
        return names == null ? List.of() : List.of(names);
    }

    @Test
    void without_a_key_nothing_is_taken() throws IOException {
        HttpResponse<String> response =
                caller.send(HttpRequest.newBuilder(simulator.baseUrl().resolve("/v1/files"))
                        .POST(HttpRequest.BodyPublishers.ofString("x")));
        assertThat(response.statusCode()).isEqualTo(401);
    }

    @Test
    void who_hangs_up_in_the_middle_leaves_nothing_behind(@TempDir Path data) throws IOException {
        simulator.close();
        simulator = Simulator.start(SimulatorOptions.DEFAULT.withData(data));
        caller = new Caller(simulator);
        batches = new BatchCaller(caller);
        String head = "POST /v1/files HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer any\r\nContent-Type:"
                + " multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\nContent-Disposition:"
                + " form-data; name=\"file\"; filename=\"a.jsonl\"\r\n\r\nhalf a file";
        try (Socket socket = new Socket("127.0.0.1", simulator.port())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            caller.await(() -> !drafts(data).isEmpty());
        }
        caller.await(() -> drafts(data).isEmpty());
        assertThat(batches.uploading("whole.jsonl", "x").statusCode()).isEqualTo(200);
        assertThat(Caller.json(caller.get("/v1/files")).get("data").findValuesAsText("filename"))
                .containsExactly("whole.jsonl");
    }
}
