package dev.sheaf.app;

import java.util.Map;

/** As {@link ServiceResource}, but of a service that has an operator's key, and leaves jobs and batches as they came. */
public class KeyedResource extends ServiceResource {
    public static final String OPERATOR = "operator-0123456789-0123456789-0123456789";

    @Override
    public Map<String, String> start() {
        Map<String, String> properties = super.start();
        properties.put("sheaf.access.admin-key", OPERATOR);
        properties.put("sheaf.access.key-freshness", "PT1S");
        properties.put("sheaf.bulk.work", "false");
        return properties;
    }
}
