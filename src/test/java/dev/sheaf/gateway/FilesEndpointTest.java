package dev.sheaf.gateway;

import static dev.sheaf.gateway.FilesDoor.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers are told about files, to the letter. */
class FilesEndpointTest {
    private static final byte[] X = {'x'};
    private static final String FIRST =
            "{\"id\":\"file-1\",\"object\":\"file\",\"bytes\":2,\"created_at\":1800000001,\"expires_at\":null,"
                    + "\"filename\":\"requests.jsonl\",\"purpose\":\"batch\",\"status\":\"processed\",\"status_details\":null}";

    private final FilesDoor door = new FilesDoor();

    @AfterEach
    void close() {
        door.close();
    }

    private static String error(String message, String param, String code) {
        return "{\"error\":{\"message\":\"" + message + "\",\"type\":\"invalid_request_error\",\"param\":"
                + quoted(param) + ",\"code\":" + quoted(code) + "}}";
    }

    private static String quoted(String word) {
        return word.equals("null") ? word : "\"" + word + "\"";
    }

    // create

    @Test
    void a_file_is_stored_and_told_of() {
        HttpResponse<byte[]> reply = door.post(MultipartBody.batch("{}"));

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(text(reply)).isEqualTo(FIRST);
        assertThat(reply.headers().firstValue("x-request-id")).isPresent();
        assertThat(door.get("/v1/files/file-1")).isEqualTo(FIRST);
        assertThat(door.get("/v1/files/file-1/content")).isEqualTo("{}");
    }

    @Test
    void what_is_said_of_a_file_may_stand_before_or_after_it() {
        MultipartBody before = new MultipartBody()
                .with("expires_after[seconds]", "3600")
                .with("expires_after[anchor]", "created_at")
                .with("purpose", "batch")
                .file("a", X);
        MultipartBody after = new MultipartBody()
                .file("a", X)
                .with("unknown", "passes")
                .with("purpose", "batch")
                .with("expires_after[anchor]", "created_at")
                .with("expires_after[seconds]", "2592000");

        assertThat(text(door.post(before))).contains("\"created_at\":1800000001,\"expires_at\":1800003601");
        assertThat(text(door.post(after))).contains("\"created_at\":1800000002,\"expires_at\":1802592002");
    }

    @Test
    void a_file_without_content_is_left_for_its_batch_to_fail() {
        assertThat(text(door.post(MultipartBody.batch("")))).contains("\"bytes\":0");
        HttpResponse<byte[]> content = door.send("GET", "/v1/files/file-1/content");
        assertThat(content.statusCode()).isEqualTo(200);
        assertThat(content.body()).isEmpty();
    }

