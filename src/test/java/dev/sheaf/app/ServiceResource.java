package dev.sheaf.app;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Database and provider of the tests at the service's edges, which share one Quarkus. */
public class ServiceResource extends DatabaseResource {
    private @Nullable StagedProvider provider;

    @Override
    public Map<String, String> start() {
        StagedProvider started = new StagedProvider();
        provider = started;
        Map<String, String> properties = super.start();
        properties.put("sheaf.openai.base-url", started.baseUrl().toString());
        properties.put("sheaf.openai.api-key", "sk-test-0123456789");
        properties.put("sheaf.online.queue-items", "100");
        properties.put("sheaf.bulk.every", "PT1H"); // what is due is done when it is, or in no test
        properties.put("sheaf.bulk.enqueued-tokens.sim-limited", "1000000");
        properties.put("sheaf.online.packs-in-flight", "8");
        return properties;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(provider, new TestInjector.MatchesType(StagedProvider.class));
    }

    @Override
    public void stop() {
        super.stop();
        if (provider != null) {
            provider.close();
        }
    }
}
