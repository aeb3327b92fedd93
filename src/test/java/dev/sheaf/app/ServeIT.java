package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program, from outside. */
@Tag("processes")
class ServeIT {

    /** Nothing listens there; the service does not mind before somebody asks it something. */
    private static final Map<String, String> A_SERVER_OF_ONES_OWN = Map.of(
            "OPENAI_BASE_URL",
            "http://127.0.0.1:9/v1",
            "SHEAF_EMBEDDED_BINARIES",
            DatabaseResource.BINARIES.toString());

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path here;

    @Test
    void without_a_key_it_says_one_sentence_and_leaves_with_2() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(here, Map.of())) {
            assertThat(service.rest()).singleElement().asString().contains("OPENAI_API_KEY", "--simulator");
            assertThat(service.exitCode()).isEqualTo(2);
        }
        assertThat(here).isEmptyDirectory();
    }

    @Test
    @DisabledIfSystemProperty(
            named = "sheaf.packaged",
            matches = "native",
            disabledReason = "the executable brings no database")
    void it_answers_and_ends_its_database_with_itself() throws Exception {
        long postgres;
        try (ServiceProcess service = serve()) {
            assertThat(ready(service)).isEqualTo(200);
            assertThat(service.line("database"))
                    .contains("embedded", here.resolve(".sheaf").toString());
            assertThat(service.line("model")).contains("127.0.0.1");
            postgres = postmaster();
        }
        assertThat(new Postmaster(postgres, data()).kind()).isNotEqualTo(Postmaster.Kind.OURS);
        assertThat(Postmaster.file(data())).doesNotExist();
    }

    @Test
    @DisabledIfSystemProperty(
            named = "sheaf.packaged",
            matches = "native",
            disabledReason = "the executable brings no database")
    void data_survives_being_told_to_end_and_being_killed() throws Exception {
        try (ServiceProcess first = serve()) {
            ready(first);
            ask("create table kept as select 'first' as run");
        }
        long orphan;
        try (ServiceProcess second = serve()) {
            ready(second);
            ask("insert into kept values ('second')");
            orphan = postmaster();
            second.kill();
        }
        assertThat(new Postmaster(orphan, data()).kind()).isEqualTo(Postmaster.Kind.OURS);

        try (ServiceProcess third = serve()) {
            assertThat(third.line("An earlier run was killed")).contains("process " + orphan);
            assertThat(ready(third)).isEqualTo(200);
            assertThat(ask("select string_agg(run, ' ') from kept")).isEqualTo("first second");
            assertThat(new Postmaster(orphan, data()).kind()).isNotEqualTo(Postmaster.Kind.OURS);
        }
        assertThat(Files.readString(here.resolve(".sheaf/postgres.log"))).doesNotContain("not properly shut down");
    }

    @Test
    @DisabledIfSystemProperty(
            named = "sheaf.packaged",
            matches = "native",
            disabledReason = "the executable brings no database")
    void a_second_one_on_the_same_directory_is_refused() throws Exception {
        try (ServiceProcess first = serve()) {
            ready(first);
            try (ServiceProcess second = serve()) {
                assertThat(second.rest()).singleElement().asString().contains("process " + first.pid());
                assertThat(second.exitCode()).isEqualTo(2);
            }
            assertThat(ask("select 1")).isEqualTo("1");
        }
    }

    @Test
    void a_taken_port_is_one_sentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
                ServiceProcess service = ServiceProcess.start(
                        here, A_SERVER_OF_ONES_OWN, "serve", "--port", String.valueOf(taken.getLocalPort()))) {
            assertThat(service.rest()).singleElement().asString().contains("Port " + taken.getLocalPort(), "--port");
            assertThat(service.exitCode()).isEqualTo(2);
        }
        assertThat(here).isEmptyDirectory();
    }

    @Test
    void a_database_that_is_not_there_is_one_sentence_without_its_password() throws Exception {
        Map<String, String> environment = Map.of(
                "OPENAI_BASE_URL", "http://127.0.0.1:9/v1", "DATABASE_URL", "postgres://me:hidden@127.0.0.1:9/mine");
        try (ServiceProcess service = ServiceProcess.start(here, environment, "serve", "--port", "0")) {
            assertThat(service.line("The database cannot be used"))
                    .contains("127.0.0.1:9")
                    .doesNotContain("hidden");
            assertThat(service.exitCode()).isEqualTo(2);
        }
    }

    @Test
    void a_setting_that_cannot_be_used_is_one_sentence() throws Exception {
        Map<String, String> environment = Map.of(
                "OPENAI_BASE_URL", "http://127.0.0.1:9/v1",
                "DATABASE_URL", "postgres://me:hidden@127.0.0.1:9/mine",
                "SHEAF_OPENAI_CONCURRENCY", "0");
        try (ServiceProcess service = ServiceProcess.start(here, environment, "serve", "--port", "0")) {
            assertThat(service.rest()).singleElement().asString().contains("sheaf.openai.concurrency must be");
            assertThat(service.exitCode()).isEqualTo(2);
        }
    }

    @Test
    void a_database_that_is_not_wanted_is_not_started() throws Exception {
        Map<String, String> environment =
                Map.of("OPENAI_BASE_URL", "http://127.0.0.1:9/v1", "SHEAF_EMBEDDED_DATABASE", "false");
        try (ServiceProcess service = ServiceProcess.start(here, environment)) {
            assertThat(service.rest()).singleElement().asString().contains("DATABASE_URL");
            assertThat(service.exitCode()).isEqualTo(2);
        }
        assertThat(here).isEmptyDirectory();
    }

    private ServiceProcess serve() throws IOException {
        return ServiceProcess.start(here, A_SERVER_OF_ONES_OWN, "serve", "--port", "0");
    }

    private int ready(ServiceProcess service) throws IOException, InterruptedException {
        String address = service.line("Sheaf answers at ").replaceFirst(".* ", "");
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/q/health/ready"))
                .timeout(Duration.ofSeconds(30))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private Path data() throws IOException {
        return here.toRealPath().resolve(".sheaf/postgres");
    }

    private long postmaster() throws IOException {
        return Postmaster.of(data()).orElseThrow().pid();
    }

    private String ask(String sql) throws IOException, SQLException {
        List<String> facts = Files.readAllLines(Postmaster.file(data()));
        String url = "jdbc:postgresql://127.0.0.1:" + facts.get(3).strip() + "/" + PostgresCluster.DATABASE;
        String password = new PostgresCluster(data(), true).password();
        try (Connection connection = DriverManager.getConnection(url, PostgresCluster.USER, password);
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            ResultSet rows = statement.getResultSet();
            rows.next();
            return rows.getString(1);
        }
    }
}
