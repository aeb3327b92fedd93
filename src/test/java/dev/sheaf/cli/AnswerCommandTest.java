package dev.sheaf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.rows.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerCommandTest {
    @TempDir
    Path dir;

    FakeService service;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService().labels("mood");
        cli = new Cli().at(service);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void every_row_comes_out_with_its_label() throws IOException {
        int code = answer("text\ngood\nbad\n");

        assertThat(cli.out()).isEqualTo("text,label,error\ngood,good,\nbad,bad,\n");
        assertThat(code).isZero();
    }

    @Test
    void a_file_that_is_no_rows_by_its_name_is_refused() {
        int code = cli.run("answer", "reviews.yaml", "--task", "mood");

        assertThat(cli.err()).startsWith("reviews.yaml does not hold rows as it is named");
        assertThat(service.requests).isEmpty();
        assertThat(code).isEqualTo(2);
    }

    @Test
    void ten_thousand_rows_come_out_in_their_order() throws IOException {
        String rows =
                IntStream.range(0, 10_050).mapToObj(i -> "row " + i + "\n").collect(Collectors.joining());

        int code = answer("text\n" + rows, "--concurrency", "4");

        assertThat(cli.out().lines().skip(1))
                .containsExactlyElementsOf(IntStream.range(0, 10_050)
                        .mapToObj(i -> "row " + i + ",row " + i + ",")
                        .toList());
        assertThat(cli.err()).contains("10,050 rows: 10,050 answered, 0 failed; 503 calls, 9,547 saved");
        assertThat(service.requests).hasSize(101);
        assertThat(code).isZero();
    }

    @Test
    void quotes_line_breaks_marks_and_delimiters_survive() throws IOException {
        answer("\ufeffname;review\r\n\"a;b\";\"says \"\"no\"\"\r\nand goes\"\r\nc;ok\r\n");

        assertThat(cli.out())
                .isEqualTo("\ufeffname;review;label;error\r\n"
                        + "\"a;b\";\"says \"\"no\"\"\r\nand goes\";\"says \"\"no\"\"\r\nand goes\";\r\nc;ok;ok;\r\n");
    }

    @Test
    void a_row_of_another_length_is_told_by_its_line_and_stops_no_other() throws IOException {
        int code = answer("id,text\n1,\"a\nb\"\n2\n3,c,d\n4,e\n");

        assertThat(cli.out())
                .isEqualTo("id,text,label,error\n1,\"a\nb\",\"a\nb\",\n"
                        + "2,,,column_count: line 4 has 1 columns where the header has 2\n"
                        + "3,c,,column_count: line 5 has 3 columns where the header has 2\n4,e,e,\n");
        assertThat(cli.err()).contains("line 4 has 1 columns", "line 5 has 3 columns", "2 answered, 2 failed");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void a_row_without_text_is_not_sent() throws IOException {
        int code = answer("id,text\n1,\" \"\n2,b\n");

        assertThat(cli.out()).contains("1, ,,empty_text: line 2 has no text\n2,b,b,\n");
        assertThat(service.requests).singleElement().satisfies(it -> assertThat(it.path("items"))
                .hasSize(1));
        assertThat(code).isEqualTo(1);
    }

    @Test
    void bytes_that_are_no_utf8_spoil_only_their_row() throws IOException {
        byte[] bytes = "text\ngood\nb?d\n\ud83d\ude00\n".getBytes(StandardCharsets.UTF_8);
        bytes[11] = (byte) 0xE4;
        Path file = Files.write(dir.resolve("in.csv"), bytes);

        int code = cli.run("answer", file.toString(), "--task", "mood");

        assertThat(cli.out())
                .isEqualTo("text,label,error\ngood,good,\nb\ufffdd,,invalid_utf8: line 3 is not valid UTF-8\n"
                        + "\ud83d\ude00,\ud83d\ude00,\n");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void a_quote_that_is_never_closed_is_told() throws IOException {
        answer("text\nfine\n\"open\nswallowed\n");

        assertThat(cli.out()).contains("fine,fine,\n", "unclosed_quote: line 3 opens a quote that is never closed");
    }

    @Test
    void an_item_that_the_service_cannot_answer_gets_its_reason() throws IOException {
        service.answer = item -> {
            var json = Json.object();
            json.putObject("error").put("code", "refused").put("message", "The model declined.");
            return json;
        };

        int code = answer("text\na\n");

        assertThat(cli.out()).contains("a,,refused: The model declined.");
        assertThat(cli.err()).contains("line 2: refused: The model declined.");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void a_row_that_the_reply_leaves_out_gets_a_reason() throws IOException {
        service.next(FakeService.status(200, "{\"answers\":[{\"id\":\"1\",\"label\":\"A\"}],\"usage\":{}}"));

        answer("text\na\nb\n");

        assertThat(cli.out()).contains("a,A,\n", "b,,missing_answer: ");
    }

    @Test
    void none_of_the_labels_is_an_empty_cell_and_no_error() throws IOException {
        service.answer = item -> Json.object().putNull("label");

        int code = answer("text\na\n");

        assertThat(cli.out()).endsWith("a,,\n");
        assertThat(code).isZero();
    }

    @Test
    void several_labels_stand_in_one_cell() throws IOException {
        service.task("themes", "{\"labels\":[],\"multiple\":true}");
        service.answer = item -> Json.object()
                .set("labels", Json.MAPPER.createArrayNode().add("billing").add("login"));

        cli.run("answer", file("in.csv", "text\na\n"), "--task", "themes");

        assertThat(cli.out()).isEqualTo("text,labels,error\na,billing | login,\n");
    }

    @Test
    void each_field_has_its_column_and_what_has_parts_is_json() throws IOException {
        service.task("facts", "{\"schema\":{\"properties\":{\"mood\":{},\"parts\":{},\"stars\":{},\"error\":{}}}}");
        service.answer =
                item -> json("{\"fields\":{\"mood\":\"bad\",\"parts\":[\"lid\",\"cap\"],\"stars\":-1,\"error\":null}}");

        cli.run("answer", file("in.csv", "text\na\n"), "--task", "facts");

        assertThat(cli.out())
                .isEqualTo("text,mood,parts,stars,error,sheaf_error\na,bad,\"[\"\"lid\"\",\"\"cap\"\"]\",-1,,\n");
    }

    @Test
    void fields_without_known_names_stand_in_one_column() throws IOException {
        service.task("facts", "{\"schema\":{\"type\":\"object\"}}");
        service.answer = item -> json("{\"fields\":{\"x\":1.10}}");

        cli.run("answer", file("in.csv", "text\na\n"), "--task", "facts");

        assertThat(cli.out()).isEqualTo("text,fields,error\na,\"{\"\"x\"\":1.10}\",\n");
    }

    @Test
    void a_column_that_is_there_already_stays_and_ours_is_prefixed() throws IOException {
        answer("text,label,sheaf_label,error\na,old,older,none\n");

        assertThat(cli.out())
                .isEqualTo("text,label,sheaf_label,error,sheaf_sheaf_label,sheaf_error\na,old,older,none,a,\n");
    }

    @Test
    void an_answer_that_a_spreadsheet_would_run_is_guarded() throws IOException {
        service.answer = item -> Json.object().put("label", "=1+1");

        answer("text\n=2+2\n");

        assertThat(cli.out()).endsWith("=2+2,'=1+1,\n");
    }

    @Test
    void the_guard_can_be_turned_off() throws IOException {
        service.answer = item -> Json.object().put("label", "@x");

        answer("text\na\n", "--no-guard");

        assertThat(cli.out()).endsWith("a,@x,\n");
    }

    @Test
    void ids_are_sent_and_one_that_repeats_is_refused() throws IOException {
        int code = answer("key,text\nk1,a\nk2,b\nk1,c\n,d\n", "--id", "key");

        assertThat(service.requests.iterator().next().findValuesAsText("id")).containsExactly("k1", "k2");
        assertThat(cli.out())
                .contains("k1,c,,\"duplicate_id: line 4 repeats the id \"\"k1\"\"\"", ",d,,no_id: line 5 has no id");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void a_task_with_a_template_gets_whole_rows() throws IOException {
        service.task("tickets", "{\"labels\":[],\"input\":\"{subject}\\n{body}\"}");
        service.answer = item ->
                Json.object().put("label", item.path("columns").path("subject").asText());

        int code = cli.run("answer", file("in.csv", "subject,body\nhi,there\n"), "--task", "tickets");

        assertThat(cli.out()).isEqualTo("subject,body,label,error\nhi,there,hi,\n");
        assertThat(code).isZero();
    }

    @Test
    void json_lines_keep_their_members_and_get_one_more() throws IOException {
        String rows = "{\"n\":1.10,\"text\":\"a\",\"deep\":{\"x\":[null]}}\n\n{\"text\":\"b\",\"answer\":7}\n";

        int code = cli.run("answer", file("in.jsonl", rows), "--task", "mood");

        assertThat(cli.out())
                .isEqualTo("{\"n\":1.10,\"text\":\"a\",\"deep\":{\"x\":[null]},\"answer\":{\"label\":\"a\"}}\n"
                        + "{\"text\":\"b\",\"answer\":7,\"sheaf_answer\":{\"label\":\"b\"}}\n");
        assertThat(code).isZero();
    }

    @Test
    void a_line_that_is_no_json_object_gets_an_error_and_stops_no_other() throws IOException {
        String rows = "{oops\n[1]\n{\"text\":\"\\ud800\"}\n{\"text\":\"b\"}\n";

        int code = cli.run("answer", file("in.ndjson", rows), "--task", "mood");

        assertThat(cli.out()
                        .lines()
                        .map(line -> json(line).at("/answer/error/code").asText()))
                .containsExactly("invalid_json", "invalid_json", "invalid_text", "");
        assertThat(cli.out()).contains("line 1 is no JSON", "line 2 holds no JSON object", "\"label\":\"b\"");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void csv_can_come_out_as_json_lines() throws IOException {
        Path out = dir.resolve("out.jsonl");

        answer("id,text\n7,a\n", "--out", out.toString());

        assertThat(out).hasContent("{\"id\":\"7\",\"text\":\"a\",\"answer\":{\"label\":\"a\"}}");
    }

    @Test
    void json_lines_cannot_come_out_as_csv() throws IOException {
        int code = cli.run("answer", file("in.jsonl", "{}"), "--task", "mood", "--out", "x.csv");

        assertThat(cli.err()).contains("JSON lines come out as JSON lines");
        assertThat(code).isEqualTo(2);
    }

    @Test
    void standard_input_is_read_where_the_file_is_a_dash() {
        cli.in = new ByteArrayInputStream("{\"text\":\"a\"}".getBytes(StandardCharsets.UTF_8));

        int code = cli.run("answer", "-", "--format", "jsonl", "--task", "mood");

        assertThat(cli.out()).isEqualTo("{\"text\":\"a\",\"answer\":{\"label\":\"a\"}}\n");
        assertThat(code).isZero();
    }

    @Test
    void a_file_with_a_header_only_is_answered_with_a_header() throws IOException {
        int code = answer("text\n");

        assertThat(cli.out()).isEqualTo("text,label,error\n");
        assertThat(code).isZero();
    }

    @Test
    void the_output_file_appears_whole() throws IOException {
        Path out = dir.resolve("out.csv");
        service.before = () -> assertThat(out).doesNotExist();

        int code = answer("text\na\n", "--out", out.toString());

        assertThat(out).hasContent("text,label,error\na,a,");
        assertThat(dir.resolve("out.csv.partial")).doesNotExist();
        assertThat(cli.out()).isEmpty();
        assertThat(code).isZero();
    }

    @Test
    void a_file_can_be_answered_in_its_own_place() throws IOException {
        Path file = Path.of(file("same.csv", "text\na\n"));

        cli.run("answer", file.toString(), "--task", "mood", "--out", file.toString());

        assertThat(file).hasContent("text,label,error\na,a,");
    }

    @Test
    void columns_are_named_where_none_is_known_for_the_text() throws IOException {
        int code = answer("id,phrase,mood\n1,a,b\n");

        assertThat(cli.err()).contains("say which one with --text", "id, phrase, mood");
        assertThat(cli.out()).isEmpty();
        assertThat(code).isEqualTo(2);
    }

    @Test
    void columns_of_json_lines_are_checked_at_the_first_row() throws IOException {
        Path out = dir.resolve("out.jsonl");

        int code =
                cli.run("answer", file("in.jsonl", "{\"a\":1,\"b\":2}\n"), "--task", "mood", "--out", out.toString());

        assertThat(cli.err()).contains("The columns are: a, b.");
        assertThat(out).doesNotExist();
        assertThat(dir.resolve("out.jsonl.partial")).doesNotExist();
        assertThat(code).isEqualTo(2);
    }

    @Test
    void a_task_from_a_file_is_applied_first() throws IOException {
        String task = file("fresh.yaml", "instructions: Judge.\nlabels: [A]\n");

        int code = cli.run("answer", file("in.csv", "text\na\n"), "--task", task);

        assertThat(cli.out()).endsWith("a,a,\n");
        assertThat(code).isZero();
    }

    @Test
    void an_unknown_task_is_told_with_those_that_are_known() throws IOException {
        int code = cli.run("answer", file("in.csv", "text\na\n"), "--task", "moood");

        assertThat(cli.err()).contains("no task \"moood\"", "It knows: mood.");
        assertThat(code).isEqualTo(2);
    }

    @Test
    void the_key_goes_along() throws IOException {
        cli.env.put("SHEAF_KEY", "secret");

        answer("text\na\n");

        assertThat(service.keys).isNotEmpty().allMatch("Bearer secret"::equals);
    }

    @Test
    void a_local_service_is_asked_and_closed() throws IOException {
        cli.programs.localUrl = service.url();
        cli.env.put("SHEAF_URL", "http://nowhere.invalid");

        int code =
                cli.run("answer", "--local", "--simulator", file("in.csv", "text\na\n"), "--task", "mood", "-Da.b=c");

        assertThat(cli.out()).endsWith("a,a,\n");
        assertThat(cli.programs.started).containsExactly(new Programs.ServeOptions("on", 0, Map.of("a.b", "c")));
        assertThat(cli.programs.closed).isEqualTo(1);
        assertThat(code).isZero();
    }

    @Test
    void a_local_service_is_closed_where_the_task_is_unknown() throws IOException {
        cli.programs.localUrl = service.url();

        int code = cli.run("answer", "--local", file("in.csv", "text\na\n"), "--task", "none");

        assertThat(cli.programs.closed).isEqualTo(1);
        assertThat(code).isEqualTo(2);
    }

    @Test
    void a_local_service_that_refuses_says_why_in_a_sentence() throws IOException {
        int code = cli.run("answer", "--local", file("in.csv", "text\na\n"), "--task", "mood");

        assertThat(cli.err())
                .isEqualToNormalizingNewlines("There is no key: set OPENAI_API_KEY, or add --simulator.\n");
        assertThat(code).isEqualTo(2);
    }

    private int answer(String csv, String... more) throws IOException {
        String[] args = {"answer", file("in.csv", csv), "--task", "mood"};
        return cli.run(Stream.of(args, more).flatMap(Arrays::stream).toArray(String[]::new));
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(dir.resolve(name), content).toString();
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.lenient(text.getBytes(StandardCharsets.UTF_8));
    }
}
