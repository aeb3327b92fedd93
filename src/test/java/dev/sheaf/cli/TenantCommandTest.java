package dev.sheaf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenantCommandTest {
    private static final String ROW = "{\"table\":\"job\",\"row\":{\"id\":\"j\"}}\n";
    private static final String END = "{\"end\":true,\"rows\":1}\n";

    private final Cli cli = new Cli();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int status = 200;
    private String reply = ROW + END;

    @TempDir
    private Path directory;

    @BeforeEach
    void begin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/tenants", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            byte[] body = reply.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        cli.env.put("SHEAF_URL", "http://localhost:" + server.getAddress().getPort());
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    @Test
    void all_that_is_kept_goes_into_a_file() {
        Path file = directory.resolve("shop.ndjson");

        assertThat(cli.run("tenant", "export", "shop", "--out", file.toString()))
                .as(cli.err())
                .isZero();

        assertThat(file).hasContent(ROW + END);
        assertThat(asked).containsExactly("GET /tenants/shop/export");
    }

    @Test
    void an_export_that_was_cut_is_no_file() {
        reply = ROW;

        assertThat(cli.run(
                        "tenant",
                        "export",
                        "shop",
                        "--out",
                        directory.resolve("shop.ndjson").toString()))
                .isEqualTo(CommandFailure.SOME_UNANSWERED);

        assertThat(directory.resolve("shop.ndjson")).doesNotExist();
        assertThat(cli.err()).contains("did not come whole");
    }

    @Test
    void nothing_is_erased_unless_it_is_meant() {
        assertThat(cli.run("tenant", "erase", "shop")).isEqualTo(CommandFailure.NOTHING_DONE);
        assertThat(asked).isEmpty();
        assertThat(cli.err()).contains("--yes");
    }

    @Test
    void what_went_is_told() {
        reply = "{\"tenant\":\"shop\",\"rows\":{\"item\":5,\"job\":1}}";

        assertThat(cli.run("tenant", "erase", "shop", "--yes", "--force")).isZero();

        assertThat(cli.out()).isEqualTo("item  5\njob  1\n");
        assertThat(asked).containsExactly("DELETE /tenants/shop?force=true");
    }

    @Test
    void a_refusal_is_told_in_the_services_words() {
        status = 409;
        reply = "{\"code\":\"jobs_run\",\"detail\":\"2 of its jobs and batches are not over.\"}";

        assertThat(cli.run("tenant", "erase", "shop", "--yes")).isEqualTo(CommandFailure.NOTHING_DONE);
        assertThat(cli.err()).contains("2 of its jobs");
    }
}
