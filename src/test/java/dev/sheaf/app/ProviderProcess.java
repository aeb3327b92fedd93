package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Map;

/** The packaged simulator in a process of its own, which outlives those who ask it. */
public final class ProviderProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final ServiceProcess process;
    private final URI address;

    private ProviderProcess(ServiceProcess process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Starts it below {@code here} and waits until it answers. */
    public static ProviderProcess start(Path here, Duration latency) throws IOException, InterruptedException {
        Path directory = Files.createDirectories(here.resolve("provider"));
        String spoken = latency.toMillis() + "ms";
        ServiceProcess process = ServiceProcess.start(
                directory, Map.of(), "simulate", "--port", "0", "--data", "data", "--latency", spoken);
        return new ProviderProcess(
                process, URI.create(process.line("The simulator answers at ").replaceFirst(".* ", "")));
    }

    /** Where the wire begins. */
    public URI address() {
        return address;
    }

    public long pid() {
        return process.pid();
    }

    JsonNode bill() {
        return send(HttpRequest.newBuilder(address.resolve("/simulator/bill")));
    }

    /** How often it did this. */
    long struck(String fault) {
        return bill().path("faults").path(fault).asLong();
    }

    /** As {@code --faults} has it; and how many times faster than real time it is. */
    void change(String faults, double speed) {
        String wish = JSON.createObjectNode()
                .put("faults", faults)
                .put("speed", speed)
                .toString();
        send(HttpRequest.newBuilder(address.resolve("/simulator/faults")).PUT(BodyPublishers.ofString(wish)));
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> reply =
                    http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
            return JSON.readTree(reply.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.kill();
    }
}
