package dev.sheaf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AnswerFaultsTest {
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
    void a_full_service_is_obeyed_and_asked_again() throws IOException {
        service.next(FakeService.full("2"), FakeService.full("7"), FakeService.full("1"));

        int code = answer(3);

        assertThat(cli.pauses).containsExactly(seconds(2), seconds(7), seconds(1));
        assertThat(cli.err()).contains("3 rows: 3 answered, 0 failed");
        assertThat(code).isZero();
    }

    @Test
    void a_service_that_is_full_time_and_again_is_no_failure() throws IOException {
        IntStream.range(0, 30).forEach(i -> service.next(FakeService.full("1")));

        int code = answer(1);

        assertThat(cli.pauses).hasSize(30);
        assertThat(code).isZero();
    }

    @Test
    void a_service_that_says_tomorrow_is_not_waited_for() throws IOException {
        service.next(FakeService.full("43200"), FakeService.full("43200"));

        int code = answer(1);

        assertThat(cli.pauses).isEmpty();
        assertThat(cli.err()).contains("queue_full");
        assertThat(code).isNotZero();
    }

    @Test
    void a_connection_that_breaks_is_made_again_after_a_while() throws IOException {
        service.next(FakeService.hangUp(), FakeService.hangUp());

        int code = answer(3);

        assertThat(cli.pauses).containsExactly(Duration.ofMillis(500), Duration.ofMillis(1000));
        assertThat(cli.out()).isEqualTo(answered(1, 3));
        assertThat(code).isZero();
    }

    @Test
    void a_request_that_fails_each_time_costs_its_own_rows_only() throws IOException {
        service.wrong = request -> has(request, "row 150") ? FakeService.status(503, "{\"code\":\"down\"}") : null;

        int code = answer(350);

        assertThat(cli.err()).contains("350 rows: 250 answered, 100 failed", "... and 90 more rows without an answer");
        assertThat(cli.out().lines().filter(line -> line.contains("down: The service answered 503.")))
                .hasSize(100);
        assertThat(cli.out()).contains("row 100,row 100,\n", "row 201,row 201,\n");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void three_failed_requests_in_a_row_stop_the_run_and_keep_what_was_answered() throws IOException {
        Path out = dir.resolve("out.csv");
        service.wrong = request -> has(request, "row 1") ? null : FakeService.hangUp();

        int code = answer(5000, "--out", out.toString(), "--concurrency", "1");

        assertThat(cli.err())
                .contains("Stopped: 3 requests in a row failed, the last with service_unreachable")
                .contains("The first rows (400) are in " + out + ".partial.");
        assertThat(out).doesNotExist();
        assertThat(Files.readString(dir.resolve("out.csv.partial"))).startsWith(answered(1, 100));
        assertThat(code).isEqualTo(1);
    }

    @Test
    void a_refused_request_is_not_sent_again() throws IOException {
        service.next(FakeService.status(403, "{\"code\":\"forbidden\",\"detail\":\"Not yours.\"}"));

        int code = answer(2);

        assertThat(service.requests).hasSize(1);
        assertThat(cli.pauses).isEmpty();
        assertThat(cli.out()).contains("row 1,,forbidden: Not yours.");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void an_item_that_a_refusal_blames_is_left_out_and_the_others_are_sent_again() throws IOException {
        service.next(FakeService.status(
                400,
                "{\"code\":\"invalid_request\",\"violations\":["
                        + "{\"field\":\"items[1].text\",\"message\":\"is too long\"}]}"));

        int code = answer(3);

        assertThat(cli.out())
                .isEqualTo("text,label,error\nrow 1,row 1,\nrow 2,,invalid_request: is too long\nrow 3,row 3,\n");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void a_request_that_is_too_large_is_halved_down_to_the_row() throws IOException {
        service.wrong =
                request -> has(request, "row 5") ? FakeService.status(413, "{\"code\":\"body_too_large\"}") : null;

        int code = answer(8);

        assertThat(cli.out().lines().filter(line -> line.contains("body_too_large")))
                .containsExactly("row 5,,body_too_large: The service answered 413.");
        assertThat(cli.err()).contains("8 rows: 7 answered, 1 failed");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void answers_that_come_out_of_order_are_written_in_order() throws IOException {
        CountDownLatch othersCame = new CountDownLatch(3);
        service.wrong = request -> {
            if (has(request, "row 1")) {
                await(othersCame);
            } else {
                othersCame.countDown();
            }
            return null;
        };

        int code = answer(400, "--concurrency", "4");

        assertThat(cli.out()).isEqualTo(answered(1, 400));
        assertThat(code).isZero();
    }

    @Test
    void an_interrupt_keeps_what_is_back() throws IOException {
        Path out = dir.resolve("out.csv");
        CountDownLatch ended = new CountDownLatch(1);
        service.wrong = request -> {
            if (has(request, "row 201")) {
                cli.stop.run();
                await(ended);
            }
            return null;
        };

        int code = answer(5000, "--out", out.toString(), "--concurrency", "1");
        ended.countDown();

        assertThat(cli.err()).contains("Stopped. The first rows (200) are in " + out + ".partial.");
        assertThat(dir.resolve("out.csv.partial")).hasContent(answered(1, 200));
        assertThat(cli.saved).isEqualTo(1);
        assertThat(code).isEqualTo(1);
    }

    @Test
    void input_that_breaks_off_keeps_what_was_answered() throws IOException {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("disk gone");
            }
        };
        byte[] begin = csv(20_000).getBytes(StandardCharsets.UTF_8);
        cli.in = new SequenceInputStream(new ByteArrayInputStream(begin), broken);
        Path out = dir.resolve("out.csv");

        int code = cli.run("answer", "-", "--task", "mood", "--out", out.toString());

        assertThat(cli.err()).contains("The rest of the input cannot be read: disk gone", out + ".partial");
        assertThat(Files.readString(dir.resolve("out.csv.partial"))).startsWith(answered(1, 10_000));
        assertThat(code).isEqualTo(1);
    }

    @Test
    void output_that_cannot_be_written_ends_the_run() throws IOException {
        cli.out = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        int code = answer(5);

        assertThat(cli.err()).contains("The output cannot be written: Broken pipe");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void nothing_there_is_one_sentence_with_the_ways_out() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            cli.env.put("SHEAF_URL", "http://localhost:" + free.getLocalPort() + "/");
        }

        int code = answer(1);

        assertThat(cli.err())
                .hasLineCount(1)
                .contains(
                        "Nothing answers at " + cli.env.get("SHEAF_URL").replaceAll("/$", ""),
                        "./mvnw",
                        "sheaf serve",
                        "SHEAF_URL",
                        "--local");
        assertThat(code).isEqualTo(2);
    }

    @Test
    void something_else_on_the_port_is_told() throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> FakeService.send(exchange, 200, "<html>hello</html>"));
        other.start();
        cli.env.put("SHEAF_URL", "http://localhost:" + other.getAddress().getPort());

        int code = answer(1);

        other.stop(0);
        assertThat(cli.err()).contains("but it is not Sheaf");
        assertThat(code).isEqualTo(2);
    }

    @Test
    void an_address_that_is_none_is_told() throws IOException {
        cli.env.put("SHEAF_URL", "localhost:8080");

        int code = answer(1);

        assertThat(cli.err()).contains("SHEAF_URL is no address of a service: \"localhost:8080\"");
        assertThat(code).isEqualTo(2);
    }

    @Test
    void progress_is_told_in_plain_lines_where_there_is_no_terminal() throws IOException {
        cli.tick = Duration.ofSeconds(3);

        answer(1000, "--concurrency", "1");

        List<String> lines = cli.err().lines().toList();
        assertThat(lines).hasSizeGreaterThan(2).allMatch(line -> line.matches("[\\d,]+ rows.*"));
        assertThat(lines.get(0)).contains("calls saved", "/s", " left");
        assertThat(cli.err()).doesNotContain("\r", "\u001b");
    }

    @Test
    void progress_is_a_bar_on_a_terminal() throws IOException {
        cli.tick = Duration.ofSeconds(3);
        cli.screen = new Screen(true, 100);

        answer(1000, "--out", dir.resolve("out.csv").toString());

        assertThat(cli.err()).contains("\r\u001b[K[##").contains("100%").endsWith(System.lineSeparator());
        assertThat(cli.err().split("\r\u001b\\[K"))
                .allMatch(drawn -> drawn.strip().length() < 100);
    }

    @Test
    void a_bar_does_not_tear_rows_on_the_same_terminal() throws IOException {
        cli.tick = Duration.ofSeconds(3);
        cli.screen = new Screen(true, 100);

        answer(1000);

        assertThat(cli.err()).doesNotContain("\u001b");
    }

    private int answer(int rows, String... more) throws IOException {
        Path file = Files.writeString(dir.resolve("in.csv"), csv(rows));
        List<String> args = new ArrayList<>(List.of("answer", file.toString(), "--task", "mood"));
        args.addAll(List.of(more));
        return cli.run(args.toArray(String[]::new));
    }

    private static String csv(int rows) {
        return IntStream.rangeClosed(1, rows)
                .mapToObj(i -> "row " + i + "\n")
                .collect(Collectors.joining("", "text\n", ""));
    }

    private static String answered(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(i -> "row " + i + ",row " + i + ",\n")
                .collect(Collectors.joining("", "text,label,error\n", ""));
    }

    private static boolean has(JsonNode request, String text) {
        return request.findValuesAsText("text").contains(text);
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
