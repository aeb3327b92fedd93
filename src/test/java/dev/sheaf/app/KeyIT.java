package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program from its first key on. */
@Tag("processes")
class KeyIT {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "OPENAI_BASE_URL",
            "http://127.0.0.1:9/v1",
            "SHEAF_EMBEDDED_BINARIES",
            DatabaseResource.BINARIES.toString()));

    private final DatabaseResource database = new DatabaseResource();

    @TempDir
    private Path here;

    @BeforeEach
    void lay() {
        if (ServiceProcess.isNative()) {
            environment.putAll(database.startForProcess());
        }
    }

    @AfterEach
    void clear() {
        database.stop();
    }

    @Test
    void without_any_key_it_listens_on_the_loopback_only_and_with_one_where_it_was_told_to() throws Exception {
        environment.put("QUARKUS_HTTP_HOST", "0.0.0.0");
        assumeThat(addresses()).isNotEmpty();
        try (ServiceProcess service = ServiceProcess.start(here, environment, "serve", "--port", "0")) {
            int port = port(service);
            assertThat(service.line("access")).contains("this machine only");
            assertThat(isReached("127.0.0.1", port)).isTrue();
            assertThat(addresses()).noneMatch(address -> isReached(address, port));
        }
        environment.put("SHEAF_ADMIN_KEY", "0123456789abcdef0123456789abcdef");
        try (ServiceProcess service = ServiceProcess.start(here, environment, "serve", "--port", "0")) {
            int port = port(service);
            assertThat(service.line("access")).contains("by key");
            assertThat(addresses()).allMatch(address -> isReached(address, port));
        }
    }

    private static int port(ServiceProcess service) throws Exception {
        return URI.create(service.line("Sheaf answers at ").replaceFirst(".* ", ""))
                .getPort();
    }

    /** Of this machine, beside its loopback's. */
    private static List<String> addresses() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .toList();
    }

    private static boolean isReached(String address, int port) {
        try (Socket socket = new Socket(address, port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void a_key_made_on_the_database_closes_the_service_and_makes_others() throws Exception {
        String first = key(run("key", "create", "--roles", "admin", "--database"));
        try (ServiceProcess service = ServiceProcess.start(here, environment, "serve", "--port", "0")) {
            URI base = URI.create(service.line("Sheaf answers at ").replaceFirst(".* ", ""));
            assertThat(service.line("access")).contains("by key");
            environment.put("SHEAF_URL", base.toString());
            assertThat(run("task", "list")).last().asString().contains("unauthenticated", "SHEAF_KEY");

            environment.put("SHEAF_KEY", first);
            String second = key(run("key", "create", "--tenant", "shop", "--roles", "ask", "--name", "till"));

            assertThat(status(base, "GET", "/tasks", second)).isEqualTo(200);
            assertThat(status(base, "GET", "/v1/models/sheaf/none", second)).isEqualTo(404);
            assertThat(status(base, "POST", "/keys", second)).isEqualTo(403);
            assertThat(status(base, "GET", "/keys", first)).isEqualTo(200);
            assertThat(status(base, "GET", "/tasks", second.substring(0, 18))).isEqualTo(401);
            String id = second.substring(6, 18);
            assertThat(run("key", "list")).anyMatch(line -> line.matches(id + " +shop +ask +till .*"));
            assertThat(run("key", "revoke", id)).containsExactly("Revoked " + id + ".");
            assertThat(run("key", "revoke", "nobodys")).last().asString().contains("unknown_key");
        }
        environment.remove("SHEAF_KEY");
        answersWithoutAService();
    }

    /** On the same database, whose keys the command does not have: the service it runs is its own. */
    private void answersWithoutAService() throws Exception {
        environment.remove("OPENAI_BASE_URL");
        run("examples", "ex");
        List<String> said = run(
                "answer",
                "ex/product-reviews.csv",
                "--task",
                "ex/product-reviews.yaml",
                "--local",
                "--simulator",
                "--out",
                "answers.csv");
        assertThat(here.resolve("answers.csv")).as(String.valueOf(said)).isNotEmptyFile();
    }

    private int status(URI base, String method, String path, String key) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .header("Authorization", "Bearer " + key)
                .method(method, BodyPublishers.noBody())
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static String key(List<String> said) {
        return said.stream()
                .filter(line -> line.startsWith("sheaf_"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(said));
    }

    private List<String> run(String... arguments) throws Exception {
        try (ServiceProcess command = ServiceProcess.start(here, environment, arguments)) {
            List<String> said = new ArrayList<>(command.rest());
            command.exitCode();
            return said.isEmpty() ? List.of(Arrays.toString(arguments)) : said;
        }
    }
}
