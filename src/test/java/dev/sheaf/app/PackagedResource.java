package dev.sheaf.app;

import java.util.Map;

/**
 * The same for {@code @QuarkusIntegrationTest}, which runs the packaged program: its database, a provider that nobody
 * asks (set {@code sheaf.openai.base-url} for one that answers).
 */
public class PackagedResource extends DatabaseResource {

    @Override
    public Map<String, String> start() {
        Map<String, String> properties = super.start();
        properties.put("sheaf.openai.base-url", "http://127.0.0.1:9/v1");
        return properties;
    }
}
