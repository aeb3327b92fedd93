package dev.sheaf.app;

import dev.sheaf.simulator.Simulator;
import dev.sheaf.simulator.SimulatorOptions;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A database, and the simulator for a provider, twenty times faster than it is by itself. */
public class SimulatorResource extends DatabaseResource {
    private static final double SPEED = 20;
    /** What never gets a reply is ended by the simulator; a service whose machine stood still takes no answer for late. */
    private static final Duration HANG = Duration.ofSeconds(2);

    private @Nullable Simulator simulator;

    @Override
    public Map<String, String> start() {
        Simulator started =
                Simulator.start(SimulatorOptions.DEFAULT.withSpeed(SPEED).withHang(HANG));
        simulator = started;
        Map<String, String> properties = super.start();
        properties.put("sheaf.openai.base-url", started.baseUrl().toString());
        properties.put("sheaf.openai.api-key", "sk-test-0123456789");
        properties.put("sheaf.bulk.every", "PT1H"); // what is due is done when it is, or in no test
        properties.put("sheaf.bulk.poll", "PT0.1S");
        properties.put("sheaf.bulk.settling", "PT0.5S");
        properties.put("sheaf.bulk.retry-pause", "PT0.1S");
        properties.put("sheaf.bulk.queue-pause", "PT0.1S");
        properties.put("sheaf.bulk.overflow-pause", "PT0.1S");
        properties.put("sheaf.bulk.spool-directory", "target/spool");
        return properties;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(simulator, new TestInjector.MatchesType(Simulator.class));
    }

    @Override
    public void stop() {
        super.stop();
        if (simulator != null) {
            simulator.close();
        }
    }
}
