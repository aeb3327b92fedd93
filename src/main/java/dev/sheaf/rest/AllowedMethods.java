package dev.sheaf.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestMatch;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/** What an address offers, as the router knows it. */
final class AllowedMethods {
    private AllowedMethods() {}

    /** As the header {@code Allow} lists them. */
    static String of(ContainerRequestContext request) {
        var context = (ResteasyReactiveRequestContext)
                ((ResteasyReactiveContainerRequestContext) request).getServerRequestContext();
        RequestMatch<InitialMatch> match =
                new RequestMapper<>(context.getDeployment().getClassMappers()).map(context.getPathWithoutPrefix());
        var methods = new TreeSet<String>();
        methods.add("OPTIONS");
        if (match != null) {
            offered(match).forEach(methods::add);
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return String.join(", ", methods);
    }

    private static Stream<String> offered(RequestMatch<InitialMatch> match) {
        String rest = match.remaining.isEmpty() ? "/" : match.remaining;
        return Arrays.stream(match.value.handlers)
                .filter(ClassRoutingHandler.class::isInstance)
                .flatMap(router -> ((ClassRoutingHandler) router).getMappers().entrySet().stream())
                .filter(methods -> methods.getValue().map(rest) != null)
                .map(methods -> methods.getKey());
    }
}
