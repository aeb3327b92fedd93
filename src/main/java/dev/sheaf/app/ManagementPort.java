package dev.sheaf.app;

import dev.sheaf.access.KeyRing;
import dev.sheaf.rest.Entrance;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Probes and figures on a port of their own, where that is wanted. Quarkus decides about its own management interface when
 * it is built; this listens beside it, and hands what is for {@code /q} to the same handlers.
 */
@ApplicationScoped
class ManagementPort {
    private static final Pattern MANAGED = Pattern.compile("/q(/.*)?");
    private static final int IDLE_SECONDS = 60;
    private static final int LARGEST_HEADER = 16 * 1_024;

    private final DoorConfig config;
    private final String host;
    private volatile @Nullable HttpServer server;

    ManagementPort(DoorConfig config, @ConfigProperty(name = "quarkus.http.host") String host) {
        this.config = config;
        this.host = config.managementHost().orElse(host);
    }

    void close(@Observes Router router) {
        if (config.managementPort().isPresent()) {
            router.route().order(Entrance.PORTS).handler(this::letThrough);
        }
    }

    private void letThrough(RoutingContext http) {
        boolean isManaged = MANAGED.matcher(http.normalizedPath()).matches();
        boolean isHere = http.request().localAddress().port() == port();
        if (isManaged == isHere) {
            if (isHere) {
                http.put(Entrance.MANAGED, true);
            }
            http.next();
        } else {
            http.request().resume();
            http.response().setStatusCode(404).end();
        }
    }

    /** Before any other work of the start ends: probes want to know. */
    void open(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) StartupEvent start, Vertx vertx, KeyRing keys)
            throws Exception {
        if (config.managementPort().isEmpty()) {
            return;
        }
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setPort(config.managementPort().getAsInt())
                .setIdleTimeout(IDLE_SECONDS)
                .setMaxHeaderSize(LARGEST_HEADER);
        new Openness(keys).customizeHttpServer(options);
        server = vertx.createHttpServer(options)
                .requestHandler(VertxHttpRecorder.getRootHandler())
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(IDLE_SECONDS, TimeUnit.SECONDS);
    }

    /** As it was bound; 0 where there is none. */
    int port() {
        HttpServer opened = server;
        return opened == null ? 0 : opened.actualPort();
    }

    void end(@Observes ShutdownEvent end) {
        HttpServer opened = server;
        if (opened != null) {
            opened.close();
        }
    }
}
