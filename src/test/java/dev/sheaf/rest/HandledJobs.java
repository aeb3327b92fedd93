package dev.sheaf.rest;

import dev.sheaf.bulk.MemoryJobs;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/** A service whose jobs are worked on by the test, and by nobody else. */
public class HandledJobs implements QuarkusTestProfile {

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(Bean.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "sheaf.api.watch-interval", "PT0.02S",
                "sheaf.api.max-upload", "4M",
                "sheaf.api.max-body", "1M",
                "sheaf.ingest.uploads", "2",
                "sheaf.ingest.bad-share", "0.5");
    }

    /** In the place of the database. */
    @Alternative
    @Singleton
    public static class Bean {
        @Produces
        @Singleton
        MemoryJobs jobs() {
            return new MemoryJobs(InstantSource.system());
        }
    }
}
