package dev.sheaf.app;

import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/** What {@link Startup} decided, as a source of configuration; above everything else, since it has read all of that. */
public final class PreparedSource implements ConfigSource {

    @Override
    public int getOrdinal() {
        return Settings.PREPARED;
    }

    @Override
    public Set<String> getPropertyNames() {
        return Handover.current().properties().keySet();
    }

    @Override
    public @Nullable String getValue(String name) {
        return Handover.current().properties().get(name);
    }

    @Override
    public String getName() {
        return "prepared at start";
    }
}
