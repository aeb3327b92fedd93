package dev.sheaf.app;

import dev.sheaf.bulk.Works;
import dev.sheaf.cli.Programs.Refused;
import dev.sheaf.events.BatchNews;
import dev.sheaf.events.EventsConfig;
import dev.sheaf.events.Post;
import dev.sheaf.events.ProviderHook;
import dev.sheaf.events.Seal;
import dev.sheaf.events.Secret;
import dev.sheaf.events.Ticks;
import dev.sheaf.store.StoredNews;
import io.quarkus.runtime.Startup;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts together what wakes us and whom we wake. */
@ApplicationScoped
class EventsWiring {

    @Produces
    @Singleton
    Ticks ticks(Works works, Clock clock) {
        return new Ticks(works, clock);
    }

    @Produces
    @Singleton
    BatchNews news(Instance<Pool> pool) {
        return new StoredNews(pool::get);
    }

    @Produces
    @Singleton
    @Startup // a secret that cannot be used stops the start
    ProviderHook hook(EventsConfig config, BatchNews news, Ticks ticks, Clock clock, Post post) {
        Seal seal = seal("sheaf.events.provider-secrets", config.providerSecrets(), config.providerSecretsFile());
        return new ProviderHook(seal, news, ticks, clock, post);
    }

    private static Seal seal(String setting, Optional<List<String>> said, Optional<Path> file) {
        try {
            return new Seal(Stream.concat(
                            said.stream().flatMap(List::stream), file.stream().flatMap(EventsWiring::lines))
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .map(Secret::of)
                    .toList());
        } catch (IllegalArgumentException unfit) {
            throw new Refused(setting + " cannot be used. " + unfit.getMessage());
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new Refused("A file with secrets of webhooks cannot be read: " + file + ".");
        }
    }
}
