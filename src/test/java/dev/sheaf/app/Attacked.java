package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged service with a tenant that is attacked through, and another one that goes on using it. */
public final class Attacked implements AutoCloseable {
    private static final String ROOT = "root-key-for-tests-of-abuse-0123456789";
    private static final Pattern IN_USE = Pattern.compile("jvm_memory_used_bytes\\{area=\"heap\".*} ([0-9.E]+)");

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<AutoCloseable> parts;
    private final ServiceProcess process;
    private final URI address;
    private final String key;
    private final String neighbour;
    private final String job;

    private Attacked(List<AutoCloseable> parts, ServiceProcess process, URI address) throws Exception {
        this.parts = parts;
        this.process = process;
        this.address = address;
        this.key = key("attacked");
        this.neighbour = key("neighbour");
        for (String user : List.of(key, neighbour)) {
            send(
                    user,
                    "PUT",
                    "/tasks/abuse",
                    "{\"instructions\":\"Sentiment?\",\"labels\":[\"POSITIVE\",\"NEGATIVE\"]}");
        }
        this.job = waiting();
    }

    /** Starts it with a database and a simulator of its own. */
    public static Attacked start(Path here) throws Exception {
        List<AutoCloseable> parts = new ArrayList<>();
        try {
            return start(here, parts);
        } catch (Exception | AssertionError failure) {
            end(parts);
            throw failure;
        }
    }

    /** @param parts takes what has to be ended, as soon as it has begun */
    private static Attacked start(Path here, List<AutoCloseable> parts) throws Exception {
        var database = new DatabaseResource();
        Map<String, String> coordinates = database.startForProcess();
        parts.add(database::stop);
        ProviderProcess provider = ProviderProcess.start(here, Duration.ofMillis(1));
        parts.add(provider);
        Map<String, String> environment = new HashMap<>(Map.of(
                "OPENAI_API_KEY", "sk-test-0123456789",
                "OPENAI_BASE_URL", provider.address().toString(),
                "SHEAF_ADMIN_KEY", ROOT,
                "SHEAF_INGEST_IDLE", "PT2S",
                "SHEAF_API_MAX_UPLOAD", "16M",
                "SHEAF_HTTP_BODY_WINDOW", "PT10S",
                "QUARKUS_HTTP_IDLE_TIMEOUT", "PT20S",
                "JAVA_TOOL_OPTIONS", "-Xmx256m"));
        environment.putAll(coordinates);
        Path directory = Files.createDirectories(here.resolve("service"));
        ServiceProcess process = ServiceProcess.start(directory, environment, "serve", "--port", "0");
        parts.add(process);
        return new Attacked(
                parts, process, URI.create(process.line("Sheaf answers at ").replaceFirst(".* ", "")));
    }

    public int port() {
        return address.getPort();
    }

    /** Of the tenant that is attacked through: it may do everything there. */
    public String key() {
        return key;
    }

    /** A job of that tenant's which goes on for ever, since it is paused: its streams do not end by themselves. */
    public String job() {
        return job;
    }

    /** Whether nobody ended it. */
    public boolean isWaiting() throws Exception {
        String now = send(key, "GET", "/jobs/" + job, "");
        return new ObjectMapper().readTree(now).path("state").asText().equals("paused");
    }

    private String waiting() throws Exception {
        String rows = "{\"id\":\"1\",\"text\":\"a lamp\"}\n{\"id\":\"2\",\"text\":\"a chair\"}\n";
        String made = send(key, "POST", "/jobs?task=abuse&lane=batch", "application/x-ndjson", rows);
        String id = new ObjectMapper().readTree(made).path("id").asText();
        send(key, "POST", "/jobs/" + id + "/pause", "");
        return id;
    }

    private String key(String tenant) throws Exception {
        String made = send(
                ROOT,
                "POST",
                "/keys",
                "{\"tenant\":\"" + tenant + "\",\"roles\":[\"ask\",\"run\",\"read\",\"admin\"]}");
        return new ObjectMapper().readTree(made).path("key").asText();
    }

    private String send(String user, String method, String path, String body) throws IOException, InterruptedException {
        return send(user, method, path, "application/json", body);
    }

    private String send(String user, String method, String path, String type, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> reply = http.send(
                HttpRequest.newBuilder(address.resolve(path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", "Bearer " + user)
                        .header("Content-Type", type)
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(reply.statusCode()).as(reply.body()).isBetween(200, 201);
        return reply.body();
    }

    /** A correct request of the other tenant's, and its answer. */
    public void ask(String text) throws IOException, InterruptedException {
        assertThat(send(neighbour, "POST", "/tasks/abuse/answers", "{\"text\":\"" + text + "\"}"))
                .contains("\"label\"");
    }

    /** Bytes in use after a collection. */
    public long heap() throws IOException, InterruptedException {
        Process collection = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(process.pid()),
                        "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(collection.waitFor()).isZero();
        return IN_USE.matcher(send(ROOT, "GET", "/q/metrics", ""))
                .results()
                .mapToLong(used -> (long) Double.parseDouble(used.group(1)))
                .sum();
    }

    /** Files and connections that the process has open. */
    public int open() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc", String.valueOf(process.pid()), "fd"))) {
            return (int) all.count();
        }
    }

    /** What it said on the terminal that looks like this. */
    public List<String> logged(Pattern pattern) throws InterruptedException {
        process.end();
        return process.rest().stream()
                .filter(line -> pattern.matcher("\n" + line).find())
                .toList();
    }

    @Override
    public void close() throws Exception {
        end(parts);
    }

    private static void end(List<AutoCloseable> parts) throws Exception {
        for (int i = parts.size() - 1; i >= 0; i--) {
            parts.get(i).close();
        }
    }
}