    static Stream<Arguments> unfit() {
        MultipartBody fit = MultipartBody.batch("x");
        return Stream.of(
                Arguments.of(new MultipartBody().with("purpose", "batch"), "file", "missing_required_parameter"),
                Arguments.of(new MultipartBody(), "file", "missing_required_parameter"),
                Arguments.of(new MultipartBody().file("a", X), "purpose", "missing_required_parameter"),
                Arguments.of(new MultipartBody().with("purpose", "fine-tune").file("a", X), "purpose", "invalid_value"),
                Arguments.of(
                        new MultipartBody().with("purpose", "assistants").file("a", X), "purpose", "invalid_value"),
                Arguments.of(new MultipartBody().with("purpose", "vision").file("a", X), "purpose", "invalid_value"),
                Arguments.of(new MultipartBody().file("a", X).with("purpose", "user_data"), "purpose", "invalid_value"),
                Arguments.of(new MultipartBody().file("a", X).with("purpose", "evals"), "purpose", "invalid_value"),
                Arguments.of(
                        new MultipartBody().file("a", X).with("purpose", "batch_output"), "purpose", "invalid_value"),
                Arguments.of(
                        new MultipartBody().with("purpose", "b".repeat(2_000)).file("a", X), "purpose", "null"),
                Arguments.of(MultipartBody.batch("x").file("b", X), "file", "null"),
                Arguments.of(new MultipartBody().with("purpose", "batch").with("file", "x"), "file", "null"),
                Arguments.of(new MultipartBody().with("purpose", "batch").file("", X), "file", "null"),
                Arguments.of(
                        MultipartBody.batch("x").with("expires_after[anchor]", "last_used"),
                        "expires_after[anchor]",
                        "invalid_value"),
                Arguments.of(
                        MultipartBody.batch("x").with("expires_after[anchor]", "created_at"),
                        "expires_after[seconds]",
                        "missing_required_parameter"),
                Arguments.of(
                        MultipartBody.batch("x").with("expires_after[seconds]", "3600"),
                        "expires_after[anchor]",
                        "missing_required_parameter"),
                Arguments.of(
                        MultipartBody.batch("x").with("expires_after[seconds]", "3599"),
                        "expires_after[seconds]",
                        "integer_below_min_value"),
                Arguments.of(
                        MultipartBody.batch("x").with("expires_after[seconds]", "2592001"),
                        "expires_after[seconds]",
                        "integer_above_max_value"),
                Arguments.of(
                        MultipartBody.batch("x").with("expires_after[seconds]", "soon"),
                        "expires_after[seconds]",
                        "invalid_type"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void a_form_that_is_not_fit_is_refused_and_leaves_nothing(MultipartBody form, String param, String code) {
        HttpResponse<byte[]> reply = door.post(form);

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(text(reply))
                .contains(
                        "\"type\":\"invalid_request_error\"",
                        "\"param\":\"" + param + "\"",
                        "\"code\":" + quoted(code));
        assertThat(door.files.size()).isZero();
        assertThat(door.post(MultipartBody.batch("{}")).statusCode()).isEqualTo(200);
    }

    @Test
    void a_purpose_that_is_not_served_is_named() {
        assertThat(text(door.post(
                        new MultipartBody().with("purpose", "fine-tune").file("a", X))))
                .isEqualTo(error(
                        "Invalid value: 'fine-tune'. Supported values are: 'batch'.", "purpose", "invalid_value"));
    }

    @Test
    void a_form_that_is_cut_short_is_refused_and_leaves_nothing() {
        byte[] whole = MultipartBody.batch("x".repeat(600_000)).bytes();
        HttpResponse<byte[]> reply = door.post(Arrays.copyOf(whole, whole.length - 12));

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(door.files.size()).isZero();
    }

    @Test
    void what_is_no_form_is_refused() {
        HttpResponse<byte[]> reply =
                door.send("POST", "/v1/files", BodyPublishers.ofString("{}"), "Content-Type", "application/json");

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(text(reply))
                .isEqualTo(error("The body has to be multipart/form-data, with a boundary.", "null", "null"));
        assertThat(door.send("POST", "/v1/files").statusCode()).isEqualTo(400);
    }

    @Test
    void a_file_that_is_too_large_is_refused_and_leaves_nothing() {
        try (FilesDoor small = new FilesDoor(1_000_000)) {
            assertThat(small.post(MultipartBody.batch(new byte[1_000_000])).statusCode())
                    .isEqualTo(200);

            HttpResponse<byte[]> reply = small.post(MultipartBody.batch(new byte[1_000_001]));

            assertThat(reply.statusCode()).isEqualTo(413);
            assertThat(text(reply))
                    .isEqualTo(error("The file has more than 1000000 bytes.", "file", "request_too_large"));
            assertThat(small.files.size()).isOne();
        }
    }

    @Test
    void a_length_that_is_too_large_is_refused_before_its_bytes() {
        try (FilesDoor small = new FilesDoor(1_000)) {
            assertThat(small.post(MultipartBody.batch(new byte[3_000_000])).statusCode())
                    .isEqualTo(413);
            assertThat(small.files.size()).isZero();
            assertThat(small.post(MultipartBody.batch("x")).statusCode()).isEqualTo(200);
        }
    }

    // get, list, delete

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/files/file-9",
        "GET, /v1/files/file-9/content",
        "DELETE, /v1/files/file-9",
    })
    void a_file_that_is_not_there_is_named(String method, String path) {
        HttpResponse<byte[]> reply = door.send(method, path);

        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(text(reply)).isEqualTo(error("No such File object: file-9", "id", "null"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/files/file-1",
        "GET, /v1/files/file-1/content",
        "HEAD, /v1/files/file-1/content",
        "DELETE, /v1/files/file-1",
    })
    void another_tenants_file_is_not_there(String method, String path) {
        door.post(MultipartBody.batch("{}"));

        assertThat(door.send(method, path, "Authorization", "Bearer theirs").statusCode())
                .isEqualTo(404);
        assertThat(door.get("/v1/files/file-1")).isEqualTo(FIRST);
        assertThat(text(door.send("GET", "/v1/files", "Authorization", "Bearer theirs")))
                .contains("\"data\":[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file-9", "file-1", ""})
    void a_page_behind_what_is_not_there_is_refused(String after) {
        door.send("POST", "/v1/files", "Authorization", "Bearer theirs");

        HttpResponse<byte[]> reply = door.send("GET", "/v1/files?after=" + after);

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(text(reply))
                .isEqualTo(error(
                        "Invalid 'after': there is no file with the id '" + after + "'.", "after", "invalid_value"));
    }

    @Test
    void a_file_is_deleted_once() {
        door.post(MultipartBody.batch("{}"));

        assertThat(text(door.send("DELETE", "/v1/files/file-1")))
                .isEqualTo("{\"id\":\"file-1\",\"object\":\"file\",\"deleted\":true}");
        assertThat(door.send("DELETE", "/v1/files/file-1").statusCode()).isEqualTo(404);
        assertThat(door.files.size()).isZero();
    }

    @Test
    void an_expired_file_is_not_there() {
        door.post(MultipartBody.batch("{}")
                .with("expires_after[anchor]", "created_at")
                .with("expires_after[seconds]", "3600"));
        door.files.pass(Duration.ofHours(2));

        assertThat(door.send("GET", "/v1/files/file-1").statusCode()).isEqualTo(404);
    }

    @Test
    void files_are_listed_the_newest_first() {
        assertThat(door.get("/v1/files"))
                .isEqualTo("{\"object\":\"list\",\"data\":[],\"first_id\":null,\"last_id\":null,\"has_more\":false}");
        door.post(MultipartBody.batch("{}"));
        assertThat(door.get("/v1/files"))
                .isEqualTo("{\"object\":\"list\",\"data\":[" + FIRST
                        + "],\"first_id\":\"file-1\",\"last_id\":\"file-1\",\"has_more\":false}");
        door.post(MultipartBody.batch("{}"));
        assertThat(door.get("/v1/files")).contains("\"first_id\":\"file-2\",\"last_id\":\"file-1\",\"has_more\":false");
    }

    @Test
    void a_list_goes_on_behind_the_last_file_of_its_page() {
        for (int i = 0; i < 3; i++) {
            door.post(MultipartBody.batch("{}"));
        }
        assertThat(door.get("/v1/files?order=asc&limit=2"))
                .contains("\"first_id\":\"file-1\",\"last_id\":\"file-2\",\"has_more\":true");
        assertThat(door.get("/v1/files?order=asc&limit=2&after=file-2"))
                .contains("\"first_id\":\"file-3\",\"last_id\":\"file-3\",\"has_more\":false");
        assertThat(door.get("/v1/files?purpose=batch&limit=1&after=file-2")).contains("\"last_id\":\"file-1\"");
        assertThat(List.of(door.get("/v1/files?purpose=batch_output"), door.get("/v1/files?purpose=vision")))
                .allMatch(list -> list.contains("\"data\":[]"));
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0,     limit, integer_below_min_value",
        "limit=10001, limit, integer_above_max_value",
        "limit=99999999999999999999, limit, integer_above_max_value",
        "limit=many,  limit, invalid_type",
        "order=up,    order, invalid_value",
    })
    void a_list_that_cannot_be_is_refused(String query, String param, String code) {
        HttpResponse<byte[]> reply = door.send("GET", "/v1/files?" + query);

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(text(reply)).contains("\"param\":\"" + param + "\"", "\"code\":\"" + code + "\"");
    }

    @Test
    void a_body_that_nobody_reads_is_not_in_the_way_of_the_next_request() {
        door.post(MultipartBody.batch("{}"));
        byte[] large = new byte[1_000_000];

        assertThat(door.send("DELETE", "/v1/files/file-1", BodyPublishers.ofByteArray(large))
                        .statusCode())
                .isEqualTo(200);
        assertThat(door.send("GET", "/v1/files/file-1", BodyPublishers.ofByteArray(large))
                        .statusCode())
                .isEqualTo(404);
    }

    // content

    @Test
    void content_comes_with_its_length_and_name() {
        door.post(new MultipartBody()
                .with("purpose", "batch")
                .file("Größe \\\"1\\\".jsonl", "0123456789".getBytes(StandardCharsets.UTF_8)));

        HttpResponse<byte[]> reply = door.send("GET", "/v1/files/file-1/content");

        assertThat(text(reply)).isEqualTo("0123456789");
        assertThat(reply.headers().map())
                .containsEntry("content-length", List.of("10"))
                .containsEntry("content-type", List.of("application/octet-stream"))
                .containsEntry("accept-ranges", List.of("bytes"))
                .containsEntry(
                        "content-disposition",
                        List.of("attachment; filename=\"Gr__e _1_.jsonl\";"
                                + " filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.jsonl"));
    }

    @Test
    void the_head_of_content_comes_without_it() {
        door.post(MultipartBody.batch("0123456789"));

        HttpResponse<byte[]> reply = door.send("HEAD", "/v1/files/file-1/content");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.headers().map())
                .containsEntry("content-length", List.of("10"))
                .containsEntry("content-disposition", List.of("attachment; filename=\"requests.jsonl\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-3    | 206 | 0123       | bytes 0-3/10",
                "bytes=4-     | 206 | 456789     | bytes 4-9/10",
                "bytes=-3     | 206 | 789        | bytes 7-9/10",
                "bytes=-99    | 206 | 0123456789 | bytes 0-9/10",
                "bytes=9-99   | 206 | 9          | bytes 9-9/10",
                "bytes=0-99999999999999999999 | 206 | 0123456789 | bytes 0-9/10",
                "Bytes = 5-5  | 206 | 5          | bytes 5-5/10",
                "bytes=3-2    | 200 | 0123456789 | ",
                "bytes=-      | 200 | 0123456789 | ",
                "bytes=0-1,3-4 | 200 | 0123456789 | ",
                "lines=0-1    | 200 | 0123456789 | ",
            })
    void a_range_is_a_part_of_the_content(String range, int status, String part, String where) {
        door.post(MultipartBody.batch("0123456789"));

        HttpResponse<byte[]> reply = door.send("GET", "/v1/files/file-1/content", "Range", range);

        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(text(reply)).isEqualTo(part);
        assertThat(reply.headers().firstValue("content-range").orElse(null)).isEqualTo(where);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-12", "bytes=-0", "bytes=99999999999999999999-"})
    void a_range_behind_the_end_is_refused_with_the_length(String range) {
        door.post(MultipartBody.batch("0123456789"));

        HttpResponse<byte[]> reply = door.send("GET", "/v1/files/file-1/content", "Range", range);

        assertThat(reply.statusCode()).isEqualTo(416);
        assertThat(reply.headers().firstValue("content-range")).contains("bytes */10");
        assertThat(text(reply))
                .isEqualTo(error("The file has no such bytes.", "null", "requested_range_not_satisfiable"));
    }

    @Test
    void a_range_of_another_content_is_the_whole_of_this() {
        door.post(MultipartBody.batch("0123456789"));
        String path = "/v1/files/file-1/content";
        String tag = door.send("HEAD", path).headers().firstValue("etag").orElseThrow();

        assertThat(text(door.send("GET", path, "Range", "bytes=1-2", "If-Range", tag)))
                .isEqualTo("12");
        assertThat(text(door.send("GET", path, "Range", "bytes=1-2", "If-Range", "\"other\"")))
                .isEqualTo("0123456789");
    }
}
