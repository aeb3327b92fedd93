package dev.sheaf.app;

import dev.sheaf.bulk.IngestConfig;
import dev.sheaf.bulk.Leases;
import dev.sheaf.bulk.Work;
import dev.sheaf.bulk.Works;
import dev.sheaf.cli.Programs.Refused;
import dev.sheaf.events.BatchNews;
import dev.sheaf.events.Callbacks;
import dev.sheaf.events.Courier;
import dev.sheaf.events.Deliveries;
import dev.sheaf.events.Doors;
import dev.sheaf.events.EventsConfig;
import dev.sheaf.events.Outbox;
import dev.sheaf.events.Parcel;
import dev.sheaf.events.Post;
import dev.sheaf.events.ProviderHook;
import dev.sheaf.events.Reach;
import dev.sheaf.events.Seal;
import dev.sheaf.events.Secret;
import dev.sheaf.events.Sources;
import dev.sheaf.events.Ticks;
import dev.sheaf.rest.RestConfig;
import dev.sheaf.store.Replica;
import dev.sheaf.store.StoredNews;
import dev.sheaf.store.StoredOutbox;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.unchecked.Unchecked;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** Puts together what wakes us and whom we wake. */
@ApplicationScoped
class EventsWiring {
    /** Of a connection that nobody reads or writes; longer than any source may be silent by itself. */
    private static final int IDLE_SECONDS = 600;

    @Produces
    @Singleton
    Ticks ticks(Works works, Leases leases, Clock clock, EventsConfig config) {
        return new Ticks(works, leases, clock, config.hook());
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
        return new ProviderHook(providerSeal(config), news, ticks, clock, post);
    }

    static Seal providerSeal(EventsConfig config) {
        return seal("sheaf.events.provider-secrets", config.providerSecrets(), config.providerSecretsFile());
    }

    @Produces
    @Singleton
    Reach reach(EventsConfig config) {
        try {
            return new Reach(
                    config.callbackHosts().orElse(List.of()),
                    config.callbackNetworks().orElse(List.of()),
                    config.callbackHttp());
        } catch (IllegalArgumentException unfit) {
            throw new Refused("sheaf.events.callback-networks cannot be used. " + unfit.getMessage());
        }
    }

    @Produces
    @Singleton
    Doors doors(Reach reach, Vertx vertx, EventsConfig config) {
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAlive(false)
                .setIdleTimeout(IDLE_SECONDS)
                .setConnectTimeout((int) config.callbackTimeout().toMillis())
                .setMaxPoolSize(100);
        return new Doors(reach, EventsWiring::lookUp, vertx.createHttpClient(options));
    }

    private static Uni<List<InetAddress>> lookUp(String name) {
        return Uni.createFrom()
                .item(Unchecked.supplier(() -> List.of(InetAddress.getAllByName(name))))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    @Produces
    @Singleton
    @Startup // a secret that cannot be used stops the start
    Seal callbackSeal(EventsConfig config) {
        return seal("sheaf.events.callback-secrets", config.callbackSecrets(), config.callbackSecretsFile());
    }

    @Produces
    @Singleton
    Sources sources(Doors doors, EventsConfig config, IngestConfig ingest, RestConfig api, DoorConfig door) {
        var limits = new Sources.Limits(config.callbackTimeout(), ingest.idle(), api.maxUpload(), door.bodyWindow());
        return new Sources(doors, limits, System::nanoTime);
    }

    @Produces
    @Singleton
    Callbacks callbacks(Reach reach, Seal seal) {
        return new Callbacks(reach, seal);
    }

    @Produces
    @Singleton
    Outbox outbox(Instance<Pool> pool, Replica replica) {
        return new StoredOutbox(pool.get(), replica);
    }

    @Produces
    @Singleton
    Work<Parcel> deliveries(Outbox outbox, Doors doors, Seal seal, EventsConfig config, Clock clock, Post post) {
        return new Deliveries(
                outbox,
                new Courier(doors, seal, config.callbackTimeout(), clock),
                config.callbackPatience(),
                clock,
                () -> ThreadLocalRandom.current().nextDouble(),
                post);
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
