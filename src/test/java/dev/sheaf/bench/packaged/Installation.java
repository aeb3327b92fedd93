package dev.sheaf.bench.packaged;

import dev.sheaf.app.ProviderProcess;
import dev.sheaf.app.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The packaged service with the database that it brings, and the simulator, each a process of its own, until closed. */
final class Installation implements AutoCloseable {
    /** The simulator's batches take seconds where the provider's take hours. */
    private static final Map<String, String> PACE = Map.of("SHEAF_BULK_POLL", "PT0.5S");

    private static final Duration LATENCY = Duration.ofMillis(150);

    private final Path directory;
    private final ProviderProcess provider;
    private final ServiceProcess service;

    private Installation(Path directory, ProviderProcess provider, ServiceProcess service) {
        this.directory = directory;
        this.provider = provider;
        this.service = service;
    }

    /** Seconds of processor time. */
    record Spent(double service, double database, double provider) {
        Spent minus(Spent before) {
            return new Spent(service - before.service, database - before.database, provider - before.provider);
        }
    }

    static Installation start(Path here) throws IOException, InterruptedException {
        Path directory = Files.createDirectory(here.resolve("service"));
        ProviderProcess provider = ProviderProcess.start(here, LATENCY);
        try {
            return new Installation(directory, provider, serve(directory, provider.address()));
        } catch (IOException e) {
            provider.close();
            throw e;
        }
    }

    private static ServiceProcess serve(Path directory, URI provider) throws IOException {
        var environment = new HashMap<>(PACE);
        environment.put("OPENAI_API_KEY", "sk-bench-0123456789");
        environment.put("OPENAI_BASE_URL", provider.toString());
        return ServiceProcess.launch(directory, environment, "serve", "--port", "0");
    }

    /** Waits until the service answers. To be asked once. */
    URI address() throws InterruptedException {
        return URI.create(service.line("Sheaf answers at ").replaceFirst(".* ", ""));
    }

    Spent spent() throws IOException {
        return new Spent(
                Kernel.seconds(service.pid()),
                Kernel.secondsWithChildren(postmaster()),
                Kernel.seconds(provider.pid()));
    }

    /** PostgreSQL writes down its process's number. */
    private long postmaster() throws IOException {
        return Long.parseLong(Files.readAllLines(directory.resolve(".sheaf/postgres/postmaster.pid"))
                .get(0)
                .strip());
    }

    /** Of the service's process alone, so far. */
    double peakMegabytes() {
        return Kernel.peakMegabytes(service.pid());
    }

    double providerPeakMegabytes() {
        return Kernel.peakMegabytes(provider.pid());
    }

    @Override
    public void close() throws InterruptedException {
        try {
            service.close();
        } finally {
            provider.close();
        }
    }
}
