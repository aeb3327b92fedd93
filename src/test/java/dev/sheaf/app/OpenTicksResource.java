package dev.sheaf.app;

import java.util.Map;

/** As {@link KeyedResource}, but of a service that takes ticks without a key. */
public class OpenTicksResource extends KeyedResource {

    @Override
    public Map<String, String> start() {
        Map<String, String> properties = super.start();
        properties.put("sheaf.events.ticks-without-key", "true");
        return properties;
    }
}
