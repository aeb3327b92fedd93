package dev.sheaf.app;

import java.util.Map;

/** A service that does nothing by itself: what is due is for those who wait for it, ticks and the provider's webhooks. */
public class IdleResource extends SimulatorResource {
    public static final String SECRET = WokenResource.SECRET;

    @Override
    public Map<String, String> start() {
        Map<String, String> properties = super.start();
        properties.put("sheaf.bulk.work", "false");
        properties.put("sheaf.bulk.poll", "PT2S");
        properties.put("sheaf.events.hook", "PT1M");
        properties.put("sheaf.events.provider-secrets", SECRET);
        return properties;
    }
}
