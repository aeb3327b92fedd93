package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

/** The service behind all its doors: the port for what is managed, and secrets that stay inside. */
@QuarkusTest
@WithTestResource(DoorResource.class)
class DoorTest extends AtTheDoor {
    private static final List<String> MANAGED =
            List.of("/q/health", "/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics");

    @Inject
    ManagementPort management;

    @ConfigProperty(name = "quarkus.datasource.password")
    String databasePassword;

    StagedProvider provider;

    private URI managed(String path) {
        return URI.create("http://127.0.0.1:" + management.port() + path);
    }

    @Test
    void what_is_managed_is_answered_at_its_own_port_only_and_nothing_else_there() {
        assertThat(MANAGED).allSatisfy(path -> {
            assertThat(send(managed(path), "", "GET", "").statusCode()).as(path).isEqualTo(200);
            assertThat(send(path, "", "GET", "").statusCode()).as(path).isEqualTo(404);
            assertThat(send(path, KeyedResource.OPERATOR, "GET", "").statusCode())
                    .as(path)
                    .isEqualTo(404);
        });
        assertThat(List.of("/tasks", "/openapi", "/v1/models", "/", "/q/../tasks", "/q/%2e%2e/tasks"))
                .allSatisfy(path -> assertThat(send(managed(path), KeyedResource.OPERATOR, "GET", "")
                                .statusCode())
                        .as(path)
                        .isEqualTo(404));
    }

    @Test
    void a_tick_without_a_key_is_let_in_at_the_services_own_port_only() {
        assertThat(tick(base.resolve("/events"))).isEqualTo(200);
        assertThat(tick(managed("/events"))).isEqualTo(404);
        assertThat(tick(managed("/q/../events"))).isEqualTo(404);
    }

    private int tick(URI at) {
        HttpRequest request = HttpRequest.newBuilder(at)
                .timeout(Duration.ofMinutes(1))
                .header("ce-type", "dev.sheaf.tick")
                .POST(BodyPublishers.ofString("{}"))
                .build();
        return http.sendAsync(request, BodyHandlers.discarding()).join().statusCode();
    }

    /** All that is logged while it listens, as text, with the traces. */
    private static final class Listening extends Handler implements AutoCloseable {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();
        private final Logger root = Logger.getLogger("");

        Listening() {
            root.addHandler(this);
        }

        @Override
        public void publish(LogRecord record) {
            StringWriter text = new StringWriter();
            text.append(record instanceof ExtLogRecord extended ? extended.getFormattedMessage() : record.getMessage());
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(new PrintWriter(text));
            }
            lines.add(text.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            root.removeHandler(this);
        }
    }

    @Test
    void no_secret_and_no_items_text_is_in_logs_errors_figures_or_the_document() throws Exception {
        String text = "item-text-" + UUID.randomUUID();
        String token = issuer.token(tenant, "admin");
        List<String> shown = new ArrayList<>();
        List<String> passedOn = new ArrayList<>(); // the provider's own words, for who asked
        provider.replies(text, StagedProvider.Reply.error(400, "invalid_prompt in " + text));
        String key;
        try (Listening log = new Listening()) {
            assertThat(task(token).statusCode()).isEqualTo(201);
            String wish = "{'tenant':'" + tenant + "','roles':['admin']}";
            key = json(send("/keys", KeyedResource.OPERATOR, "POST", wish))
                    .path("key")
                    .asText();
            String wrong = key.substring(0, key.length() - 1) + (key.endsWith("x") ? "y" : "x");
            for (String caller : List.of(key, token, wrong, KeyedResource.OPERATOR + "x", "")) {
                for (String body : bodies(text)) {
                    for (String path : List.of(
                            "/tasks/taste/answers",
                            "/v1/chat/completions",
                            "/jobs?task=taste",
                            "/tasks/taste/audits",
                            "/keys",
                            "/v1/batches",
                            "/v1/files",
                            "/v1/embeddings",
                            "/nothing")) {
                        HttpResponse<String> reply = send(path, caller, "POST", body);
                        assertThat(reply.statusCode()).as("%s %s", path, body).isNotEqualTo(500);
                        if (reply.statusCode() >= 400) {
                            (path.startsWith("/v1/") && reply.body().contains("invalid_prompt") ? passedOn : shown)
                                    .add(reply.body() + reply.headers().map());
                        }
                    }
                }
            }
            shown.addAll(log.lines);
            assertThat(log.lines).isNotEmpty();
        }
        MANAGED.forEach(path -> shown.add(send(managed(path), "", "GET", "").body()));
        shown.add(send("/openapi", "", "GET", "").body());
        shown.add(send("/keys", KeyedResource.OPERATOR, "GET", "").body());

        List<String> secrets =
                List.of(key.substring(19), KeyedResource.OPERATOR, DoorResource.PROVIDER_KEY, token, databasePassword);
        assertThat(shown).hasSizeGreaterThan(100).allSatisfy(line -> assertThat(line)
                .doesNotContain(text));
        shown.addAll(passedOn);
        assertThat(shown).allSatisfy(line -> assertThat(line).doesNotContain(secrets.toArray(String[]::new)));
    }

    /** Sound and broken in several ways, each with the text. */
    private static List<String> bodies(String text) {
        return List.of(
                "{'items':[{'id':'a','text':'" + text + "'}]}",
                "{'items':[{'id':'a','text':'" + text + "'},{'id':'a','text':'" + text + "'}]}",
                "{'model':'sheaf/taste','messages':[{'role':'user','content':'" + text + "'}]}",
                "{'model':'gpt-4o-mini','messages':[{'role':'user','content':'" + text + "'}]}",
                "{'model':'gpt-4o-mini','input':'" + text + "'}",
                "{'items':[{'id':'a','text':'" + text,
                "text\n" + text + "\n");
    }
}
