package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.access.Caller;
import dev.sheaf.access.Keys;
import dev.sheaf.access.MemoryKeyDays;
import dev.sheaf.bulk.Lane;
import dev.sheaf.bulk.MemoryJobs;
import dev.sheaf.gateway.Batch.Counts;
import dev.sheaf.gateway.Batch.Result;
import dev.sheaf.gateway.Batch.State;
import dev.sheaf.model.RemoteBatch.Problem;
import dev.sheaf.model.Usage;
import io.smallrye.mutiny.Uni;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders of batches behind a door, over a store in memory; a key is its caller's tenant. */
class BatchesEndpointTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final Keys KEYS = (key, local) -> Uni.createFrom().item(Optional.of(new Caller(key)));
    private static final String NEEDED =
            "'input_file_id':'file-1','endpoint':'/v1/chat/completions','completion_window':'24h'";

    /** As the provider documents it. */
    private static final Shape BATCH = Shape.of("""
            id string
            object 'batch'
            endpoint string
            model? string|null
            errors? object|null
            errors.object? 'list'
            errors.data? array
            errors.data[].code? string
            errors.data[].message? string
            errors.data[].param? string|null
            errors.data[].line? integer|null
            input_file_id string
            completion_window string
            status 'validating'|'failed'|'in_progress'|'finalizing'|'completed'|'expired'|'cancelling'|'cancelled'
            output_file_id? string|null
            error_file_id? string|null
            created_at integer
            in_progress_at? integer|null
            expires_at? integer|null
            finalizing_at? integer|null
            completed_at? integer|null
            failed_at? integer|null
            expired_at? integer|null
            cancelling_at? integer|null
            cancelled_at? integer|null
            request_counts? object
            request_counts.total integer
            request_counts.completed integer
            request_counts.failed integer
            usage? object
            usage.input_tokens integer
            usage.input_tokens_details object
            usage.input_tokens_details.cached_tokens integer
            usage.output_tokens integer
            usage.output_tokens_details object
            usage.output_tokens_details.reasoning_tokens integer
            usage.total_tokens integer
            metadata object|null
            """);

    private static final Shape LIST = Shape.of("""
            object 'list'
            data array
            first_id? string|null
            last_id? string|null
            has_more boolean
            """);

    private final MemoryBatches batches = new MemoryBatches(NOW, Duration.ofHours(1));
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final MemoryJobs jobs = new MemoryJobs(InstantSource.fixed(NOW)) {
        @Override
        public Uni<Boolean> cancel(String tenant, String id) {
            told.add(tenant + " " + id);
            return reached;
        }
    };
    private volatile Uni<Boolean> reached = Uni.createFrom().item(true);
    private final AtomicInteger ids = new AtomicInteger();
    private final Door door = Door.open(
            KEYS,
            List.of(new BatchesEndpoint(
                    batches,
                    jobs,
                    MemoryKeyDays.unbounded(),
                    new BatchOrders(Lane.ONLINE),
                    () -> "" + ids.incrementAndGet(),
                    () -> NOW.plusSeconds(ids.get()))));

    @AfterEach
    void close() {
        door.close();
    }

    private HttpResponse<String> send(String method, String path, @Nullable String body) {
        return door.send(method, path, body, "Authorization", "Bearer ours");
    }

    private JsonNode get(String path) {
        HttpResponse<String> reply = send("GET", path, null);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return Json.of(reply.body());
    }

    /** Single quotes for double ones. */
    private HttpResponse<String> post(String body) {
        return send("POST", "/v1/batches", body.replace('\'', '"'));
    }

    private JsonNode ordered(String more) {
        HttpResponse<String> reply = post("{" + NEEDED + more + "}");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return Json.of(reply.body());
    }

    private Batch stored(JsonNode batch) {
        return batches.find("ours", batch.path("id").asText())
                .await()
                .indefinitely()
                .orElseThrow();
    }

    // orders

    @Test
    void a_new_batch_is_shown_whole() {
        JsonNode batch =
                ordered(",'metadata':{'of':'ours'},'output_expires_after':{'anchor':'created_at','seconds':3600}");

        assertThat(batch).isEqualTo(Json.of("""
                {"id":"batch_1","object":"batch","endpoint":"/v1/chat/completions","model":null,"errors":null,
                 "input_file_id":"file-1","completion_window":"24h","status":"validating","output_file_id":null,
                 "error_file_id":null,"created_at":1800000001,"in_progress_at":null,"expires_at":1800086401,
                 "finalizing_at":null,"completed_at":null,"failed_at":null,"expired_at":null,"cancelling_at":null,
                 "cancelled_at":null,"request_counts":{"total":0,"completed":0,"failed":0},"metadata":{"of":"ours"}}
                """));
        assertThat(get("/v1/batches/batch_1")).isEqualTo(batch);
        assertThat(stored(batch).order().outputExpiresAfter()).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/embeddings", "/v1/moderations", "/v1/responses"})
    void these_addresses_take_batches(String endpoint) {
        JsonNode batch = ordered(",'endpoint':'" + endpoint + "'");

        assertThat(batch.path("endpoint").asText()).isEqualTo(endpoint);
    }

    @ParameterizedTest
    @CsvSource({"online, ONLINE", "batch, BATCH", "auto, AUTO"})
    void metadata_say_how_requests_travel_and_stay_what_they_are(String word, Lane lane) {
        JsonNode batch = ordered(",'metadata':{'sheaf_lane':'" + word + "'}");

        assertThat(stored(batch).order().lane()).isEqualTo(lane);
        assertThat(batch.at("/metadata/sheaf_lane").asText()).isEqualTo(word);
    }

    @Test
    void what_says_nothing_travels_as_usual() {
        Batch batch = stored(ordered(",'metadata':null,'output_expires_after':null"));

        assertThat(batch.order().lane()).isEqualTo(Lane.ONLINE);
        assertThat(batch.order().outputExpiresAfter()).isNull();
        assertThat(batch.order().metadata()).isEmpty();
    }

    private static String keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "'k" + i + "':'v'").collect(Collectors.joining(",", "{", "}"));
    }

    private static String metadata(int keys, String more) {
        return ",'metadata':{"
                + IntStream.range(0, keys).mapToObj(i -> "'k" + i + "':'v'").collect(Collectors.joining(",")) + more
                + "}";
    }

    @Test
    void our_own_word_in_the_metadata_takes_none_of_the_callers_places() {
        JsonNode batch = ordered(metadata(16, ",'sheaf_lane':'online'"));

        assertThat(batch.path("metadata")).hasSize(17);
        assertThat(batch.at("/metadata/sheaf_lane").asText()).isEqualTo("online");
    }

    @Test
    void metadata_may_be_as_large_as_documented() {
        String smile = "\uD83D\uDE00";
        String largest = ",'metadata':{'" + "k".repeat(64) + "':'" + smile.repeat(512) + "'}";

        assertThat(stored(ordered(largest)).order().metadata()).containsValue(smile.repeat(512));
        assertThat(stored(ordered(",'metadata':" + keys(16))).order().metadata())
                .hasSize(16);
    }

    @ParameterizedTest
    @ValueSource(longs = {3_600, 2_592_000})
    void files_may_live_as_short_and_as_long_as_documented(long seconds) {
        Batch batch = stored(ordered(",'output_expires_after':{'anchor':'created_at','seconds':" + seconds + "}"));

        assertThat(batch.order().outputExpiresAfter()).isEqualTo(Duration.ofSeconds(seconds));
    }

    private static Arguments bad(String member, String value, String param, String code) {
        return Arguments.of(member, value, param, code);
    }

    private static Stream<Arguments> bad() {
        String missing = "missing_required_parameter";
        String type = "invalid_type";
        String value = "invalid_value";
        String expiry = "output_expires_after";
        return Stream.of(
                bad("input_file_id", "", "input_file_id", missing),
                bad("input_file_id", "null", "input_file_id", missing),
                bad("input_file_id", "7", "input_file_id", type),
                bad("endpoint", "", "endpoint", missing),
                bad("endpoint", "['/v1/embeddings']", "endpoint", type),
                bad("endpoint", "'/v1/images/generations'", "endpoint", value),
                bad("endpoint", "'/chat/completions'", "endpoint", value),
                bad("completion_window", "", "completion_window", missing),
                bad("completion_window", "24", "completion_window", type),
                bad("completion_window", "'1h'", "completion_window", value),
                bad("metadata", "'x'", "metadata", type),
                bad("metadata", "[]", "metadata", type),
                bad("metadata", keys(17), "metadata", "object_above_max_properties"),
                bad("metadata", "{'" + "k".repeat(65) + "':'v'}", "metadata", "string_above_max_length"),
                bad("metadata", "{'k':'" + "v".repeat(513) + "'}", "metadata.k", "string_above_max_length"),
                bad("metadata", "{'k':1}", "metadata.k", type),
                bad("metadata", "{'k':null}", "metadata.k", type),
                bad("metadata", "{'k':{}}", "metadata.k", type),
                bad("metadata", "{'sheaf_lane':'slow'}", "metadata.sheaf_lane", value),
                bad(expiry, "3600", expiry, type),
                bad(expiry, "{'seconds':3600}", expiry + ".anchor", missing),
                bad(expiry, "{'anchor':1,'seconds':3600}", expiry + ".anchor", type),
                bad(expiry, "{'anchor':'now','seconds':3600}", expiry + ".anchor", value),
                bad(expiry, "{'anchor':'created_at'}", expiry + ".seconds", missing),
                bad(expiry, "{'anchor':'created_at','seconds':'3600'}", expiry + ".seconds", type),
                bad(expiry, "{'anchor':'created_at','seconds':3600.5}", expiry + ".seconds", type),
                bad(expiry, "{'anchor':'created_at','seconds':3599}", expiry + ".seconds", "integer_below_min_value"),
                bad(
                        expiry,
                        "{'anchor':'created_at','seconds':2592001}",
                        expiry + ".seconds",
                        "integer_above_max_value"),
                bad(expiry, "{'anchor':'created_at','seconds':1e40}", expiry + ".seconds", type),
                bad(
                        expiry,
                        "{'anchor':'created_at','seconds':99999999999999999999}",
                        expiry + ".seconds",
                        "integer_above_max_value"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void a_bad_order_is_refused_and_says_what_is_wrong(String member, String value, String param, String code) {
        String others = NEEDED.replaceAll("'" + member + "':'[^']*',?", "").replaceAll(",$", "");
        HttpResponse<String> reply = post("{" + others + (value.isEmpty() ? "" : ",'" + member + "':" + value) + "}");

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(400);
        JsonNode error = Json.of(reply.body()).path("error");
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.path("param").asText()).isEqualTo(param);
        assertThat(error.path("code").asText()).as(error.toString()).isEqualTo(code);
        assertThat(get("/v1/batches").path("data")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{", "{}{}"})
    void what_is_no_object_is_refused(String body) {
        assertThat(post(body).statusCode()).isEqualTo(400);
    }

    // every state

    private JsonNode inState(State state) {
        JsonNode ordered = ordered(",'metadata':{'of':'ours'}");
        Batch batch = stored(ordered);
        await(batches.claim(1, Set.of()));
        var result = new Result(List.of(), new Counts(5, 3, 2), "file-o", "file-e", new Usage(70, 20, 9, 4));
        if (state == State.FAILED) {
            await(batches.refuse(
                    batch,
                    List.of(
                            new Problem("duplicate_custom_id", "Twice.", "custom_id", 3L),
                            new Problem("empty_file", "Nothing.", null, null))));
        } else if (state == State.CANCELLING || state == State.CANCELLED) {
            await(batches.cancel("ours", batch.id()));
            await(state == State.CANCELLED ? batches.end(stored(ordered), state, result) : batches.renew(batch));
        } else if (state != State.VALIDATING) {
            await(batches.begin(batch, "m"));
            await(state == State.IN_PROGRESS ? batches.renew(batch) : batches.finalizing(batch));
            await(state.isOver() ? batches.end(stored(ordered), state, result) : batches.renew(batch));
        }
        return get("/v1/batches/" + batch.id());
    }

    private static <T> T await(Uni<T> asked) {
        return asked.await().atMost(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void a_batch_has_the_documented_shape_in_every_state(State state) {
        JsonNode batch = inState(state);

        assertThat(BATCH.misfits(batch)).isEmpty();
        assertThat(batch.path("status").asText()).isEqualTo(state.word());
        String time = state == State.VALIDATING ? "created_at" : state.word() + "_at";
        assertThat(batch.path(time).isIntegralNumber()).as(batch.toString()).isTrue();
        boolean ended = state.isOver() && state != State.FAILED;
        assertThat(batch.has("usage")).isEqualTo(ended);
        assertThat(batch.path("output_file_id").asText(null)).isEqualTo(ended ? "file-o" : null);
        assertThat(batch.path("error_file_id").asText(null)).isEqualTo(ended ? "file-e" : null);
        assertThat(batch.path("errors").isNull()).isEqualTo(state != State.FAILED);
    }

    @Test
    void a_batch_that_failed_says_why_and_where() {
        assertThat(inState(State.FAILED).path("errors")).isEqualTo(Json.of("""
                {"object":"list","data":[
                  {"code":"duplicate_custom_id","message":"Twice.","param":"custom_id","line":3},
                  {"code":"empty_file","message":"Nothing.","param":null,"line":null}]}
                """));
    }

    @Test
    void a_batch_that_is_completed_says_what_came_of_it() {
        JsonNode batch = inState(State.COMPLETED);

        assertThat(batch.path("request_counts")).isEqualTo(Json.of("{\"total\":5,\"completed\":3,\"failed\":2}"));
        assertThat(batch.path("usage")).isEqualTo(Json.of("""
                {"input_tokens":70,"input_tokens_details":{"cached_tokens":20},"output_tokens":9,
                 "output_tokens_details":{"reasoning_tokens":4},"total_tokens":79}
                """));
        assertThat(batch.path("model").asText()).isEqualTo("m");
    }

    // ends

    @Test
    void a_batch_is_cancelled_once_and_told_so_again() {
        String path = "/v1/batches/" + ordered("").path("id").asText();

        HttpResponse<String> cancelled = send("POST", path + "/cancel", null);

        assertThat(cancelled.statusCode()).isEqualTo(200);
        assertThat(Json.of(cancelled.body()).path("status").asText()).isEqualTo("cancelling");
        assertThat(send("POST", path + "/cancel", "{}").body()).isEqualTo(cancelled.body());
        assertThat(get(path)).isEqualTo(Json.of(cancelled.body()));
    }

    @Test
    void who_cancels_a_batch_reaches_its_job_at_once_and_each_time() {
        String path = "/v1/batches/" + ordered("").path("id").asText() + "/cancel";

        send("POST", path, null);
        send("POST", path, null);

        assertThat(told).containsExactly("ours job_1", "ours job_1");
    }

    @Test
    void a_job_that_cannot_be_told_now_is_told_later() {
        reached = Uni.createFrom().failure(new IllegalStateException("no database"));

        HttpResponse<String> cancelled =
                send("POST", "/v1/batches/" + ordered("").path("id").asText() + "/cancel", null);

        assertThat(cancelled.statusCode()).isEqualTo(200);
        assertThat(Json.of(cancelled.body()).path("status").asText()).isEqualTo("cancelling");
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"FAILED", "FINALIZING", "COMPLETED", "EXPIRED", "CANCELLED"})
    void a_batch_that_is_over_is_not_cancelled(State state) {
        String id = inState(state).path("id").asText();

        HttpResponse<String> refused = send("POST", "/v1/batches/" + id + "/cancel", null);

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(told).isEmpty();
        assertThat(Json.of(refused.body()).at("/error/message").asText())
                .isEqualTo("Cannot cancel a batch with status '" + state.word() + "'.");
        assertThat(Json.of(refused.body()).at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(stored(get("/v1/batches/" + id)).state()).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({"GET, ''", "POST, /cancel"})
    void what_is_not_there_or_somebody_elses_is_not_found(String method, String action) {
        ordered("");
        for (String key : List.of("ours", "theirs")) {
            String id = key.equals("ours") ? "batch_none" : "batch_1";
            HttpResponse<String> reply =
                    door.send(method, "/v1/batches/" + id + action, null, "Authorization", "Bearer " + key);

            assertThat(reply.statusCode()).isEqualTo(404);
            assertThat(Json.of(reply.body()).path("error")).isEqualTo(Json.of("""
                    {"message":"No batch found with id '%s'.","type":"invalid_request_error","param":null,"code":null}
                    """.formatted(id)));
        }
        assertThat(get("/v1/batches/batch_1").path("status").asText()).isEqualTo("validating");
    }

    // lists

    private List<String> ids(JsonNode list) {
        assertThat(LIST.misfits(list)).isEmpty();
        List<String> ids = new ArrayList<>();
        for (Iterator<JsonNode> each = list.path("data").elements(); each.hasNext(); ) {
            JsonNode batch = each.next();
            assertThat(BATCH.misfits(batch)).isEmpty();
            ids.add(batch.path("id").asText());
        }
        return ids;
    }

    @Test
    void a_list_without_batches_is_empty() {
        assertThat(get("/v1/batches")).isEqualTo(Json.of("""
                {"object":"list","data":[],"first_id":null,"last_id":null,"has_more":false}
                """));
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch_9", "batch_1", "", "%00"})
    void a_page_behind_what_is_not_there_is_refused(String after) {
        door.send("POST", "/v1/batches", "{" + NEEDED.replace('\'', '"') + "}", "Authorization", "Bearer theirs");

        HttpResponse<String> reply = send("GET", "/v1/batches?after=" + after, null);

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(Json.of(reply.body()).at("/error/param").asText()).isEqualTo("after");
        assertThat(Json.of(reply.body()).at("/error/type").asText()).isEqualTo("invalid_request_error");
    }

    @Test
    void batches_are_listed_a_page_at_a_time() {
        IntStream.range(0, 5).forEach(i -> ordered(""));

        JsonNode first = get("/v1/batches?limit=2");
        JsonNode second = get("/v1/batches?limit=2&after=batch_4");
        JsonNode third = get("/v1/batches?limit=2&after=batch_2");

        assertThat(ids(first)).containsExactly("batch_5", "batch_4");
        assertThat(first.path("first_id").asText()).isEqualTo("batch_5");
        assertThat(first.path("last_id").asText()).isEqualTo("batch_4");
        assertThat(ids(second)).containsExactly("batch_3", "batch_2");
        assertThat(ids(third)).containsExactly("batch_1");
        assertThat(Stream.of(first, second, third)
                        .map(page -> page.path("has_more").booleanValue()))
                .containsExactly(true, true, false);
    }

    @Test
    void a_page_has_twenty_where_nothing_else_is_asked_for_and_a_hundred_at_most() {
        IntStream.range(0, 21).forEach(i -> ordered(""));

        assertThat(ids(get("/v1/batches"))).hasSize(20);
        assertThat(get("/v1/batches").path("has_more").booleanValue()).isTrue();
        assertThat(ids(get("/v1/batches?limit=100"))).hasSize(21);
    }

    @ParameterizedTest
    @CsvSource({"0, integer_below_min_value", "101, integer_above_max_value", "many, invalid_type"})
    void a_page_of_another_size_is_refused(String limit, String code) {
        HttpResponse<String> reply = send("GET", "/v1/batches?limit=" + limit, null);

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(Json.of(reply.body()).at("/error/param").asText()).isEqualTo("limit");
        assertThat(Json.of(reply.body()).at("/error/code").asText()).isEqualTo(code);
    }
}
