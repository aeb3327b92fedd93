package dev.sheaf.app;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A throw-away PostgreSQL for the tests that run in Quarkus: {@code @WithTestResource(DatabaseResource.class)}. Classes
 * that ask for the same resources share one Quarkus and one database, so a test brings data of its own.
 */
public class DatabaseResource implements QuarkusTestResourceLifecycleManager {

    /** Unpacked once, shared by all tests and runs. */
    static final Path BINARIES = Path.of("target", "postgresql").toAbsolutePath();

    /** The line by which Quarkus finds its port, and what the test profile says, which such a program does not run in. */
    private static final Map<String, String> OF_A_PACKAGED_PROGRAM = Map.of(
            "quarkus.log.category.\"io.quarkus\".level", "INFO",
            "sheaf.bulk.every", "PT1H",
            "sheaf.guard.share", "0");

    private @Nullable Path directory;
    private @Nullable EmbeddedPostgres postgres;

    @Override
    public Map<String, String> start() {
        Map<String, String> properties = new HashMap<>(startDatabase());
        if (ServiceProcess.isPackaged()) {
            properties.putAll(OF_A_PACKAGED_PROGRAM);
        }
        return properties;
    }

    private Map<String, String> startDatabase() {
        try {
            Path made = Files.createTempDirectory(Path.of("target"), "database-");
            directory = made;
            postgres = EmbeddedPostgres.start(
                    new EmbeddedPostgres.Place(made, BINARIES, false), "only for tests", System.err::println);
            Migrations.apply(Settings.over(postgres.properties()));
            return postgres.properties();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it for a process of its own, which is told by these variables. */
    Map<String, String> startForProcess() {
        return startDatabase().entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"),
                        Map.Entry::getValue));
    }

    /** The number that a statement gives in the database of such a process. */
    long ask(String sql) throws SQLException {
        Map<String, String> properties = Objects.requireNonNull(postgres).properties();
        try (Connection connection = DriverManager.getConnection(
                        properties.get("quarkus.datasource.jdbc.url"),
                        properties.get("quarkus.datasource.username"),
                        properties.get("quarkus.datasource.password"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public void stop() {
        try {
            if (postgres != null) {
                postgres.close();
            }
            if (directory != null) {
                delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
