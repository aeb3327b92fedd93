package dev.sheaf.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import jakarta.enterprise.context.Dependent;

/** The service between its start and its end. */
@Dependent
final class Serving implements QuarkusApplication {

    private final HttpServer server;

    Serving(HttpServer server) {
        this.server = server;
    }

    @Override
    public int run(String... args) {
        Handover.current().whenReady().accept(server.getLocalBaseUri());
        Quarkus.waitForExit();
        return 0;
    }
}
