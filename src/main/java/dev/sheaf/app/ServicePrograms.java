package dev.sheaf.app;

import dev.sheaf.access.KeyText;
import dev.sheaf.cli.Programs;
import dev.sheaf.openai.OpenAiChatWire;
import dev.sheaf.pack.TaskIntake;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.SmallRyeConfig;
import java.io.PrintStream;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The programs behind {@code serve}, {@code simulate}, {@code tick}, {@code migrate} and {@code --local}. */
final class ServicePrograms implements Programs {
    private static final Logger LOG = Logger.getLogger(ServicePrograms.class);

    private final Simulators simulators;
    private final PrintStream out;

    ServicePrograms(Simulators simulators, PrintStream out) {
        this.simulators = simulators;
        this.out = out;
    }

    @Override
    public int serve(ServeOptions options) {
        Settings settings = Settings.of(options);
        Startup startup = Startup.decide(settings, options);
        // where logs are for programs, nothing stands between them
        Consumer<String> say = settings.flag("quarkus.log.console.json.enabled", false) ? LOG::info : this::print;
        return ServiceRun.on(
                () -> Foundation.lay(startup, simulators, say), address -> announce(startup, address, say));
    }

    private void print(String line) {
        out.println(line);
        out.flush();
    }

    private static void announce(Startup startup, URI address, Consumer<String> say) {
        say.accept("Sheaf answers at " + address.toString().replaceFirst("/$", ""));
        say.accept("  database  " + startup.database().inWords());
        say.accept("  model     " + startup.provider().inWords());
        say.accept(
                "  access    " + Arc.container().instance(Openness.class).get().inWords(startup.listen()));
        say.accept("  Ctrl-C ends it.");
    }

    @Override
    public int simulate(SimulateOptions options) {
        try (Simulators.Running simulator = simulators.start(options)) {
            out.println("The simulator answers at http://127.0.0.1:" + simulator.port() + "/v1");
            out.println("  It is no model: its answers mean nothing. Ctrl-C ends it.");
            out.flush();
            new CountDownLatch(1).await(); // a signal ends the process
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    @Override
    public Local startLocal(ServeOptions options) {
        String key = KeyText.draw(new SecureRandom()::nextInt).text(); // nobody else shall speak to it
        ServeOptions quiet = quiet(options, key);
        Startup startup = Startup.decide(Settings.of(quiet), quiet);
        CompletableFuture<URI> ready = new CompletableFuture<>();
        CompletableFuture<Integer> over = CompletableFuture.supplyAsync(
                        () -> ServiceRun.on(() -> Foundation.lay(startup, simulators, sentence -> {}), ready::complete),
                        work -> new Thread(work, "local-service").start())
                .whenComplete((code, failure) -> ready.completeExceptionally(
                        failure == null ? new Refused("The service could not start.") : failure));
        return local(address(ready), key, over);
    }

    @Override
    public Ticked tick(ServeOptions options, Duration atMost) {
        try (Local service = startLocal(options)) {
            return Arc.container().instance(Ticking.class).get().work(atMost);
        }
    }

    @Override
    public String migrate(ServeOptions options) {
        Settings settings = Settings.of(options);
        Database database = Database.decide(settings);
        try (Foundation foundation = Foundation.on(database, Settings.commandLine(options))) {
            Migrations.Done done = Migrations.apply(Settings.over(foundation.properties()));
            return done.applied() == 0
                    ? "The tables are at version " + done.version() + " already."
                    : "The tables are at version " + done.version() + " now, after " + done.applied()
                            + " migration(s).";
        }
    }

    @Override
    public String createKey(ServeOptions options, NewKey key) {
        Settings settings = Settings.of(options);
        Database database = Database.decide(settings);
        try (Foundation foundation = Foundation.on(database, Settings.commandLine(options))) {
            return FirstKey.make(Settings.over(foundation.properties()), key);
        }
    }

    /** Its own log would stand between the rows of the command's output. */
    private static ServeOptions quiet(ServeOptions options, String key) {
        Map<String, String> settings = new LinkedHashMap<>(options.settings());
        settings.putIfAbsent("quarkus.log.level", "WARN");
        settings.put("sheaf.access.admin-key", key);
        // it answers this command and nobody else, whatever a service beside it is told by the same variables
        settings.put("quarkus.http.host", "localhost");
        settings.put("sheaf.http.management-port", "");
        int port = options.port() == null ? 0 : options.port();
        return new ServeOptions(options.simulator(), port, settings);
    }

    @Override
    public Asking asking() {
        SmallRyeConfig config =
                ConfigUtils.configBuilder().withMapping(TaskConfig.class).build();
        return new Asking(
                new TaskIntake(Wiring.taskDefaults(config.getConfigMapping(TaskConfig.class))), new OpenAiChatWire());
    }

    private static URI address(CompletableFuture<URI> ready) {
        try {
            return ready.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw e;
        }
    }

    private static Local local(URI address, String key, CompletableFuture<Integer> over) {
        return new Local() {
            @Override
            public URI address() {
                return address;
            }

            @Override
            public String key() {
                return key;
            }

            @Override
            public void close() {
                Quarkus.asyncExit();
                over.join();
            }
        };
    }
}
