package dev.sheaf.bench;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The service as it is shipped, all settings at their defaults, and the POST that does nothing beside it. */
public class BenchProfile implements QuarkusTestProfile {
    @Override
    public String getConfigProfile() {
        return "bench";
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("quarkus.http.test-port", "0");
    }
}
