package dev.sheaf.app;

import dev.sheaf.cli.Programs.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * The data directory of the embedded database.
 *
 * @param durable whether what was committed survives a crash of the machine; not so for throw-away data
 */
record PostgresCluster(Path data, boolean durable) {

    static final String USER = "sheaf";
    static final String DATABASE = "postgres";

    private static final Duration INITDB_LIMIT = Duration.ofMinutes(3);
    /** Of the binaries in the pom; a data directory is readable by one major version only. */
    private static final String MAJOR = "18";

    private static final String PASSWORD_FILE = "sheaf.password";
    private static final String SETTINGS_FILE = "sheaf.conf";

    /**
     * Makes it where there is none yet. It is made under another name and renamed when it is complete.
     *
     * @param password for the one user; kept inside the directory, which only its owner may enter
     */
    void ensure(PostgresTools tools, String password) throws IOException, InterruptedException {
        Path version = data.resolve("PG_VERSION");
        if (!Files.exists(version)) {
            make(tools, Drafts.of(data), password);
            return;
        }
        String major = Files.readString(version).strip();
        if (!major.equals(MAJOR)) {
            throw new Refused("The data in " + data + " is PostgreSQL " + major + "'s and this Sheaf brings " + MAJOR
                    + ": dump it with the Sheaf that wrote it, or move it away.");
        }
    }

    private void make(PostgresTools tools, Path draft, String password) throws IOException, InterruptedException {
        Path passwordFile = Files.createTempFile(data.resolveSibling(""), PASSWORD_FILE, ".draft-");
        try {
            Files.writeString(passwordFile, password);
            tools.run(INITDB_LIMIT, "initdb", initdb(draft, passwordFile));
            Files.move(passwordFile, draft.resolve(PASSWORD_FILE));
        } finally {
            Files.deleteIfExists(passwordFile);
        }
        Files.writeString(
                draft.resolve("postgresql.conf"),
                "include '" + SETTINGS_FILE + "' # written anew at every start\n",
                StandardOpenOption.APPEND);
        Drafts.finish(draft, data);
    }

    /** Characters are compared and folded as Unicode says, whatever the machine's language is. */
    private List<String> initdb(Path draft, Path passwordFile) {
        return List.of(
                "--pgdata=" + draft,
                "--username=" + USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions",
                durable ? "--data-checksums" : "--no-sync");
    }

    String password() throws IOException {
        return Files.readString(data.resolve(PASSWORD_FILE));
    }

    /** On the loopback only; room for the pools of one service, its migrations and somebody with psql. */
    void configure(int port) throws IOException {
        Files.writeString(
                data.resolve(SETTINGS_FILE), """
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                max_connections = 60
                fsync = %s
                synchronous_commit = %s
                full_page_writes = %s
                timezone = 'UTC'
                log_timezone = 'UTC'
                log_checkpoints = off
                """.formatted(port, onOff(durable), onOff(durable), onOff(durable)));
    }

    private static String onOff(boolean value) {
        return value ? "on" : "off";
    }
}
