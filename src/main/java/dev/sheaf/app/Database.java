package dev.sheaf.app;

import dev.sheaf.cli.Programs.Refused;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where state is kept: in a PostgreSQL that somebody runs, or in an embedded one. */
sealed interface Database {

    /**
     * A configured server.
     *
     * @param name its host and database, for people; no secret
     * @param properties what has to be added to the configuration, by property name; may hold the password
     */
    record Configured(String name, Map<String, String> properties) implements Database {
        public Configured {
            properties = Map.copyOf(properties);
        }

        @Override
        public void lay(Foundation foundation) {
            foundation.configure(properties);
        }

        @Override
        public String inWords() {
            return "PostgreSQL " + name;
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Configured[" + name + "]";
        }
    }

    /**
     * One that runs beside the service, which alone sees to its tables.
     *
     * @param directory of its data
     * @param binaries where its programs are unpacked
     */
    record Embedded(Path directory, Path binaries) implements Database {
        @Override
        public void lay(Foundation foundation) {
            EmbeddedPostgres.Place place = new EmbeddedPostgres.Place(directory, binaries, true);
            EmbeddedPostgres postgres = EmbeddedPostgres.start(place, EmbeddedPostgres.newPassword(), foundation::note);
            foundation.keep(postgres);
            foundation.configure(postgres.properties());
            Migrations.apply(Settings.over(postgres.properties()));
        }

        @Override
        public String inWords() {
            return "embedded PostgreSQL, its data in " + directory;
        }
    }

    /** Starts it where it has to be started, and says in the foundation's configuration where it is. */
    void lay(Foundation foundation);

    /** For people; no secret. */
    String inWords();

    String REACTIVE_URL = "quarkus.datasource.reactive.url";
    String JDBC_URL = "quarkus.datasource.jdbc.url";

    /**
     * The first of: both datasource URLs, one of them (the other is derived), DATABASE_URL, the embedded database.
     *
     * @throws Refused where an address cannot be read, or where there is none and the embedded one is not wanted
     */
    static Database decide(Settings settings) {
        Optional<String> reactive = settings.find(REACTIVE_URL);
        Optional<String> jdbc = settings.find(JDBC_URL);
        if (reactive.isPresent() && jdbc.isPresent()) {
            return new Configured(nameOf(reactive.get()), Map.of());
        }
        if (reactive.isPresent()) {
            return DatabaseUrl.parse("QUARKUS_DATASOURCE_REACTIVE_URL", reactive.get())
                    .completing(REACTIVE_URL, settings);
        }
        if (jdbc.isPresent()) {
            return DatabaseUrl.parse("QUARKUS_DATASOURCE_JDBC_URL", jdbc.get()).completing(JDBC_URL, settings);
        }
        return settings.find("DATABASE_URL")
                .<Database>map(url -> DatabaseUrl.parse("DATABASE_URL", url).completing("DATABASE_URL", settings))
                .orElseGet(() -> embedded(settings));
    }

    private static Database embedded(Settings settings) {
        if (!settings.flag("sheaf.embedded.database", true)) {
            throw new Refused("There is no database: set DATABASE_URL (postgresql://user:password@host:5432/name), "
                    + "or leave SHEAF_EMBEDDED_DATABASE away for the embedded one.");
        }
        Path directory = path(settings, "sheaf.embedded.directory").orElseGet(() -> absolute(".sheaf"));
        return new Embedded(directory, path(settings, "sheaf.embedded.binaries").orElse(directory));
    }

    private static Optional<Path> path(Settings settings, String name) {
        return settings.find(name).map(Database::absolute);
    }

    private static Path absolute(String path) {
        return Path.of(path).toAbsolutePath().normalize();
    }

    /** Both URLs are the user's own and may be of a form we do not know, which is no reason to refuse them. */
    private static String nameOf(String url) {
        try {
            return DatabaseUrl.parse(REACTIVE_URL, url).name();
        } catch (Refused e) {
            return "as configured";
        }
    }
}
