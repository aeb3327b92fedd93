package dev.sheaf.openai;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The application with nothing stored, for tests of the wire alone. */
public class WithoutDatabase implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.datasource.active", "false",
                "quarkus.hibernate-orm.active", "false",
                "quarkus.scheduler.enabled", "false",
                "quarkus.http.test-port", "0",
                "quarkus.tls.trust-all", "true");
    }
}
