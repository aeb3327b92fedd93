package dev.sheaf.app;

import java.io.Reader;
import java.io.StringReader;
import java.util.Collection;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * Brings a database's tables to this program's version. The only part that speaks JDBC, and it runs beside Quarkus: a
 * service on a database that is there already never loads it.
 */
final class Migrations {
    static final String USER = "quarkus.datasource.username";
    static final String PASSWORD = "quarkus.datasource.password";
    /** Kept, since a logger that nobody holds forgets its level. */
    private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

    private Migrations() {}

    /**
     * What was done.
     *
     * @param version that the tables have now
     */
    record Done(int applied, int version) {}

    /**
     * @param settings say where the database is
     * @throws dev.sheaf.cli.Programs.Refused where it cannot be reached or does not take a migration
     */
    static Done apply(Settings settings) {
        FLYWAY.setLevel(Level.WARNING);
        try {
            return new Done(flyway(settings).migrate().migrationsExecuted, MigrationFiles.newest());
        } catch (FlywayException failure) {
            throw StartFailure.told(failure);
        }
    }

    private static Flyway flyway(Settings settings) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(
                        settings.find(Database.JDBC_URL).orElseThrow(),
                        settings.find(USER).orElse(null),
                        settings.find(PASSWORD).orElse(null))
                .resourceProvider(new Packaged())
                .javaMigrationClassProvider(List::of)
                .load();
    }

    /** The files in this program, instead of a search of the class path. */
    private static final class Packaged implements ResourceProvider {

        @Override
        public @Nullable LoadableResource getResource(String name) {
            return MigrationFiles.names().contains(name) ? new Script(name) : null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return MigrationFiles.names().stream()
                    .filter(name ->
                            name.startsWith(prefix) && Stream.of(suffixes).anyMatch(name::endsWith))
                    .<LoadableResource>map(Script::new)
                    .toList();
        }
    }

    private static final class Script extends LoadableResource {
        private final String name;

        Script(String name) {
            this.name = name;
        }

        @Override
        public Reader read() {
            return new StringReader(MigrationFiles.text(name));
        }

        @Override
        public String getAbsolutePath() {
            return MigrationFiles.FOLDER + name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return getAbsolutePath();
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
