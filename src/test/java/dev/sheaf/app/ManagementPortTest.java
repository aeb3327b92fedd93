package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.rest.Entrance;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagementPortTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void end() {
        vertx.close();
    }

    @Test
    void the_port_is_looked_at_before_ticks_are_let_in_whoever_came_to_the_router_first() {
        Router router = Router.router(vertx);
        Route ticks = router.route("/events").order(Entrance.OPEN_TICKS).handler(RoutingContext::next);
        DoorConfig config = new SmallRyeConfigBuilder()
                .withMapping(DoorConfig.class)
                .withDefaultValue("sheaf.http.management-port", "9000")
                .build()
                .getConfigMapping(DoorConfig.class);

        new ManagementPort(config, "localhost").close(router);

        assertThat(router.getRoutes()).hasSize(2).last().isEqualTo(ticks);
    }
}
