package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Two replicas of the packaged service on one database, each a process that can be killed and paused. */
final class Pair implements AutoCloseable {
    static final List<String> NAMES = List.of("left", "right");

    private final Path here;
    private final Map<String, String> environment;
    private final String database;
    private final Map<String, Replica> replicas = new LinkedHashMap<>();

    private static final class Replica {
        private final ServiceProcess process;
        private @Nullable URI address;

        Replica(ServiceProcess process) {
            this.process = process;
        }

        /** Waits until it serves. */
        URI address() throws InterruptedException {
            if (address == null) {
                address = URI.create(process.line("Sheaf answers at ").replaceFirst(".* ", ""));
            }
            return address;
        }
    }

    /** @param database its address for the reactive client; each replica's connections bear the replica's name */
    Pair(Path here, Map<String, String> environment, String database) {
        this.here = here;
        this.environment = Map.copyOf(environment);
        this.database = database;
    }

    /** Begins to start it, where it lay before. */
    void start(String name) throws IOException {
        Map<String, String> own = new HashMap<>(environment);
        own.put("QUARKUS_DATASOURCE_REACTIVE_URL", database + "?application_name=" + name);
        Path directory = Files.createDirectories(here.resolve(name));
        replicas.remove(name);
        replicas.put(name, new Replica(ServiceProcess.start(directory, own, "serve", "--port", "0")));
    }

    /** The one that was started earlier. */
    String elder() {
        return replicas.keySet().iterator().next();
    }

    /** Waits until it serves. */
    URI address(String name) throws InterruptedException {
        return replicas.get(name).address();
    }

    void kill(String name) throws InterruptedException {
        replicas.get(name).process.kill();
    }

    void pause(String name) throws IOException, InterruptedException {
        signal(name, "-STOP");
    }

    void resume(String name) throws IOException, InterruptedException {
        signal(name, "-CONT");
    }

    private void signal(String name, String signal) throws IOException, InterruptedException {
        String pid = String.valueOf(replicas.get(name).process.pid());
        Process kill = new ProcessBuilder("kill", signal, pid).inheritIO().start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    @Override
    public void close() throws InterruptedException {
        for (Replica replica : replicas.values()) {
            replica.process.kill();
        }
    }
}
