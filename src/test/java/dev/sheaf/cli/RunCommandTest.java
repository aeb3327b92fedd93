package dev.sheaf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunCommandTest {
    @TempDir
    Path dir;

    FakeService service;
    FakeJobs jobs;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService().labels("mood");
        jobs = service.jobs;
        cli = new Cli().at(service);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void a_file_becomes_a_job_and_its_answers_come_back() throws IOException {
        int code = run("text\na\nb\nc\n");

        assertThat(cli.out()).isEqualTo("text,label,error\na,A,\nb,A,\nc,A,\n");
        assertThat(cli.err())
                .contains("Job job_1.")
                .contains("3 rows: 3 answered, 0 failed; 1 call, 2 saved; 10 tokens in, 5 out; $0.0012; completed");
        assertThat(jobs.files).containsExactly("text\na\nb\nc\n");
        assertThat(code).isZero();
    }

    @Test
    void what_the_user_says_reaches_the_service() throws IOException {
        run(
                "text\na\n",
                "--lane",
                "batch",
                "--deadline",
                "6h",
                "--text",
                "te xt",
                "--id",
                "id&",
                "--delimiter",
                "tab",
                "--known-answers",
                "24h",
                "--no-guard");

        assertThat(jobs.orders)
                .singleElement()
                .asString()
                .startsWith("task=mood&lane=batch&text=te xt&id=id&&deadline=PT6H&delimiter=\t&knownAnswers=PT24H"
                        + " text/csv sheaf-run-");
        assertThat(jobs.asked).anyMatch(asked -> asked.endsWith("/answers?wait=true&guard=false"));
    }

    @Test
    void json_lines_go_as_such() throws IOException {
        Path file = Files.writeString(dir.resolve("rows.jsonl"), "{\"text\":\"a\"}\n");

        cli.run("run", file.toString(), "--task", "mood");

        assertThat(jobs.orders).singleElement().asString().contains(" application/x-ndjson ");
    }

    @Test
    void the_same_command_finds_its_job_again() throws IOException {
        run("text\na\nb\n");
        cli = new Cli().at(service);
        int code = run("text\na\nb\n");

        assertThat(cli.err()).contains("This is the job job_1 of 2026-01-01T00:00:00.123456Z; --key makes another.");
        assertThat(cli.out()).isEqualTo("text,label,error\na,A,\nb,A,\n");
        assertThat(code).isZero();
    }

    @Test
    void a_job_whose_reader_is_gone_is_begun_anew() throws IOException {
        run("text\na\nb\n", "--detach");
        jobs.leave("job_1");
        cli = new Cli().at(service);

        int code = run("text\na\nb\n");

        assertThat(cli.err()).contains("This is the job job_1", "Its file is being read already.", "Job job_1.");
        assertThat(jobs.files).hasSize(3);
        assertThat(cli.out()).isEqualTo("text,label,error\na,A,\nb,A,\n");
        assertThat(code).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--key=2", "--lane=online", "--deadline=1h", "--text=text", "--known-answers=1h"})
    void another_option_makes_another_job(String option) throws IOException {
        run("text\na\n");
        run("text\na\n", option);

        assertThat(jobs.orders.stream().map(order -> order.replaceFirst(".* ", "")))
                .doesNotHaveDuplicates();
    }

    @Test
    void another_file_makes_another_job_and_another_place_for_the_answers_does_not() throws IOException {
        run("text\na\n");
        run("text\nb\n");
        run("text\nb\n", "--out", dir.resolve("out.csv").toString());

        List<String> keys =
                jobs.orders.stream().map(order -> order.replaceFirst(".* ", "")).toList();
        assertThat(keys.get(0)).isNotEqualTo(keys.get(1));
        assertThat(keys.get(1)).isEqualTo(keys.get(2));
    }

    @Test
    void standard_input_has_a_key_only_where_the_user_gives_one() {
        cli.in = new ByteArrayInputStream("text\na\n".getBytes(StandardCharsets.UTF_8));
        int code = cli.run("run", "-", "--task", "mood");

        assertThat(jobs.orders).singleElement().asString().endsWith(" null");
        assertThat(code).isZero();
    }

    @Test
    void answers_go_into_a_file_that_appears_when_it_is_whole() throws IOException {
        Path out = dir.resolve("out.csv");

        int code = run("text\na\n", "--out", out.toString());

        assertThat(out).hasContent("text,label,error\na,A,\n");
        assertThat(dir.resolve("out.csv.partial")).doesNotExist();
        assertThat(cli.out()).isEmpty();
        assertThat(code).isZero();
    }

    @Test
    void rows_without_an_answer_are_told_by_the_exit_code() throws IOException {
        jobs.failing = 1;

        int code = run("text\na\nb\n");

        assertThat(cli.err()).contains("2 rows: 1 answered, 1 failed");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void a_job_that_failed_says_why() throws IOException {
        jobs.end = "failed";

        int code = run("text\na\n");

        assertThat(cli.err()).contains("failed (too_many_bad_rows): Most are bad.");
        assertThat(cli.out()).isEmpty();
        assertThat(code).isEqualTo(1);
    }

    @Test
    void a_detached_run_prints_the_job_and_ends() throws IOException {
        int code = run("text\na\nb\n", "--detach");

        assertThat(cli.out()).isEqualTo("job_1\n");
        assertThat(jobs.asked).noneMatch(asked -> asked.startsWith("GET /jobs/"));
        assertThat(code).isZero();
    }

    @Test
    void an_interrupt_leaves_the_job_running_and_says_how_to_come_back() throws IOException {
        Path out = dir.resolve("out.csv");
        jobs.onLook = () -> cli.stop.run();

        int code = run("text\na\nb\nc\n", "--out", out.toString());

        assertThat(cli.err())
                .contains(
                        "The job job_1 goes on.",
                        "`sheaf watch job_1`",
                        "`sheaf answers job_1`",
                        "`sheaf cancel job_1`");
        assertThat(out).doesNotExist();
        assertThat(code).isEqualTo(1);
    }

    @Test
    void a_full_service_is_waited_for_as_it_says() throws IOException {
        jobs.uploads.add(FakeService.full("7"));
        jobs.uploads.add(FakeService.full("9"));

        int code = run("text\na\n");

        assertThat(cli.pauses).contains(Duration.ofSeconds(7), Duration.ofSeconds(9));
        assertThat(jobs.files).hasSize(1);
        assertThat(code).isZero();
    }

    @Test
    void a_broken_upload_goes_again_under_the_same_key() throws IOException {
        jobs.uploads.add(FakeService.hangUp());

        int code = run("text\na\n");

        assertThat(jobs.orders).hasSize(2);
        assertThat(jobs.orders.stream().distinct()).hasSize(1);
        assertThat(code).isZero();
    }

    @Test
    void an_upload_that_breaks_time_after_time_is_given_up() throws IOException {
        jobs.uploads.addAll(Collections.nCopies(5, FakeService.hangUp()));

        int code = run("text\na\n");

        assertThat(cli.err()).contains("The file did not reach", "Nothing was sent to the model");
        assertThat(code).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"400, 2", "404, 2", "409, 2", "413, 2"})
    void what_the_service_refuses_is_told(int status, int expected) throws IOException {
        jobs.uploads.add(FakeService.status(status, "{\"code\":\"some_code\",\"detail\":\"That is why.\"}"));

        int code = run("text\na\n");

        assertThat(cli.err()).contains("That is why. (some_code)");
        assertThat(jobs.orders).hasSize(1);
        assertThat(code).isEqualTo(expected);
    }

    @Test
    void a_service_that_is_away_for_a_while_is_waited_for() throws IOException {
        jobs.looks.add(FakeService.hangUp());
        jobs.looks.add(FakeService.status(503, "{\"code\":\"shutting_down\",\"detail\":\"Down.\"}"));

        int code = run("text\na\nb\n");

        assertThat(cli.err()).contains("No news from", "Waiting for it.");
        assertThat(cli.out()).isEqualTo("text,label,error\na,A,\nb,A,\n");
        assertThat(code).isZero();
    }

    @Test
    void answers_that_do_not_come_whole_leave_no_file() throws IOException {
        Path out = dir.resolve("out.csv");
        jobs.downloads.add((exchange, request) -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("text,label".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            exchange.close();
        });

        int code = run("text\na\n", "--out", out.toString());

        assertThat(cli.err()).contains("did not come whole", "`sheaf answers job_1`");
        assertThat(dir).isDirectoryNotContaining("glob:**out.csv*");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void a_task_from_a_file_is_applied_first() throws IOException {
        Path task = Files.writeString(dir.resolve("tone.yaml"), "instructions: Say it.\nlabels: [A]\n");
        Path file = Files.writeString(dir.resolve("in.csv"), "text\na\n");

        int code = cli.run("run", file.toString(), "--task", task.toString());

        assertThat(jobs.orders).singleElement().asString().startsWith("task=tone&");
        assertThat(code).isZero();
    }

    @Test
    void a_local_run_starts_and_ends_a_service() throws IOException {
        cli.env.remove("SHEAF_URL");
        cli.programs.localUrl = service.url();

        int code = run("text\na\n", "--local", "--simulator");

        assertThat(cli.programs.started).hasSize(1);
        assertThat(cli.programs.closed).isEqualTo(1);
        assertThat(cli.out()).isEqualTo("text,label,error\na,A,\n");
        assertThat(code).isZero();
    }

    @Test
    void a_job_that_is_laid_into_the_database_is_left_to_ticks() throws IOException {
        cli.env.remove("SHEAF_URL");
        cli.programs.localUrl = service.url();

        int code = run("text\na\n", "--local", "--detach", "-Dsheaf.bulk.poll=PT1M");

        assertThat(cli.programs.started).singleElement().satisfies(started -> assertThat(started.settings())
                .containsOnly(Map.entry("sheaf.bulk.work", "false"), Map.entry("sheaf.bulk.poll", "PT1M")));
        assertThat(cli.programs.closed).isEqualTo(1);
        assertThat(cli.out()).matches("job_\\w+\n");
        assertThat(code).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "--simulator,       go with --local",
        "--deadline 0s,     longer than nothing",
        "--lane fast,       fast",
    })
    void wrong_usage_is_refused_before_anything_is_done(String options, String told) throws IOException {
        int code = run("text\na\n", options.split(" "));

        assertThat(cli.err()).contains(told);
        assertThat(jobs.asked).isEmpty();
        assertThat(code).isEqualTo(2);
    }

    @Test
    void a_file_that_is_not_there_is_refused() {
        int code = cli.run("run", "nothing.csv", "--task", "mood");

        assertThat(cli.err()).contains("There is no file nothing.csv.");
        assertThat(code).isEqualTo(2);
    }

    @Test
    void nobody_there_is_told() throws IOException {
        service.close();

        int code = run("text\na\n");

        assertThat(cli.err()).contains("Nothing answers at");
        assertThat(code).isEqualTo(2);
    }

    @Test
    void a_terminal_sees_a_bar() throws IOException {
        cli.screen = new Screen(true, 100);
        cli.tick = Duration.ofSeconds(1);

        run("text\na\nb\nc\nd\n", "--out", dir.resolve("out.csv").toString());

        assertThat(cli.err()).contains("#").contains("1 of 4 rows (25%)");
    }

    // jobs that are there

    @Test
    void jobs_are_listed_as_a_table() throws IOException {
        made();

        int code = cli.run("jobs");

        assertThat(cli.out())
                .isEqualTo("ID     TASK  STATE    LANE  ROWS  ANSWERED  FAILED  CREATED\n"
                        + "job_1  mood  running  auto  2     0         0       2026-01-01T00:00:00Z\n");
        assertThat(code).isZero();
    }

    @Test
    void jobs_are_listed_by_state_and_as_json() throws IOException {
        made();

        cli.run("jobs", "--state", "running", "--limit", "5", "--json");

        assertThat(cli.out()).startsWith("{").contains("\"id\" : \"job_1\"");
        assertThat(jobs.asked).contains("GET /jobs?limit=5&state=running");
    }

    @ParameterizedTest
    @CsvSource({"completed, 0", "cancelled, 1", "failed, 1"})
    void a_watch_ends_as_its_job_does(String end, int expected) throws IOException {
        jobs.end = end;
        made();

        int code = cli.run("watch", "job_1");

        assertThat(cli.err()).contains("; " + end);
        assertThat(code).isEqualTo(expected);
    }

    @Test
    void a_watch_is_interrupted_and_the_job_goes_on() throws IOException {
        run("text\na\nb\nc\nd\n", "--detach");
        cli = new Cli().at(service);
        jobs.onLook = () -> cli.stop.run();

        int code = cli.run("watch", "job_1");

        assertThat(cli.err()).contains("The job job_1 goes on.");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void answers_are_fetched() throws IOException {
        made();
        Path out = dir.resolve("answers.csv");

        assertThat(cli.run("answers", "job_1", "--out", out.toString(), "--no-wait"))
                .isZero();
        assertThat(out).hasContent("text,label,error\na,A,\nb,A,\n");
        assertThat(jobs.asked).contains("GET /jobs/job_1/answers?wait=false&guard=true");
    }

    @Test
    void a_job_is_cancelled_and_retried() throws IOException {
        made();

        assertThat(cli.run("cancel", "job_1")).isZero();
        assertThat(cli.run("retry", "job_1")).isZero();
        assertThat(cli.err()).contains("The job job_1 is cancelled.", "2 rows of the job job_1 asked again.");
    }

    @Test
    void a_job_is_paused_and_resumed() throws IOException {
        made();

        assertThat(cli.run("pause", "job_1")).isZero();
        assertThat(jobs.state("job_1")).isEqualTo("paused");
        assertThat(cli.err()).contains("The job job_1 waits", "`sheaf resume job_1`");

        assertThat(cli.run("resume", "job_1")).isZero();
        assertThat(jobs.state("job_1")).isEqualTo("running");
        assertThat(cli.err()).contains("The job job_1 goes on.");
        assertThat(cli.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume"})
    void a_job_that_is_over_is_not_paused_or_resumed(String command) throws IOException {
        made();
        cli.run("cancel", "job_1");

        int code = cli.run(command, "job_1");

        assertThat(cli.err()).contains("The job is cancelled. (wrong_state)");
        assertThat(code).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"watch", "answers", "cancel", "pause", "resume", "retry"})
    void a_job_that_is_not_there_is_told(String command) {
        int code = cli.run(command, "job_9");

        assertThat(cli.err()).contains("There is no job \"job_9\" at " + service.url(), "`sheaf jobs`");
        assertThat(cli.out()).isEmpty();
        assertThat(code).isEqualTo(2);
    }

    @Test
    void a_tick_prints_what_it_did_and_when_something_is_due() {
        cli.programs.nextDue = Instant.parse("2026-01-01T00:00:30Z");

        assertThat(cli.run("tick", "--for", "50s", "--simulator")).isZero();
        assertThat(cli.out())
                .isEqualTo("{\"steps\":3,\"stepsOf\":{\"parts\":3},\"nextDue\":\"2026-01-01T00:00:30Z\"}\n");
        assertThat(cli.programs.ticked).containsExactly(Duration.ofSeconds(50));
    }

    @Test
    void a_tick_that_leaves_nothing_to_do_says_so() {
        cli.run("tick");

        assertThat(cli.out()).isEqualTo("{\"steps\":3,\"stepsOf\":{\"parts\":3},\"nextDue\":null}\n");
        assertThat(cli.programs.ticked).containsExactly(Duration.ofMinutes(5));
    }

    private void made() throws IOException {
        run("text\na\nb\n", "--detach");
        cli = new Cli().at(service);
    }

    private int run(String rows, String... options) throws IOException {
        Path file = Files.writeString(dir.resolve("in.csv"), rows);
        List<String> words = new ArrayList<>(List.of("run", file.toString(), "--task", "mood"));
        words.addAll(Arrays.asList(options));
        return cli.run(words.toArray(String[]::new));
    }
}
