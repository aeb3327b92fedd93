package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.access.Digest;
import dev.sheaf.access.KeyText;
import dev.sheaf.cli.Programs.NewKey;
import dev.sheaf.cli.Programs.Refused;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FirstKeyTest {
    private static final DatabaseResource DATABASE = new DatabaseResource();
    private static Map<String, String> properties = Map.of();

    @BeforeAll
    static void lay() {
        properties = DATABASE.start();
    }

    @AfterAll
    static void clear() {
        DATABASE.stop();
    }

    private static String make(String tenant, String name, String... roles) {
        return FirstKey.make(Settings.over(properties), new NewKey(tenant, name, List.of(roles), Map.of()));
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(
                properties.get(Database.JDBC_URL),
                properties.get("quarkus.datasource.username"),
                properties.get("quarkus.datasource.password"));
    }

    @Test
    void it_stands_in_the_table_without_its_secret() throws SQLException {
        String key = make("shop", "the till", "read", "ask");

        try (Connection database = connect();
                Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery("select id, tenant, name, roles::text, digest from api_key")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1))
                    .isEqualTo(KeyText.read(key).orElseThrow().id());
            assertThat(row.getString(2)).isEqualTo("shop");
            assertThat(row.getString(3)).isEqualTo("the till");
            assertThat(row.getString(4)).isEqualTo("{ask,read}");
            assertThat(new Digest(row.getString(5)).isOf(key)).isTrue();
            assertThat(row.next()).isFalse();
        }
    }

    @Test
    void what_cannot_be_a_key_is_refused_in_a_sentence() {
        assertThatThrownBy(() -> make("No Such", "", "ask"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("tenant");
        assertThatThrownBy(() -> make("shop", "", "king"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("king");
        assertThatThrownBy(() -> make("shop", "")).isInstanceOf(Refused.class).hasMessageContaining("role");
        assertThatThrownBy(() -> make("shop", "a\nb", "ask"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("name");
    }

    @Test
    void tables_that_are_not_there_yet_are_said_to_be_missing() throws SQLException {
        try (Connection database = connect();
                Statement statement = database.createStatement()) {
            statement.execute("create database bare");
        }
        Map<String, String> bare = new HashMap<>(properties);
        bare.put(Database.JDBC_URL, properties.get(Database.JDBC_URL).replaceFirst("/[^/?]+(\\?|$)", "/bare$1"));

        assertThatThrownBy(() -> FirstKey.make(Settings.over(bare), new NewKey("shop", "", List.of("ask"), Map.of())))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("sheaf migrate");
    }
}
