package dev.sheaf.cli;

import dev.sheaf.bulk.PlainWire;
import dev.sheaf.model.ChatWire;
import dev.sheaf.pack.TaskIntake;
import dev.sheaf.task.TaskDefaults;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers what it was asked to start. */
final class FakePrograms implements Programs {
    final List<ServeOptions> served = new ArrayList<>();
    final List<SimulateOptions> simulated = new ArrayList<>();
    final List<ServeOptions> started = new ArrayList<>();
    final List<Duration> ticked = new ArrayList<>();
    final List<ServeOptions> migrated = new ArrayList<>();
    final List<NewKey> made = new ArrayList<>();
    int closed;
    ChatWire wire = new PlainWire();

    @Nullable
    Instant nextDue;

    @Nullable
    String localUrl;

    @Override
    public int serve(ServeOptions options) {
        served.add(options);
        return 0;
    }

    @Override
    public int simulate(SimulateOptions options) {
        simulated.add(options);
        return 0;
    }

    @Override
    public Asking asking() {
        return new Asking(new TaskIntake(new TaskDefaults("gpt-4o-mini", 8_000, 4_000, Duration.ofMillis(20))), wire);
    }

    @Override
    public Ticked tick(ServeOptions options, Duration atMost) {
        ticked.add(atMost);
        return new Ticked(Map.of("parts", 3L), nextDue);
    }

    @Override
    public String migrate(ServeOptions options) {
        migrated.add(options);
        return "The tables are there.";
    }

    @Override
    public String createKey(ServeOptions options, NewKey key) {
        made.add(key);
        return "sheaf_made";
    }

    @Override
    public Local startLocal(ServeOptions options) {
        started.add(options);
        String url = localUrl;
        if (url == null) {
            throw new Refused("There is no key: set OPENAI_API_KEY, or add --simulator.");
        }
        return new Local() {
            @Override
            public URI address() {
                return URI.create(url);
            }

            @Override
            public void close() {
                closed++;
            }
        };
    }
}
