package dev.sheaf.app;

import java.util.Map;

/** A service that checks much of what it serves, on the simulator. */
public class GuardedResource extends SimulatorResource {
    @Override
    public Map<String, String> start() {
        Map<String, String> properties = super.start();
        properties.put("sheaf.guard.share", "1");
        properties.put("sheaf.guard.spend", "100");
        properties.put("sheaf.guard.tokens-per-day", "1000000000");
        properties.put("sheaf.online.task-freshness", "PT0.02S");
        return properties;
    }
}
