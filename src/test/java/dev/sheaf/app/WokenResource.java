package dev.sheaf.app;

import java.util.Map;

/** A service that asks for its batches once an hour, and hears of them. */
public class WokenResource extends SimulatorResource {
    public static final String SECRET = "whsec_b2YgdGhlIHByb3ZpZGVyLCBub3cgMzIgYnl0ZXM=";
    public static final String OLD_SECRET = "whsec_b2YgdGhlIHByb3ZpZGVyLCBiZWZvcmUgdGhhdC4=";

    @Override
    public Map<String, String> start() {
        Map<String, String> properties = super.start();
        properties.put("sheaf.bulk.poll", "PT1H");
        properties.put("sheaf.events.provider-secrets", SECRET + "," + OLD_SECRET);
        properties.put("sheaf.events.callback-secrets", SECRET);
        properties.put("sheaf.events.callback-hosts", "localhost,*.example.com");
        properties.put("sheaf.events.callback-networks", "127.0.0.0/8, ::1/128");
        properties.put("sheaf.events.callback-http", "true");
        return properties;
    }
}
