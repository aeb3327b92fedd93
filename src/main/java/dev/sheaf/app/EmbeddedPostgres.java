package dev.sheaf.app;

import dev.sheaf.cli.Programs.Refused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A PostgreSQL of our own on the loopback, its data in a directory.
 *
 * <p>It is started by {@code pg_ctl}, which gives it a session of its own: Ctrl-C on the terminal reaches the service
 * and not the database, so the service can still finish its work on it. It installs no shutdown hook either: whoever
 * started it closes it, after everything that uses it.
 */
final class EmbeddedPostgres implements AutoCloseable {

    private static final int ATTEMPTS = 3;
    private static final int PASSWORD_BYTES = 24;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final DirectoryLock lock;
    private final PostgresTools tools;
    private final PostgresCluster cluster;
    private final int port;
    private final String password;

    private EmbeddedPostgres(
            DirectoryLock lock, PostgresTools tools, PostgresCluster cluster, int port, String password) {
        this.lock = lock;
        this.tools = tools;
        this.cluster = cluster;
        this.port = port;
        this.password = password;
    }

    /**
     * Where it lives.
     *
     * @param directory of the data, the log and the lock
     * @param binaries where its programs are unpacked; may be shared
     * @param durable see {@link PostgresCluster#durable}
     */
    record Place(Path directory, Path binaries, boolean durable) {
        Place {
            directory = directory.toAbsolutePath();
            binaries = binaries.toAbsolutePath();
        }
    }

    /**
     * Starts it, on data that is there or new; what a killed run left running is ended first.
     *
     * @param newPassword for the case that the data is new
     * @param note told in a sentence what the user may want to know
     * @throws Refused where it cannot be; the sentence says why
     */
    static EmbeddedPostgres start(Place place, String newPassword, Consumer<String> note) {
        try {
            DirectoryLock lock = DirectoryLock.on(place.directory());
            try {
                return start(lock, place, newPassword, note);
            } catch (IOException | InterruptedException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new Refused("The embedded database in " + place.directory() + " cannot be started (" + e
                    + "): mend that, or set DATABASE_URL.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("Interrupted while the database started.");
        }
    }

    private static EmbeddedPostgres start(DirectoryLock lock, Place place, String newPassword, Consumer<String> note)
            throws IOException, InterruptedException {
        Path directory = place.directory().toRealPath();
        Drafts.clear(directory);
        PostgresTools tools = PostgresTools.in(PostgresBinaries.in(place.binaries()), directory);
        PostgresCluster cluster = new PostgresCluster(directory.resolve("postgres"), place.durable());
        cluster.ensure(tools, newPassword);
        endLeftOver(cluster, tools, note);
        String password = cluster.password();
        int port = serve(cluster, tools, directory.resolve("postgres.log"));
        return new EmbeddedPostgres(lock, tools, cluster, port, password);
    }

    private static void endLeftOver(PostgresCluster cluster, PostgresTools tools, Consumer<String> note)
            throws IOException, InterruptedException {
        Postmaster left = Postmaster.of(cluster.data()).orElse(null);
        if (left == null) {
            return;
        }
        switch (left.kind()) {
            case DEAD -> {}
            case OURS -> {
                note.accept("An earlier run was killed and left its database running (process " + left.pid()
                        + "): it is ended and started anew.");
                stop(cluster, tools);
            }
            case STRANGER -> Files.delete(Postmaster.file(cluster.data()));
            case UNKNOWN ->
                throw new Refused("Process " + left.pid() + " may still be a PostgreSQL on " + cluster.data()
                        + ": end it, or set DATABASE_URL.");
        }
    }

    private static int serve(PostgresCluster cluster, PostgresTools tools, Path log)
            throws IOException, InterruptedException {
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            cluster.configure(port);
            try {
                tools.run(
                        LIMIT,
                        "pg_ctl",
                        List.of("start", "-D", cluster.data().toString(), "-l", log.toString(), "-w", "-t", "60"));
                return port;
            } catch (IOException e) {
                if (attempt == ATTEMPTS || isFree(port)) {
                    throw e; // not because somebody was quicker to take the port
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, loopback())) {
            return probe.getLocalPort();
        }
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, loopback())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Fast: clients are cut off, then everything is written; the next start has nothing to recover. */
    private static void stop(PostgresCluster cluster, PostgresTools tools) throws IOException, InterruptedException {
        tools.run(LIMIT, "pg_ctl", List.of("stop", "-D", cluster.data().toString(), "-m", "fast", "-w", "-t", "60"));
    }

    /** The datasource's configuration by property name; the password is among it. */
    Map<String, String> properties() {
        String location = "//127.0.0.1:" + port + "/" + PostgresCluster.DATABASE;
        return Map.of(
                Database.REACTIVE_URL,
                "postgresql:" + location,
                Database.JDBC_URL,
                "jdbc:postgresql:" + location,
                "quarkus.datasource.username",
                PostgresCluster.USER,
                "quarkus.datasource.password",
                password);
    }

    static String newPassword() {
        byte[] secret = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** Ends the database and, when it is gone, lets go of the directory. */
    @Override
    public void close() throws IOException {
        try (lock) {
            stop(cluster, tools);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
