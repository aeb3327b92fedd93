package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.cli.Programs.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

    private final List<String> notes = new ArrayList<>();

    @TempDir
    private Path temporary;

    @Test
    void what_was_written_is_there_after_a_restart() throws Exception {
        try (EmbeddedPostgres postgres = start("a place with spaces, isn't it")) {
            ask(postgres, "create table kept as select 'Grüße 🌾' as word");
        }
        try (EmbeddedPostgres postgres = start("a place with spaces, isn't it")) {
            assertThat(ask(postgres, "select word from kept")).isEqualTo("Grüße 🌾");
        }
        assertThat(log("a place with spaces, isn't it")).doesNotContain("recovery", "interrupted");
        assertThat(notes).isEmpty();
    }

    @Test
    void it_is_durable_and_knows_every_alphabet() throws Exception {
        try (EmbeddedPostgres postgres = start("here")) {
            assertThat(ask(postgres, "show fsync")).isEqualTo("on");
            assertThat(ask(postgres, "show synchronous_commit")).isEqualTo("on");
            assertThat(ask(postgres, "show server_encoding")).isEqualTo("UTF8");
            assertThat(ask(postgres, "select lower('ÄΣЖ')")).isEqualTo("äσж");
            assertThat(ask(postgres, "select string_agg(c, '' order by c) from unnest(array['b','a','B','ä']) c"))
                    .isEqualTo("Babä");
        }
    }

    @Test
    void nobody_gets_in_without_the_password_or_from_another_machine() throws Exception {
        try (EmbeddedPostgres postgres = start("here")) {
            String url = postgres.properties().get(Database.JDBC_URL);
            assertThatThrownBy(() -> DriverManager.getConnection(url, PostgresCluster.USER, "guess"))
                    .isInstanceOf(SQLException.class);
            assertThat(ask(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(postgres, "show unix_socket_directories")).isEmpty();
        }
        assertThat(Files.getPosixFilePermissions(temporary.resolve("here/postgres")))
                .hasSize(3)
                .allMatch(permission -> permission.name().startsWith("OWNER"));
    }

    @Test
    void two_cannot_have_one_directory() throws Exception {
        try (EmbeddedPostgres first = start("here")) {
            assertThatThrownBy(() -> start("here"))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageNotContaining("\n");
            assertThat(ask(first, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void a_directory_that_was_left_half_made_is_made_anew() throws Exception {
        Path half = Files.createDirectories(temporary.resolve("here/postgres.draft-1/base"));
        Files.writeString(half.resolveSibling("PG_VERSION"), "18");

        try (EmbeddedPostgres postgres = start("here")) {
            assertThat(ask(postgres, "select 1")).isEqualTo("1");
        }
        assertThat(half).doesNotExist();
    }

    @Test
    void the_number_of_a_dead_postgres_that_now_is_another_programs_does_not_matter() throws Exception {
        start("here").close();
        Path pidFile = Postmaster.file(temporary.resolve("here/postgres"));
        Files.writeString(pidFile, ProcessHandle.current().pid() + "\n/elsewhere\n");

        try (EmbeddedPostgres postgres = start("here")) {
            assertThat(ask(postgres, "select 1")).isEqualTo("1");
        }
        assertThat(notes).isEmpty();
    }

    @Test
    void data_of_another_major_version_is_left_alone() throws Exception {
        Path version =
                Files.createDirectories(temporary.resolve("here/postgres")).resolve("PG_VERSION");
        Files.writeString(version, "17\n");

        assertThatThrownBy(() -> start("here")).isInstanceOf(Refused.class).hasMessageContaining("PostgreSQL 17");
        assertThat(version).hasContent("17");
    }

    @Test
    void a_directory_that_cannot_be_is_refused_in_one_sentence() throws Exception {
        Files.writeString(temporary.resolve("here"), "a file");

        assertThatThrownBy(() -> start("here"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("DATABASE_URL")
                .hasMessageNotContaining("\n");
    }

    private EmbeddedPostgres start(String directory) {
        EmbeddedPostgres.Place place =
                new EmbeddedPostgres.Place(temporary.resolve(directory), DatabaseResource.BINARIES, true);
        return EmbeddedPostgres.start(place, "secret", notes::add);
    }

    private String log(String directory) throws IOException {
        return Files.readString(temporary.resolve(directory).resolve("postgres.log"));
    }

    private static String ask(EmbeddedPostgres postgres, String sql) throws SQLException {
        Map<String, String> properties = postgres.properties();
        try (Connection connection = DriverManager.getConnection(
                        properties.get(Database.JDBC_URL),
                        properties.get("quarkus.datasource.username"),
                        properties.get("quarkus.datasource.password"));
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
