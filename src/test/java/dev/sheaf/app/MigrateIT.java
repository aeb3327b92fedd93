package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program on a database of one's own: its tables are made by a command, and by nothing else. */
@Tag("processes")
class MigrateIT {
    /** The driver and its connections, any pool of them, and what migrates; not mere names of settings. */
    private static final Pattern OF_JDBC =
            Pattern.compile("^(org\\.postgresql\\.(Driver$|jdbc\\.|core\\.)|io\\.agroal\\.pool\\.|"
                    + "org\\.flywaydb\\.core\\.(Flyway$|internal\\.(command|jdbc|database)\\.))");

    private final DatabaseResource database = new DatabaseResource();
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    private Path here;

    @BeforeEach
    void lay() throws Exception {
        Map<String, String> properties = database.start();
        String url = properties.get(Database.JDBC_URL);
        String user = properties.get("quarkus.datasource.username");
        String password = properties.get("quarkus.datasource.password");
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute("create database fresh");
        }
        String server = url.replaceFirst("jdbc:postgresql://", "").replaceFirst("/.*", "");
        environment.put(
                "DATABASE_URL", "postgresql://" + user + ":" + password.replace(" ", "%20") + "@" + server + "/fresh");
        environment.put("SHEAF_EMBEDDED_DATABASE", "false");
    }

    @AfterEach
    void clear() {
        database.stop();
    }

    @Test
    void the_command_makes_the_tables_once_and_needs_no_key() throws Exception {
        int newest = MigrationFiles.newest();
        assertThat(migrate())
                .containsExactly("The tables are at version " + newest + " now, after " + newest + " migration(s).");
        assertThat(migrate()).containsExactly("The tables are at version " + newest + " already.");
    }

    @Test
    void the_service_refuses_a_database_without_its_tables_in_one_sentence() throws Exception {
        try (ServiceProcess service = serve()) {
            List<String> said = service.rest();
            assertThat(said.get(said.size() - 1)).contains("version 0", "sheaf migrate");
            assertThat(said).noneMatch(line -> line.startsWith("\tat ") || line.matches(".* (ERROR|WARN) .*"));
            assertThat(service.exitCode()).isEqualTo(2);
        }
    }

    @Test
    @DisabledIfSystemProperty(named = "sheaf.packaged", matches = "native", disabledReason = "it loads no classes")
    void the_service_loads_neither_the_jdbc_driver_nor_its_pool_nor_the_migrations() throws Exception {
        Path classes = here.resolve("classes");
        environment.put("JAVA_TOOL_OPTIONS", "-Xlog:class+load=info:file=" + classes + ":none:filecount=0");
        migrate();
        assertThat(ofJdbc(classes)).contains("org.postgresql.Driver", "org.flywaydb.core.Flyway");
        Files.delete(classes);
        try (ServiceProcess service = serve()) {
            service.line("Sheaf answers at ");
        }

        assertThat(loaded(classes)).contains("dev.sheaf.app.SchemaCheck");
        assertThat(ofJdbc(classes)).isEmpty();
    }

    private static List<String> ofJdbc(Path classes) throws IOException {
        return loaded(classes).stream()
                .filter(name -> OF_JDBC.matcher(name).find())
                .toList();
    }

    private static List<String> loaded(Path classes) throws IOException {
        return Files.readAllLines(classes).stream()
                .map(line -> line.split(" ")[0])
                .toList();
    }

    private List<String> migrate() throws Exception {
        try (ServiceProcess command = ServiceProcess.start(here, environment, "migrate")) {
            List<String> said = new ArrayList<>(command.rest());
            said.removeIf(line -> line.startsWith("Picked up JAVA_TOOL_OPTIONS"));
            assertThat(command.exitCode()).as(String.valueOf(said)).isZero();
            return said;
        }
    }

    private ServiceProcess serve() throws Exception {
        environment.put("OPENAI_BASE_URL", "http://127.0.0.1:9/v1");
        return ServiceProcess.start(here, environment, "serve", "--port", "0");
    }
}
